// SPDX-License-Identifier: Apache-2.0
#include "gen/base/tool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "gen/base/utf8.hpp"

namespace spinforge::tool {
namespace {

/// A descriptor among 0, 1, 2 that was closed by our caller would be that of the first file we
/// open, and what we print would go into it. Each is taken in a way that lets writing fail.
void take_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) < 0 && errno == EBADF) {
      [[maybe_unused]] const int taken = ::open("/dev/null", O_RDONLY);  // the lowest free number
    }
  }
}

void require_no_empty_argument(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool option = word.starts_with("--") && word.ends_with("=");
    if (!word.empty() && !option) continue;
    const std::string before = i > 1 ? argv[i - 1] : "";
    throw Error(ErrorCode::kUsage,
                option                    ? word.substr(0, word.size() - 1)
                : before.starts_with("-") ? before
                                          : fmt::format("argument {}", i),
                "is empty; expected a value, got \"\"; write one or leave it out");
  }
}

[[noreturn]] void fail_to_print(int error) {
  throw Error(ErrorCode::kIo,
              "standard output",
              fmt::format("cannot be written: {}; make room there or name another place",
                          error == EBADF ? "it is closed" : std::strerror(error)));
}

int guarded(const std::string& name, const std::function<int()>& body) {
  try {
    const int code = body();
    flush_standard_output();
    return code;
  } catch (const std::exception& problem) {
    const Error error = as_error(problem);
    say(fmt::format("{}: {}\n", name, sentence(error)));
    return error.exit_code();
  }
}

}  // namespace

std::string sentence(const Error& error) {
  const bool lines = error.code() == ErrorCode::kTool;
  const std::string whole = text::printable(error.what(), lines);
  constexpr std::size_t kFirst = 1400, kLast = 400;
  if (lines || whole.size() <= kFirst + kLast) return whole;
  // What it quotes is that long; its end says what to do. A character cut in two is shown as bytes.
  return text::printable(whole.substr(0, kFirst), false) + " ... " +
         text::printable(whole.substr(whole.size() - kLast), false);
}

Error as_error(const std::exception& problem) {
  if (const auto* const error = dynamic_cast<const Error*>(&problem)) return *error;
  using FileError = std::filesystem::filesystem_error;
  if (const auto* const error = dynamic_cast<const FileError*>(&problem)) {
    return {ErrorCode::kIo, error->path1().string(), error->code().message() + "; check the path"};
  }
  return {ErrorCode::kBug, "internal error", problem.what()};
}

void say(const std::string& text) { std::fputs(text.c_str(), stderr); }

void flush_standard_output() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  fail_to_print(errno == 0 ? EIO : errno);
}

int run(const std::string& name,
        int argc,
        const char* const* argv,
        const std::function<int()>& body) {
  take_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is an error of the write
  return guarded(name, [&] {
    require_no_empty_argument(argc, argv);
    try {
      return body();
    } catch (const std::system_error& error) {
      // fmt::print throws one where the stream's buffer cannot be emptied.
      if (std::ferror(stdout) != 0) fail_to_print(error.code().value());
      throw;
    }
  });
}

}  // namespace spinforge::tool
