// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <list>
#include <system_error>

#include "gen/base/cleanup.hpp"
#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/staged.hpp"

namespace spinforge::files {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  ///< that lead to each other, as in the kernel

void require_named(const std::string& path) {
  if (!path.empty()) return;
  throw Error(
      ErrorCode::kUsage, "path", "is empty; expected a file or directory, got \"\"; name it");
}

/// What a path leads to that is no regular file.
const char* kind_of(const struct stat& status) {
  return S_ISDIR(status.st_mode)    ? "a directory"
         : S_ISFIFO(status.st_mode) ? "a pipe"
         : S_ISSOCK(status.st_mode) ? "a socket"
                                    : "a device";
}

/// `path` opened, which is a regular file of `size` bytes. A pipe that nobody writes does not make
/// us wait.
int open_regular(const std::string& path, std::size_t& size) {
  require_named(path);
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) fail(path, "read", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, "read", errno);
  if (!S_ISREG(status.st_mode)) {
    throw Error(
        ErrorCode::kIo,
        path,
        fmt::format("cannot read: expected a file, got {}; check the path", kind_of(status)));
  }
  size = static_cast<std::size_t>(status.st_size);
  return file.release();
}

void write_stream(const std::string& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.open()) fail(path, "open for writing", errno);
  if (const int error = write_all(file.number(), content); error != 0) fail(path, "write", error);
  if (!file.close()) fail(path, "write", errno);
}

/// A file that is written and has to take its place.
struct Pending {
  const Text& text;
  std::string target;
  Partial partial;
  explicit Pending(const Text& t) : text(t), target(resolved(t.path)), partial(target) {}
};

}  // namespace

std::string read(const std::string& path) {
  std::size_t size = 0;
  const Descriptor file(open_regular(path, size));
  std::string content;
  content.reserve(size);
  std::string chunk(1 << 16, '\0');
  for (;;) {
    const ssize_t got = ::read(file.number(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) return content;
    content.append(chunk, 0, static_cast<std::size_t>(got));
  }
}

void require_readable(const std::string& path) {
  std::size_t size = 0;
  const Descriptor file(open_regular(path, size));
}

bool is_stream(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  for (const char* const open : {"/dev/std", "/dev/fd/", "/proc/self/fd/"}) {
    if (path.starts_with(open)) return true;
  }
  return !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void write(const std::string& path, std::string_view content) {
  write_together({{path, std::string(content)}});
}

void write_together(const std::vector<Text>& texts) {
  std::list<Pending> pending;
  for (const Text& text : texts) {
    require_named(text.path);
    if (is_stream(text.path)) {
      write_stream(text.path, text.content);
      continue;
    }
    const Pending& file = pending.emplace_back(text);
    const int error = file.partial.make_file(text.content);
    if (error != 0) fail(text.path, "write", error);
  }
  if (pending.empty()) return;
  auto file = pending.begin();
  const int error = cleanup::unless_interrupted(file->partial.path(), [&] {
    for (; file != pending.end(); ++file) {
      if (::rename(file->partial.path().c_str(), file->target.c_str()) != 0) return errno;
    }
    return 0;
  });
  if (error != 0) fail(file->text.path, "write", error);
}

std::string resolved(const std::string& path) {
  require_named(path);
  std::error_code error;
  fs::path plain = fs::weakly_canonical(fs::absolute(path, error), error);
  // A link to what does not exist yet leads on all the same.
  for (int links = 0; !error && fs::is_symlink(fs::symlink_status(plain, error)); ++links) {
    if (links == kMaxLinks) fail(path, "resolve", ELOOP);
    plain = fs::weakly_canonical(plain.parent_path() / fs::read_symlink(plain, error), error);
  }
  if (error && error != std::errc::no_such_file_or_directory) fail(path, "resolve", error.value());
  return (plain.has_filename() ? plain : plain.parent_path()).string();
}

bool is_within(const std::string& path, const std::string& directory) {
  const fs::path inner(path), outer(directory);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

std::string temporary_directory() {
  const char* const variable = std::getenv("TMPDIR");
  const std::string path = variable == nullptr || *variable == '\0' ? "/tmp" : variable;
  std::error_code error;
  if (fs::is_directory(path, error)) return path;
  throw Error(
      ErrorCode::kIo,
      fmt::format("TMPDIR={}", path),
      "is no directory; expected one for temporary files; make it or set TMPDIR to another");
}

}  // namespace spinforge::files
