// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "gen/base/cleanup.hpp"
#include "gen/base/error.hpp"

namespace spinforge::files {
namespace {

namespace fs = std::filesystem;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

[[noreturn]] void fail(const std::string& path, std::string_view doing, int error) {
  const std::string advice = error == ENOSPC || error == EDQUOT ? "free some space"
                             : error == EACCES || error == EPERM || error == EROFS
                                 ? "choose a place that you may write, or change its permissions"
                                 : "check the path";
  throw Error(
      ErrorCode::kIo, path, fmt::format("cannot {}: {}; {}", doing, std::strerror(error), advice));
}

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Devices and pipes ("/dev/stdout") cannot be replaced by a rename: they are written as they are.
bool is_stream(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  return path.starts_with("/dev/") || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

void write_stream(const std::string& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.open()) fail(path, "open for writing", errno);
  if (const int error = write_all(file.number(), content); error != 0) fail(path, "write", error);
  if (!file.close()) fail(path, "write", errno);
}

/// 0, or the errno of what failed; the file is on disk when this returns 0.
int write_new(const std::string& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.open()) return errno;
  if (const int error = write_all(file.number(), content); error != 0) return error;
  if (::fsync(file.number()) != 0) return errno;
  return file.close() ? 0 : errno;
}

/// `path` without links, dots and a trailing slash; what does not exist yet is kept.
fs::path resolved(const std::string& path) {
  std::error_code error;
  fs::path plain = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) fail(path, "resolve", error.value());
  return plain.has_filename() ? plain : plain.parent_path();
}

void require_replaceable(const fs::path& directory, const std::string& marker) {
  std::error_code error;
  if (!fs::exists(directory, error)) return;
  if (!fs::is_directory(directory, error)) {
    throw Error(ErrorCode::kIo,
                directory.string(),
                "is a file, not a directory; remove it or choose another output directory");
  }
  if (fs::equivalent(directory, fs::current_path(error), error)) {
    throw Error(ErrorCode::kIo,
                directory.string(),
                "is the current directory and cannot be replaced; choose a directory inside it");
  }
  if (fs::is_empty(directory, error) || fs::exists(directory / marker, error)) return;
  throw Error(ErrorCode::kIo,
              directory.string(),
              fmt::format("holds files that this tool did not make; expected an empty directory or "
                          "one with {}, got neither; choose another output directory",
                          marker));
}

/// Puts directory `fresh` where `final_path` is or may be; 0 or an errno. The old one, if any, is
/// left at `fresh`.
int replace(const std::string& fresh, const std::string& final_path) {
  if (::rename(fresh.c_str(), final_path.c_str()) == 0) return 0;
  if (errno != ENOTEMPTY && errno != EEXIST) return errno;
  // In one step, so that there is no moment without a whole directory.
  constexpr unsigned kExchange = RENAME_EXCHANGE;
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, final_path.c_str(), kExchange) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that cannot exchange.
  const std::string old = fresh + ".old";
  if (::rename(final_path.c_str(), old.c_str()) != 0) return errno;
  if (::rename(fresh.c_str(), final_path.c_str()) != 0) {
    const int error = errno;
    ::rename(old.c_str(), final_path.c_str());
    return error;
  }
  return ::rename(old.c_str(), fresh.c_str()) == 0 ? 0 : errno;
}

}  // namespace

std::string read(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) fail(path, "read", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) fail(path, "read", errno);
  std::string content;
  content.reserve(static_cast<std::size_t>(status.st_size));
  std::string chunk(1 << 16, '\0');
  for (;;) {
    const ssize_t got = ::read(file.number(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) return content;
    content.append(chunk, 0, static_cast<std::size_t>(got));
  }
}

void write(const std::string& path, std::string_view content) {
  if (is_stream(path)) return write_stream(path, content);
  const std::string target = resolved(path).string();
  const std::string partial = fmt::format("{}.partial-{}", target, ::getpid());
  int error = write_new(partial, content);
  if (error == 0 && ::rename(partial.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(partial.c_str());
    fail(path, "write", error);
  }
}

StagedDirectory::StagedDirectory(std::string final_path, std::string marker)
    : final_(resolved(final_path).string()),
      staging_(fmt::format("{}.partial-{}", final_, ::getpid())) {
  require_replaceable(final_, marker);
  cleanup::add(staging_);
  std::error_code error;
  fs::remove_all(staging_, error);  // of a killed process that had our number
  fs::create_directories(staging_, error);
  if (error) {
    cleanup::remove(staging_);
    fail(final_path, "create", error.value());
  }
}

void StagedDirectory::commit() {
  expects(!std::exchange(committed_, true), "a staged directory is committed once");
  if (const int error = replace(staging_, final_); error != 0) fail(final_, "replace", error);
}

StagedDirectory::~StagedDirectory() { cleanup::remove(staging_); }

}  // namespace spinforge::files
