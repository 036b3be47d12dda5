// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/tool.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// Children that die at no item: then something is wrong with all of them.
constexpr int kMostIdleDeaths = 20;

/// Of a group, shared by all processes: what is to be begun next, and who works on it.
struct Lane {
  std::atomic<std::size_t> next;
  std::atomic<int> workers;
};
static_assert(std::atomic<std::size_t>::is_always_lock_free, "processes share the lanes");

class SharedLanes {
 public:
  explicit SharedLanes(std::size_t count) : size_(count * sizeof(Lane)) {
    void* memory =
        ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      throw Error(ErrorCode::kTool,
                  "shared memory",
                  fmt::format("cannot be had: {}; close some programs", std::strerror(errno)));
    }
    lanes_ = {new (memory) Lane[count]{}, count};
  }
  ~SharedLanes() { ::munmap(lanes_.data(), size_); }
  SharedLanes(const SharedLanes&) = delete;
  SharedLanes& operator=(const SharedLanes&) = delete;
  [[nodiscard]] std::span<Lane> get() const { return lanes_; }

 private:
  std::size_t size_;
  std::span<Lane> lanes_;
};

/// Hands out items to one child.
class Dealer {
 public:
  Dealer(std::span<Lane> lanes, const std::vector<std::vector<std::size_t>>& groups)
      : lanes_(lanes), groups_(groups) {}

  std::optional<std::size_t> take() {
    while (lane_ != kNone || choose()) {
      const std::size_t at = lanes_[lane_].next.fetch_add(1);
      if (at < groups_[lane_].size()) return groups_[lane_][at];
      --lanes_[lane_].workers;
      lane_ = kNone;
    }
    return {};
  }

 private:
  [[nodiscard]] std::size_t left(std::size_t lane) const {
    const std::size_t next = lanes_[lane].next.load();
    return groups_[lane].size() - std::min(next, groups_[lane].size());
  }
  /// The lane with most left for each of its workers, this one counted.
  bool choose() {
    double most = 0;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const double share = static_cast<double>(left(i)) / (1 + lanes_[i].workers.load());
      if (share <= most) continue;
      most = share;
      lane_ = i;
    }
    if (lane_ != kNone) ++lanes_[lane_].workers;
    return lane_ != kNone;
  }

  static constexpr std::size_t kNone = SIZE_MAX;

  std::span<Lane> lanes_;
  const std::vector<std::vector<std::size_t>>& groups_;
  std::size_t lane_ = kNone;
};

/// What a child tells.
struct Message {
  enum Kind : std::uint32_t { kBegin, kDone, kError } kind;
  std::uint32_t code;  ///< of an error
  std::uint64_t item;  ///< of an error: bytes that follow
};

void tell(int pipe, const Message& message, const std::string& text = "") {
  std::string bytes(reinterpret_cast<const char*>(&message), sizeof message);
  bytes += text;
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t written = ::write(pipe, bytes.data() + at, bytes.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) ::_exit(1);  // the parent is gone
    at += static_cast<std::size_t>(written);
  }
}

/// Works until nothing is left, then ends without the parent's destructors.
[[noreturn]] void work(int pipe,
                       const std::optional<std::size_t>& again,
                       Dealer dealer,
                       const std::function<Work()>& start) {
  try {
    const Work item_done = start();
    for (std::optional<std::size_t> item = again ? again : dealer.take(); item;
         item = dealer.take()) {
      tell(pipe, {Message::kBegin, 0, *item});
      item_done(*item);
      tell(pipe, {Message::kDone, 0, *item});
    }
  } catch (const std::exception& problem) {
    const Error error = tool::as_error(problem);
    const std::string text = error.where() + '\n' + error.what();
    tell(pipe, {Message::kError, static_cast<std::uint32_t>(error.code()), text.size()}, text);
  }
  std::fflush(nullptr);
  ::_exit(0);
}

