// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// The system calls below gen/base/files and gen/base/staged.
namespace spinforge::files {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  /// The number, which is now the caller's to close.
  [[nodiscard]] int release();
  /// Takes another number; what it had is closed.
  void reset(int number);
  /// False where the system says that something was not written.
  bool close();

 private:
  int number_;
};

/// Throws the Error for `error`, an errno, with the advice that goes with it.
[[noreturn]] void fail(const std::string& path, std::string_view doing, int error);

/// 0, or the errno of the write that failed.
[[nodiscard]] int write_all(int descriptor, std::string_view content);

/// 0, or the errno with which writing a file into `directory` fails: for programs and libraries
/// that do not say why they left one half-written.
[[nodiscard]] int write_trouble(const std::string& directory);

/// Writes and closes a file. 0, or the errno of what failed; the file is on disk when this returns
/// 0.
[[nodiscard]] int write_to_disk(Descriptor& file, std::string_view content);

}  // namespace spinforge::files
