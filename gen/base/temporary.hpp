// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace spinforge::files {

/// The directory for temporary files: TMPDIR, or /tmp. *Errors*: kIo where it is none.
[[nodiscard]] std::string temporary_directory();

/// An empty directory for us alone, which goes away with all below it when the object does, or when
/// an interrupt ends the process.
class TemporaryDirectory {
 public:
  /// A new one in `parent`. *Errors*: kIo.
  explicit TemporaryDirectory(const std::string& parent = temporary_directory());
  /// The one of that path; what a killed process left there is removed. *Errors*: kIo.
  [[nodiscard]] static TemporaryDirectory at(const std::string& path) { return {path, true}; }
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Path of `name` in it.
  [[nodiscard]] std::string operator/(std::string_view name) const;

 private:
  TemporaryDirectory(const std::string& path, bool named);

  std::string path_;
};

}  // namespace spinforge::files
