// SPDX-License-Identifier: Apache-2.0
#include "gen/base/tool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <functional>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

struct Ended {
  int code = -1;
  std::string complaint;  ///< stderr
};

/// Runs a tool with that body, its standard output opened as `output` or closed where that is
/// empty.
template <typename Body>
Ended ended(const std::string& output, std::vector<const char*> words, Body body) {
  const test::TempDir dir;
  std::fflush(stdout);  // what Catch has printed is not the child's to print
  const int status = test::status_of([&] {
    const int log = ::open((dir / "log").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(log, STDERR_FILENO);
    ::close(STDOUT_FILENO);
    if (!output.empty() && ::open(output.c_str(), O_WRONLY) != STDOUT_FILENO) ::_exit(99);
    words.insert(words.begin(), "tool");
    ::_exit(tool::run("tool", static_cast<int>(words.size()), words.data(), body));
  });
  return {WEXITSTATUS(status), files::read(dir / "log")};
}

}  // namespace

TEST_CASE("a tool's exit code is its body's, or that of what went wrong") {
  CHECK(ended("/dev/null", {}, [] { return 1; }).code == 1);
  const Ended error = ended(
      "/dev/null", {}, []() -> int { throw Error(ErrorCode::kShape, "layer 2", "is round"); });
  CHECK(error.code == static_cast<int>(ErrorCode::kShape));
  CHECK(error.complaint == "tool: layer 2: is round\n");
  const Ended bug = ended("/dev/null", {}, []() -> int { throw std::logic_error("oops"); });
  CHECK(bug.code == 70);
  CHECK(bug.complaint == "tool: internal error: oops\n");
  const Ended disk = ended("/dev/null", {}, [] { return fs::file_size("/absent") > 0 ? 1 : 0; });
  CHECK(disk.code == static_cast<int>(ErrorCode::kIo));
  CHECK(disk.complaint == "tool: /absent: No such file or directory; check the path\n");
}

TEST_CASE("standard output that is full is an error, for little text and for much") {
  if (!fs::exists("/dev/full")) return test::skip("no /dev/full");
  const auto length = GENERATE(std::size_t{1}, std::size_t{100000});
  const Ended full = ended("/dev/full", {}, [&] {
    fmt::print("{}\n", std::string(length, 'x'));
    return 0;
  });
  CHECK(full.code == static_cast<int>(ErrorCode::kIo));
  CHECK_THAT(full.complaint, Contains("standard output: cannot be written: No space left"));
}

TEST_CASE("standard output that is closed is an error, and no file gets the text") {
  const test::TempDir dir;
  files::write(dir / "file", "content");
  const Ended closed = ended("", {}, [&] {
    const int file = ::open((dir / "file").c_str(), O_WRONLY | O_APPEND);
    fmt::print("text\n");
    return file < 0 ? 99 : 0;
  });
  CHECK(closed.code == static_cast<int>(ErrorCode::kIo));
  CHECK_THAT(closed.complaint, Contains("standard output: cannot be written: it is closed"));
  CHECK(files::read(dir / "file") == "content");
}

TEST_CASE("who prints nothing needs no standard output") {
  CHECK(ended("", {}, [] { return 0; }).code == 0);
  CHECK(ended("/dev/full", {}, [] { return 1; }).code == 1);
}

TEST_CASE("standard error that is full or closed costs what would be said there, nothing else") {
  if (!fs::exists("/dev/full")) return test::skip("no /dev/full");
  const bool closed = GENERATE(false, true);
  const auto status = [&](const std::function<int()>& body) {
    return test::status_of([&] {
      ::close(STDERR_FILENO);
      if (!closed) (void)::open("/dev/full", O_WRONLY);
      const char* const argv[] = {"tool"};
      ::_exit(tool::run("tool", 1, argv, body));
    });
  };
  CHECK(WEXITSTATUS(status([] { return 0; })) == 0);
  const int failed = status([]() -> int { throw Error(ErrorCode::kShape, "layer 2", "is round"); });
  CHECK(WIFEXITED(failed));
  CHECK(WEXITSTATUS(failed) == static_cast<int>(ErrorCode::kShape));
}

TEST_CASE("a file that grows too large is an error and leaves nothing") {
  const test::TempDir dir;
  const int status = test::status_of([&] {
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const char* const argv[] = {"tool"};
    ::_exit(tool::run("tool", 1, argv, [&] {
      files::write(dir / "file", std::string(100000, 'x'));
      return 0;
    }));
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == static_cast<int>(ErrorCode::kIo));
  CHECK(dir.entries() == 0);
}

TEST_CASE("an empty argument is refused before anything is done, naming its option") {
  const auto refused = [](std::vector<const char*> words) {
    const Ended run = ended("/dev/null", std::move(words), [] { return 99; });
    CHECK(run.code == static_cast<int>(ErrorCode::kUsage));
    return run.complaint;
  };
  CHECK_THAT(refused({"emit", "net", "-o", ""}), Contains("tool: -o: is empty"));
  CHECK_THAT(refused({"emit", ""}), Contains("argument 2: is empty"));
  CHECK_THAT(refused({"plan", "net", "--json="}), Contains("--json: is empty"));
  CHECK(ended("/dev/null", {"--set", "a="}, [] { return 0; }).code == 0);
}

TEST_CASE("a sentence is one line that fits a terminal, whatever it quotes, and ends as it did") {
  const std::string bytes(8000, '\xf3');  // each is shown as four characters
  const Error error(ErrorCode::kUsage, "--set " + bytes, "\n" + bytes + "; correct it");
  const std::string said = tool::sentence(error);
  CHECK(said.size() < 2000);
  CHECK(said.starts_with("--set \\xf3"));
  CHECK(said.ends_with("; correct it"));
  CHECK(said.find(" ... ") != std::string::npos);
  const std::string letters(3000, 'a');
  const std::string umlauts = "\u00e4" + letters + letters + "\u00e4";  // no character is cut here
  CHECK(tool::sentence({ErrorCode::kIo, umlauts, "x"}).starts_with("\u00e4aa"));
  CHECK(tool::sentence({ErrorCode::kTool, "c++", letters}) == "c++: " + letters);
  CHECK(tool::sentence({ErrorCode::kIo, "a", "b"}) == "a: b");
  CHECK(tool::sentence({ErrorCode::kIo, "a", std::string("b\0c", 3)}) == "a: b\\x00c");
}
