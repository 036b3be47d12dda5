// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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
  const File& file;
  std::string target;
  Partial partial;
  explicit Pending(const File& f) : file(f), target(resolved(f.path)), partial(target) {}
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

bool may_replace(const std::string& path) {
  return ::eaccess(path.c_str(), F_OK) != 0 || ::eaccess(path.c_str(), W_OK) == 0;
}

void write(const std::string& path, std::string_view content) {
  write_together({{path, std::string(content)}});
}

void write_together(const std::vector<File>& files) {
  std::list<Pending> pending;
  for (const File& file : files) {
    require_named(file.path);
    if (is_stream(file.path)) {
      write_stream(file.path, file.content);
      continue;
    }
    Pending& next = pending.emplace_back(file);
    const int error = may_replace(next.target) ? next.partial.make_file(file.content) : EACCES;
    if (error != 0) fail(file.path, "write", error);
  }
  if (pending.empty()) return;
  auto at = pending.begin();
  const int error = cleanup::unless_interrupted(at->partial.path(), [&] {
    for (; at != pending.end(); ++at) {
      if (::rename(at->partial.path().c_str(), at->target.c_str()) != 0) return errno;
    }
    return 0;
  });
  if (error != 0) fail(at->file.path, "write", error);
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

}  // namespace spinforge::files
