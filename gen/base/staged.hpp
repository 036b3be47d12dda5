// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

/// Files and directories in the making. Each is "<target>.partial-<pid>" beside its target, and
/// goes away when the object does, or when an interrupt ends the process. What a process that was
/// killed left behind is removed by the next one that makes the same target; what a living one is
/// making stays.
namespace spinforge::files {

/// The place of one file or directory in the making.
class Partial {
 public:
  /// `target` as resolved() has it. Nothing is made at path() yet; what a killed process left
  /// beside `target` is removed.
  explicit Partial(const std::string& target);
  ~Partial();
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Makes it as a file with that content, on disk when this returns. 0, or the errno of what
  /// failed: EINTR after an interrupt.
  [[nodiscard]] int make_file(std::string_view content) const;
  /// Makes it as an empty directory. 0 or an errno likewise.
  [[nodiscard]] int make_directory() const;

 private:
  std::string path_;
};

/// A directory that appears under its final name only when commit() succeeds.
class StagedDirectory {
 public:
  /// Refuses, by an Error, to replace a directory that exists and is not empty.
  using Guard = std::function<void(const std::string& directory)>;

  /// Makes the directory, and the parents that it lacks, beside `final_path`. `guard` looks at what
  /// stands at `final_path`, now and once more before it is replaced. What is plainly no directory
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
  Partial partial_;
  bool committed_ = false;
};

}  // namespace spinforge::files
