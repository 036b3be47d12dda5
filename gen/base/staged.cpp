// SPDX-License-Identifier: Apache-2.0
#include "gen/base/staged.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "gen/base/cleanup.hpp"
#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"

namespace spinforge::files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial-";
/// The former directory, while replace() has no other place for it.
constexpr std::string_view kOld = ".old";

bool lives(pid_t process) { return ::kill(process, 0) == 0 || errno == EPERM; }

/// Locks what is open; false where another process has it. (A file system without locks has nobody
/// hold any.)
bool lock(const Descriptor& file) {
  int result = 0;
  while ((result = ::flock(file.number(), LOCK_EX | LOCK_NB)) != 0 && errno == EINTR) {
  }
  return result == 0 || errno != EWOULDBLOCK;
}

/// True where a process, perhaps of another container, holds the lock of `path`.
bool is_held(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return file.open() && !lock(file);
}

[[noreturn]] void refuse_second(const std::string& path) {
  throw Error(ErrorCode::kIo,
              path,
              "is being written by another process; wait until that has ended and run again");
}

/// Of a file or directory in the making.
struct PartialName {
  std::string target;
  pid_t process;
  std::string ending;  ///< behind the process's number: "", kOld, cleanup::kGone
};

/// Nothing else has such a name.
std::optional<PartialName> parse(const std::string& name) {
  const std::size_t at = name.rfind(kPartial);
  if (at == std::string::npos) return {};
  PartialName out{name.substr(0, at), 0, ""};
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data() + at + kPartial.size(), end, out.process);
  out.ending.assign(rest, end);
  const bool known = out.ending.empty() || out.ending == kOld || out.ending == cleanup::kGone;
  return error == std::errc() && out.process > 0 && known ? std::optional(out) : std::nullopt;
}

/// Removes what killed processes left beside `target`.
void sweep(const fs::path& target) {
  std::error_code error;
  std::vector<fs::path> found;
  for (auto entry = fs::directory_iterator(target.parent_path(), error);
       !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::optional<PartialName> name = parse(entry->path().filename().string());
    if (!name || name->target != target.filename() || !is_left_behind(entry->path().string())) {
      continue;
    }
    // The only copy, if its process ended between the two steps of replace().
    if (name->ending == kOld && !fs::exists(fs::symlink_status(target, error))) {
      fs::rename(entry->path(), target, error);
    } else {
      found.push_back(entry->path());
    }
  }
  for (const fs::path& path : found) cleanup::remove_tree(path.string());
}

/// `directory`, open and locked; -1 where there is none.
int open_locked(const std::string& directory) {
  for (;;) {
    Descriptor file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.open()) return -1;
    if (!lock(file)) refuse_second(directory);
    struct stat held {
    }, there{};
    if (::fstat(file.number(), &held) != 0 || ::stat(directory.c_str(), &there) != 0) return -1;
    // Else it was replaced as we came.
    if (held.st_dev == there.st_dev && held.st_ino == there.st_ino) return file.release();
  }
}

/// The user's home directories: the one of the environment and the one of the system.
std::vector<std::string> homes() {
  const passwd* const entry = ::getpwuid(::geteuid());
  std::vector<std::string> out;
  for (const char* const home : {std::getenv("HOME"), entry == nullptr ? nullptr : entry->pw_dir}) {
    std::error_code error;
    if (home == nullptr || *home == '\0') continue;
    const fs::path path = fs::canonical(home, error);
    if (!error) out.push_back(path.string());
  }
  return out;
}

/// Why an existing `directory` is never replaced; empty where it may be.
std::string reason_to_keep(const std::string& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) return "is a file, not a directory";
  if (fs::path(directory).relative_path().empty()) return "is the root of all files";
  const fs::path current = fs::current_path(error);
  if (!error && is_within(current.string(), directory)) {
    return directory == current.string() ? "is the current directory"
                                         : "holds the current directory";
  }
  for (const std::string& home : homes()) {
    if (is_within(home, directory)) {
      return directory == home ? "is your home directory" : "holds your home directory";
    }
  }
  return "";
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
  const std::string old = fresh + std::string(kOld);
  if (::rename(final_path.c_str(), old.c_str()) != 0) return errno;
  if (::rename(fresh.c_str(), final_path.c_str()) != 0) {
    const int error = errno;
    ::rename(old.c_str(), final_path.c_str());
    return error;
  }
  return ::rename(old.c_str(), fresh.c_str()) == 0 ? 0 : errno;
}

}  // namespace

