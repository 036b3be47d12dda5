// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace spinforge::files {

/// A new directory for the files of another program; it goes with the object or the process.
class Scratch {
 public:
  /// `purpose` is in its name. *Errors*: kIo.
  explicit Scratch(const std::string& purpose);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// The path of the file `name` in it.
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace spinforge::files
