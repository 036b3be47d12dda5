// SPDX-License-Identifier: Apache-2.0
#include "gen/base/cleanup.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

namespace spinforge::cleanup {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM};

int pipe_write_end = -1;  // the one thing the handler reads: set before it is installed

void on_signal(int number) {
  const int saved = errno;
  const auto byte = static_cast<unsigned char>(number);
  [[maybe_unused]] const ssize_t written = ::write(pipe_write_end, &byte, 1);
  errno = saved;
}

struct Registry {
  std::mutex mutex;
  std::set<std::string> paths;
  std::array<struct sigaction, kSignals.size()> former{};
  bool watched = false;

  void install() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &former[i]);
      if (former[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &action, nullptr);
    }
  }

  void restore() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &former[i], nullptr);
    }
  }

  [[nodiscard]] bool ends_process(int number) const {
    const auto at = std::find(kSignals.begin(), kSignals.end(), number) - kSignals.begin();
    return former[static_cast<std::size_t>(at)].sa_handler == SIG_DFL;
  }
};

/// Never destroyed: the watching thread may outlive static objects.
Registry& registry() {
  static auto* const kRegistry = new Registry;
  return *kRegistry;
}

void remove_tree(const std::string& path) {
  std::error_code error;
  // Another thread may still add files below `path`; each round takes what is there.
  for (int round = 0; round < 100; ++round) {
    std::filesystem::remove_all(path, error);
    if (!std::filesystem::exists(path, error)) return;
  }
}

void watch(int read_end) {
  Registry& all = registry();
  for (;;) {
    unsigned char number = 0;
    while (::read(read_end, &number, 1) != 1) {
    }
    all.mutex.lock();
    for (const std::string& path : all.paths) remove_tree(path);
    all.restore();
    const bool ends = all.ends_process(number);
    ::kill(::getpid(), number);
    // The lock is kept where the process now ends: who fails because its directory went away must
    // not get as far as reporting it.
    if (ends) return;
    all.paths.clear();
    all.mutex.unlock();
  }
}

bool start_watching() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe_write_end = ends[1];
  std::thread(watch, ends[0]).detach();
  return true;
}

}  // namespace

void add(const std::string& path) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  if (!all.watched) all.watched = start_watching();
  if (all.paths.empty() && all.watched) all.install();
  all.paths.insert(path);
}

void remove(const std::string& path) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  remove_tree(path);
  all.paths.erase(path);
  if (all.paths.empty() && all.watched) all.restore();
}

}  // namespace spinforge::cleanup