bool is_left_behind(const std::string& path) {
  const std::optional<PartialName> name = parse(fs::path(path).filename().string());
  return name && name->process != ::getpid() && !lives(name->process) && !is_held(path);
}

DirectoryLock::DirectoryLock(const std::string& directory) : file_(open_locked(directory)) {}

Partial::Partial(const std::string& target)
    : target_(target), path_(fmt::format("{}{}{}", target, kPartial, ::getpid())) {
  sweep(target);
  if (is_held(path_)) refuse_second(target);
  cleanup::remove_tree(path_);  // of a killed process that had our number
  struct stat former {};
  if (::stat(target.c_str(), &former) == 0) mode_ = former.st_mode & 0777U;
  cleanup::add(path_);
}

Partial::~Partial() { cleanup::remove(path_); }

int Partial::make_file() {
  return cleanup::unless_interrupted(path_, [&] {
    held_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!held_.open()) return errno;
    (void)lock(held_);
    return mode_ && ::fchmod(held_.number(), *mode_) != 0 ? errno : 0;
  });
}

int Partial::make_file(std::string_view content) {
  if (const int error = make_file(); error != 0) return error;
  Descriptor file(writable());
  return file.open() ? write_to_disk(file, content) : errno;
}

int Partial::writable() const { return ::fcntl(held_.number(), F_DUPFD_CLOEXEC, 0); }

int Partial::make_directory() {
  return cleanup::unless_interrupted(path_, [&] {
    if (::mkdir(path_.c_str(), 0777) != 0) return errno;
    held_.reset(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!held_.open()) return errno;
    (void)lock(held_);
    return mode_ && ::fchmod(held_.number(), *mode_ | S_IRWXU) != 0 ? errno : 0;
  });
}

int Partial::put(const std::string& made) {
  return cleanup::unless_interrupted(path_, [&] {
    if (mode_ && ::chmod(made.c_str(), *mode_) != 0) return errno;
    return ::rename(made.c_str(), target_.c_str()) == 0 ? 0 : errno;
  });
}

StagedDirectory::StagedDirectory(const std::string& final_path, Guard guard)
    : final_(resolved(final_path)), guard_(std::move(guard)), lock_(final_), partial_(final_) {
  require_replaceable();
  files::make_directory("", fs::path(final_).parent_path().string());
  if (const int failed = partial_.make_directory(); failed != 0) fail(final_path, "create", failed);
}

void StagedDirectory::require_replaceable() const {
  std::error_code error;
  if (!fs::exists(final_, error)) return;
  if (const std::string reason = reason_to_keep(final_); !reason.empty()) {
    throw Error(
        ErrorCode::kIo, final_, reason + " and is never replaced; choose another output directory");
  }
  if (!fs::is_empty(final_, error)) guard_(final_);
}

void StagedDirectory::write(const std::string& relative, std::string_view content) {
  // The directory itself is never made again: an interrupt may just have removed it.
  for (std::size_t slash = relative.find('/'); slash != std::string::npos;
       slash = relative.find('/', slash + 1)) {
    const std::string folder = path() + "/" + relative.substr(0, slash);
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) fail(folder, "create", errno);
  }
  const std::string path_of_file = path() + "/" + relative;
  Descriptor file(::open(path_of_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  const int error = file.open() ? write_to_disk(file, content) : errno;
  if (error != 0) fail(path_of_file, "write", error);
}

void StagedDirectory::commit() {
  expects(!std::exchange(committed_, true), "a staged directory is committed once");
  require_replaceable();
  const int error = cleanup::unless_interrupted(path(), [&] { return replace(path(), final_); });
  if (error != 0) fail(final_, "replace", error);
  partial_.release();
  cleanup::remove(path());
  std::error_code ignored;
  if (!fs::exists(path(), ignored) && !fs::exists(path() + cleanup::kGone, ignored)) return;
  throw Error(ErrorCode::kIo,
              final_,
              fmt::format("is new, but the former one cannot be removed and lies in {}; look into "
                          "that and remove it",
                          fs::exists(path(), ignored) ? path() : path() + cleanup::kGone));
}

}  // namespace spinforge::files
