// SPDX-License-Identifier: Apache-2.0
#include "gen/base/staged.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
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

/// What stands behind the process's number in the name of something that a process which is no more
/// was making of `target`; nothing else has such a name.
bool left_behind(std::string_view name, const std::string& target, std::string_view& ending) {
  if (!name.starts_with(target)) return false;
  name.remove_prefix(target.size());
  if (!name.starts_with(kPartial)) return false;
  name.remove_prefix(kPartial.size());
  pid_t process = 0;
  const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), process);
  if (error != std::errc() || process <= 0 || process == ::getpid() || lives(process)) return false;
  ending = name.substr(static_cast<std::size_t>(rest - name.data()));
  return ending.empty() || ending == kOld || ending == cleanup::kGone;
}

/// Removes what killed processes left beside `target`.
void sweep(const fs::path& target) {
  std::error_code error;
  std::vector<fs::path> found;
  const std::string name = target.filename().string();
  for (auto entry = fs::directory_iterator(target.parent_path(), error);
       !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::string_view ending;
    const std::string other = entry->path().filename().string();
    if (!left_behind(other, name, ending)) continue;
    // The only copy, if its process ended between the two steps of replace().
    if (ending == kOld && !fs::exists(fs::symlink_status(target, error))) {
      fs::rename(entry->path(), target, error);
    } else {
      found.push_back(entry->path());
    }
  }
  for (const fs::path& path : found) cleanup::remove_tree(path.string());
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

Partial::Partial(const std::string& target)
    : path_(fmt::format("{}{}{}", target, kPartial, ::getpid())) {
  sweep(target);
  cleanup::remove_tree(path_);  // of a killed process that had our number
  cleanup::add(path_);
}

Partial::~Partial() { cleanup::remove(path_); }

int Partial::make_file(std::string_view content) const {
  int number = -1;
  const int error = cleanup::unless_interrupted(path_, [&] {
    number = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return number < 0 ? errno : 0;
  });
  Descriptor file(number);
  return file.open() ? write_to_disk(file, content) : error;
}

int Partial::make_directory() const {
  return cleanup::unless_interrupted(path_,
                                     [&] { return ::mkdir(path_.c_str(), 0777) == 0 ? 0 : errno; });
}

StagedDirectory::StagedDirectory(const std::string& final_path, Guard guard)
    : final_(resolved(final_path)), guard_(std::move(guard)), partial_(final_) {
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
