// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// Whole files: read, and written so that a reader never sees half of one.
namespace spinforge::files {

/// Content of `path`. *Errors*: kIo.
[[nodiscard]] std::string read(const std::string& path);

/// Writes a temporary file beside `path`, flushes it to disk and renames it. A failure (full disk
/// included) leaves whatever stood at `path` untouched and no temporary file. *Errors*: kIo.
void write(const std::string& path, std::string_view content);

/// A directory that appears under its final name only when commit() succeeds; otherwise it is
/// removed by the destructor. Also removed when the process ends by SIGINT or SIGTERM.
class StagedDirectory {
 public:
  /// Creates "<final>.partial-<pid>" beside `final_path`.
  /// *Errors*: kIo where the parent cannot be written, or `final_path` exists and was not made by
  /// this tool: it must be empty or contain the file `marker` ("manifest.json", for instance), so
  /// that no user file is lost.
  StagedDirectory(std::string final_path, std::string marker);
  ~StagedDirectory();
  StagedDirectory(const StagedDirectory&) = delete;
  StagedDirectory& operator=(const StagedDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return staging_; }
  /// Replaces the final directory by this one. *Errors*: kIo.
  void commit();

 private:
  std::string final_;
  std::string staging_;
  bool committed_ = false;
};

}  // namespace spinforge::files
