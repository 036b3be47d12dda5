// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "gen/base/files.hpp"
#include "gen/base/staged.hpp"
#include "tests/support.hpp"

/// Directories that are replaced, and what ends the process meanwhile.
namespace spinforge::test {

/// Whatever stands there may go.
inline void any(const std::string&) {}

inline constexpr int kFiles = 300;

/// Puts `kFiles` files into the directory, each with the number of its generation. (Links to one,
/// which are made quickly.)
inline void fill(const std::string& directory, int generation) {
  std::ofstream(directory + "/0") << generation;
  for (int i = 1; i < kFiles; ++i) {
    std::filesystem::create_hard_link(directory + "/0", directory + "/" + std::to_string(i));
  }
}

/// True where `directory` holds all files of one generation.
[[nodiscard]] inline bool is_whole(const std::string& directory) {
  const std::string generation = files::read(directory + "/0");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (files::read(entry.path().string()) != generation) return false;
    ++files;
  }
  return files == kFiles;
}

/// Replaces directory `out` by new generations until signal `number` ends the process, after so
/// many microseconds.
inline void replace_until_ended(const std::string& out, int number, unsigned delay) {
  sigset_t all, former;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, &former);
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) ::signal(each, SIG_DFL);  // not Catch's report
    ::sigprocmask(SIG_SETMASK, &former, nullptr);
    for (int generation = 1;; ++generation) {
      files::StagedDirectory staged(out, any);
      fill(staged.path(), generation);
      staged.commit();
    }
  }
  ::sigprocmask(SIG_SETMASK, &former, nullptr);
  ::usleep(delay);
  ::kill(child, number);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == number);
}

/// That a process doing `work` is ended by signal `number`.
template <typename Work>
void require_ended(int number, Work work) {
  const int status = status_of(work);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == number);
}

}  // namespace spinforge::test
