// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gen/base/descriptor.hpp"

/// Files and directories in the making. Each is "<target>.partial-<pid>" beside its target, and
/// goes away when the object does, or when an interrupt ends the process. What a process that was
/// killed left behind is removed by the next one that makes the same target; what a living one is
/// making stays: it is locked (flock), which also tells processes of other containers.
namespace spinforge::files {

/// True where `path` is what a killed process left of something that it was making.
[[nodiscard]] bool is_left_behind(const std::string& path);

/// A directory that we change, and nobody else does meanwhile. Where there is none, nothing is
/// held.
class DirectoryLock {
 public:
  /// *Errors*: kIo where another process has it.
  explicit DirectoryLock(const std::string& directory);

 private:
  Descriptor file_;
};

/// The place of one file or directory in the making.
class Partial {
 public:
  /// `target` as resolved() has it. Nothing is made at path() yet; what a killed process left
  /// beside `target` is removed. *Errors*: kIo where another container's process has our number and
  /// makes the same.
  explicit Partial(const std::string& target);
  ~Partial();
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Makes it as an empty file with the permissions of `target`, if that is there. 0, or the errno
  /// of what failed: EINTR after an interrupt.
  [[nodiscard]] int make_file();
  /// With that content, on disk when this returns.
  [[nodiscard]] int make_file(std::string_view content);
  /// Makes it as an empty directory, likewise.
  [[nodiscard]] int make_directory();
  /// The file for writing; the caller's to close.
  [[nodiscard]] int writable() const;
  /// Puts `made`, the file itself or one in the directory, in the place of `target`, with its
  /// permissions. 0 or an errno likewise.
  [[nodiscard]] int put(const std::string& made);
  /// Gives up the lock of what has taken its place.
  void release() { held_.reset(-1); }

 private:
  std::string target_, path_;
  std::optional<unsigned> mode_;  ///< permissions of what is replaced
  Descriptor held_{-1};           ///< locked
};

/// A directory that appears under its final name only when commit() succeeds.
class StagedDirectory {
 public:
  /// Refuses, by an Error, to replace a directory that exists and is not empty.
  using Guard = std::function<void(const std::string& directory)>;

  /// Makes the directory, and the parents that it lacks, beside `final_path`. `guard` looks at what
  /// stands at `final_path`, now and once more before it is replaced; nobody else replaces it
  /// meanwhile. What is plainly no directory
  /// of results is refused without it: a file, the root, the current directory, the user's home,
  /// and whatever holds one of these.
  /// *Errors*: those of `guard`; kUsage where `final_path` is empty; kIo.
  StagedDirectory(const std::string& final_path, Guard guard);

  [[nodiscard]] const std::string& path() const { return partial_.path(); }

  /// Writes a file into the directory; `relative` names it and the folders above it.
  /// *Errors*: kIo.
  void write(const std::string& relative, std::string_view content);

  /// Puts the directory in its place, in one step, and removes what stood there. Whatever ends the
  /// process, one of the two is there and whole. (Where the file system cannot exchange two
  /// directories there are two steps; who is killed between them finds the old one again at the
  /// next run.) *Errors*: those of `guard`; kIo.
  void commit();

 private:
  void require_replaceable() const;

  std::string final_;
  Guard guard_;
  DirectoryLock lock_;
  Partial partial_;
  bool committed_ = false;
};

}  // namespace spinforge::files
