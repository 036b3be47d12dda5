// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "gen/base/error.hpp"

/// What the tests of several folders share.
namespace spinforge::test {

/// A directory of its own, removed at the end of the test.
class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "spinforge-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string operator/(std::string_view name) const {
    return (path_ / name).string();
  }
  /// Number of entries, hidden ones included.
  [[nodiscard]] std::size_t entries() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++count;
    return count;
  }

 private:
  std::filesystem::path path_;
};

/// An environment variable changed for as long as the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::setenv(name_, old_.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string old_;
};

/// A file or directory of the source tree.
[[nodiscard]] std::string source(std::string_view relative);

/// The Error that `action` throws; the test fails where it throws none.
template <typename Action>
[[nodiscard]] Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  FAIL("expected an Error, got none");
  std::abort();  // FAIL does not return
}

/// The same, of that code, and with `words` in its text.
template <typename Action>
Error error_of(ErrorCode code,
               const std::string& words,
               Action action,
               std::source_location at = std::source_location::current()) {
  INFO("expected at " << at.file_name() << ":" << at.line());
  const Error error = error_of(action);
  CHECK(error.code() == code);
  CHECK_THAT(error.what(), Catch::Contains(words));
  return error;
}

/// The same, of that code.
template <typename Action>
Error error_of(ErrorCode code,
               Action action,
               std::source_location at = std::source_location::current()) {
  INFO("expected at " << at.file_name() << ":" << at.line());
  const Error error = error_of(action);
  CHECK(error.code() == code);
  return error;
}

/// Runs `work` in a process of its own, which exits 0 at its end; gives what waitpid says of it.
template <typename Work>
[[nodiscard]] int status_of(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
      ::signal(number, SIG_DFL);  // not Catch's report
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// Marks the running test as skipped; `reason` says what is missing. Return after it.
inline void skip(const std::string& reason) {
  WARN("SKIPPED: " << reason);
  SUCCEED();
}

}  // namespace spinforge::test
