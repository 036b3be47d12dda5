// SPDX-License-Identifier: Apache-2.0
#pragma once

/// What a command that is ended says last.
namespace spinforge::regress {

/// While it lives, SIGINT, SIGTERM and SIGHUP tell on stderr how to go on, and then act as they
/// would have without it. One at a time.
class Hint {
 public:
  Hint();
  ~Hint();
  Hint(const Hint&) = delete;
  Hint& operator=(const Hint&) = delete;
  /// In a child process, which is not what is ended.
  void let_go();

 private:
  bool holds_ = true;
};

}  // namespace spinforge::regress
