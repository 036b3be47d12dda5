// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/verilate.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

[[noreturn]] void fail(const std::string& path, const char* doing, int error) {
  throw Error(
      ErrorCode::kIo,
      path,
      fmt::format("cannot be {}: {}; choose another --build-dir", doing, std::strerror(error)));
}

/// Refuses what somebody else owns or may write.
void require_own(const std::string& path, const struct stat& status, const char* advice) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::kIo,
                path,
                fmt::format("{}, and what it holds is run as you; expected it to be yours or "
                            "root's and written by nobody else; {}",
                            what,
                            advice));
  };
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    refuse(fmt::format("belongs to user {}", status.st_uid));
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    refuse(fmt::format("can be written by others (mode {:o})", status.st_mode & 07777U));
  }
}

std::string note_path(const std::string& library) { return library + ".txt"; }

/// What stands beside a library: a line as `sha256sum` writes it, and the note.
std::string with_checksum(const std::string& content,
                          const std::string& library,
                          const std::string& note) {
  const std::string name = fs::path(library).filename().string();
  return fmt::format("{}  {}\n{}", network::sha256(content), name, note);
}

}  // namespace

std::string default_cache() {
  if (std::string own = variable("SPINFORGE_BUILD_DIR"); !own.empty()) return own;
  if (const std::string xdg = variable("XDG_CACHE_HOME"); !xdg.empty()) return xdg + "/spinforge";
  if (const std::string home = variable("HOME"); !home.empty()) return home + "/.cache/spinforge";
  throw Error(ErrorCode::kUsage,
              "--build-dir",
              "there is no place of your own for built models, neither HOME nor XDG_CACHE_HOME is "
              "set; name a directory that only you can write");
}

std::string cache_path(const std::string& given) {
  return fs::absolute(given.empty() ? default_cache() : given).string();
}

void open_cache(const std::string& path) {
  files::make_directory("--build-dir", fs::path(path).parent_path().string());
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail(path, "made", errno);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail(path, "read", errno);
  if (!S_ISDIR(status.st_mode)) fail(path, "used", ENOTDIR);
  require_own(path, status, "mend its owner and `chmod go-w` it, or choose another --build-dir");
}

std::optional<std::string> note_of(const std::string& library) {
  struct stat status {};
  if (::stat(library.c_str(), &status) != 0) return {};
  require_own(library, status, "remove it and run again");
  std::error_code ignored;
  if (!fs::exists(note_path(library), ignored)) return {};
  const std::string text = files::read(note_path(library));
  const std::string note = text.substr(text.find('\n') + 1);  // npos + 1 is 0
  if (text != with_checksum(files::read(library), library, note)) return {};
  return note;
}

void put(const std::string& built, const std::string& library, const std::string& note) {
  const std::string content = files::read(built);
  const std::string partial = library + ".partial";
  files::write(partial, content);
  // Whatever the umask lets others do.
  if (::chmod(partial.c_str(), S_IRWXU) != 0) fail(partial, "written", errno);
  files::write(note_path(library), with_checksum(content, library, note));
  if (::rename(partial.c_str(), library.c_str()) != 0) fail(library, "written", errno);
}

Lock::Lock(const std::string& path)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (file_ < 0) fail(path, "written", errno);
  while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

Lock::~Lock() { ::close(file_); }

files::TemporaryDirectory make_scratch(const std::string& preferred) {
  using files::TemporaryDirectory;
  if (!preferred.empty() && is_plain(preferred)) return TemporaryDirectory::at(preferred);
  const std::string parent = files::temporary_directory();
  return TemporaryDirectory(is_plain(parent) ? parent : "/tmp");
}

}  // namespace spinforge::harness
