// SPDX-License-Identifier: Apache-2.0
#include "gen/base/cleanup.hpp"

#include <fcntl.h>
#include <pthread.h>
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

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

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

// Never destroyed: the watching thread may outlive static objects.
Registry* current = new Registry;

void watch(int read_end) {
  Registry& all = *current;
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

/// A forked child has no watching thread, and what is registered is its parent's to remove: it
/// starts anew, with a pipe of its own, so that its signals do not end its parent.
void start_anew_in_child() {
  if (!current->paths.empty()) current->restore();
  current = new Registry;  // the former one's mutex may be locked for ever
}

bool start_watching() {
  [[maybe_unused]] static const int kOnce = ::pthread_atfork(nullptr, nullptr, start_anew_in_child);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe_write_end = ends[1];
  std::thread(watch, ends[0]).detach();
  return true;
}

}  // namespace

void add(const std::string& path) {
  Registry& all = *current;
  const std::lock_guard lock(all.mutex);
  if (!all.watched) all.watched = start_watching();
  if (all.paths.empty() && all.watched) all.install();
  all.paths.insert(path);
}

void remove_tree(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  // Under another name first: what is not open yet can be opened no more, and nothing is added.
  // (What has such a name already keeps it: nobody looks for longer ones.)
  const std::string gone = path.ends_with(kGone) ? path : path + kGone;
  if (!fs::is_directory(fs::symlink_status(path, error)) ||
      ::rename(path.c_str(), gone.c_str()) != 0) {
    fs::remove_all(path, error);
    return;
  }
  // What was just being made is there in the next round.
  for (int round = 0; round < 100; ++round) {
    fs::remove_all(gone, error);
    if (!fs::exists(gone, error)) return;
  }
}

int unless_interrupted(const std::string& path, const std::function<int()>& action) {
  Registry& all = *current;
  const std::lock_guard lock(all.mutex);
  return all.paths.contains(path) ? action() : EINTR;
}

void remove(const std::string& path) {
  Registry& all = *current;
  const std::lock_guard lock(all.mutex);
  if (all.paths.erase(path) == 0) return;
  remove_tree(path);
  if (all.paths.empty() && all.watched) all.restore();
}

}  // namespace spinforge::cleanup