class Child {
 public:
  Child(int number,
        const std::optional<std::size_t>& again,
        const Dealer& dealer,
        const PoolOptions& options,
        const std::function<Work()>& start)
      : log_((fs::path(options.logs) / fmt::format("worker-{}.txt", number)).string()) {
    int ends[2];
    const pid_t parent = ::getpid();
    std::fflush(nullptr);
    const bool piped = ::pipe2(ends, O_CLOEXEC) == 0;
    pid_ = piped ? ::fork() : -1;
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
      if (options.on_start) options.on_start();
      work(ends[1], again, dealer, start);
    }
    if (pid_ < 0) {
      throw Error(ErrorCode::kTool,
                  "worker",
                  fmt::format("cannot be started: {}; use fewer --jobs", std::strerror(errno)));
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int pipe() const { return pipe_; }
  /// What it works on.
  [[nodiscard]] const std::optional<std::size_t>& item() const { return item_; }

  /// It was ended since its item took too long.
  [[nodiscard]] bool late() const { return late_; }

  /// Takes what it has told; false at its end. *Errors*: the one that it told.
  template <class OnDone>
  bool listen(const OnDone& on_done) {
    std::array<char, 1 << 14> bytes;
    const ssize_t got = ::read(pipe_, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(got));
    for (Message message{}; buffer_.size() >= sizeof message;) {
      std::memcpy(&message, buffer_.data(), sizeof message);
      if (message.kind == Message::kError) {
        if (buffer_.size() < sizeof message + message.item) return true;
        fail(message);
      }
      buffer_.erase(0, sizeof message);
      if (message.kind == Message::kBegin) {
        item_ = static_cast<std::size_t>(message.item);
        since_ = Clock::now();
      } else {
        item_.reset();
        on_done(static_cast<std::size_t>(message.item));
      }
    }
    return true;
  }

  /// Ends it where its item takes too long.
  void watch(const std::function<double(std::size_t)>& limit) {
    if (!limit || !item_ || late_) return;
    const double most = limit(*item_);
    const double took = std::chrono::duration<double>(Clock::now() - since_).count();
    if (most <= 0 || took <= most) return;
    late_ = true;
    ::kill(pid_, SIGKILL);
  }

  /// How it ended, "" where it ended well.
  std::string wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    ::close(pipe_);
    pid_ = 0;
    if (late_) return "took longer than its run allows (minutes)";
    if (WIFSIGNALED(status)) {
      return fmt::format("its process was ended by signal {} ({}); {} may say more",
                         WTERMSIG(status),
                         ::strsignal(WTERMSIG(status)),
                         log_);
    }
    if (WEXITSTATUS(status) == 0) return "";
    return fmt::format(
        "its process ended with code {}; {} may say more", WEXITSTATUS(status), log_);
  }

 private:
  [[noreturn]] void fail(const Message& message) const {
    const std::string text = buffer_.substr(sizeof message, message.item);
    const std::size_t line = text.find('\n');
    const std::string where = text.substr(0, line);
    throw Error(
        static_cast<ErrorCode>(message.code), where, text.substr(line + 1 + where.size() + 2));
  }

  std::string log_, buffer_;
  pid_t pid_ = 0;
  int pipe_ = -1;
  std::optional<std::size_t> item_;
  Clock::time_point since_;
  bool late_ = false;
};

/// The children, and what becomes of their items.
class Pool {
 public:
  Pool(const std::vector<std::vector<std::size_t>>& groups,
       const PoolOptions& options,
       const std::function<Work()>& start)
      : groups_(groups), options_(options), start_(start), lanes_(groups.size()) {}

  std::vector<GivenUp> run() {
    std::size_t items = 0;
    for (const auto& group : groups_) items += group.size();
    const auto count = std::min<std::size_t>(items, static_cast<std::size_t>(options_.jobs));
    for (std::size_t i = 0; i < count; ++i) begin({});
    while (!children_.empty()) {
      std::vector<pollfd> waiting;
      for (const auto& child : children_) waiting.push_back({child->pipe(), POLLIN, 0});
      constexpr int kLook = 500;                                        // ms
      if (::poll(waiting.data(), waiting.size(), kLook) < 0) continue;  // EINTR
      for (std::size_t i = waiting.size(); i-- > 0;) {
        if (waiting[i].revents != 0) hear(i);
      }
      for (const auto& child : children_) child->watch(options_.limit);
    }
    std::sort(given_up_.begin(), given_up_.end(), [](const GivenUp& a, const GivenUp& b) {
      return a.item < b.item;
    });
    return std::move(given_up_);
  }

 private:
  void begin(const std::optional<std::size_t>& again) {
    children_.push_back(
        std::make_unique<Child>(++number_, again, Dealer(lanes_.get(), groups_), options_, start_));
  }

  void hear(std::size_t index) {
    Child& child = *children_[index];
    const auto done = [&](std::size_t item) {
      if (options_.on_done) options_.on_done(item);
    };
    if (child.listen(done)) return;
    const std::optional<std::size_t> item = child.item();
    const bool late = child.late();
    const std::string why = child.wait();
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
    if (why.empty()) return;
    if (!item) {  // between two items: another child goes on
      if (++idle_deaths_ < kMostIdleDeaths) return begin({});
      throw Error(ErrorCode::kTool, "worker", why + "; mend what it says");
    }
    if (!late && ++attempts_[*item] < options_.attempts) return begin(item);
    given_up_.push_back({*item, why});
    begin({});
  }

  const std::vector<std::vector<std::size_t>>& groups_;
  const PoolOptions& options_;
  const std::function<Work()>& start_;
  SharedLanes lanes_;
  std::vector<std::unique_ptr<Child>> children_;
  std::map<std::size_t, int> attempts_;
  std::vector<GivenUp> given_up_;
  int number_ = 0;
  int idle_deaths_ = 0;
};

}  // namespace

std::vector<GivenUp> run_pool(const std::vector<std::vector<std::size_t>>& groups,
                              const PoolOptions& options,
                              const std::function<Work()>& start) {
  files::make_directory("--out", options.logs);
  return Pool(groups, options, start).run();
}

}  // namespace spinforge::regress
