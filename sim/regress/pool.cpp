// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "gen/base/children.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/last_lines.hpp"
#include "gen/base/outputs.hpp"

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

/// Whether it says nothing of an item, but of this machine or of us.
bool ends_all(const Error& error) {
  return error.code() == ErrorCode::kIo || error.code() == ErrorCode::kBug;
}

/// What a child tells of an item.
enum Told : std::uint32_t { kBegin, kDone };

/// Works until nothing is left.
void work(const process::Child::Tell& tell,
          const std::optional<std::size_t>& again,
          Dealer dealer,
          const std::function<Work()>& start) {
  const Work item_done = start();
  for (std::optional<std::size_t> item = again ? again : dealer.take(); item;
       item = dealer.take()) {
    tell(kBegin, *item, {});
    item_done(*item);
    tell(kDone, *item, {});
  }
}

/// A child, and what it works on.
class Worker {
 public:
  Worker(int number,
         const std::optional<std::size_t>& again,
         const Dealer& dealer,
         const PoolOptions& options,
         const std::function<Work()>& start)
      : log_((fs::path(options.logs) / fmt::format("worker-{}.txt", number)).string()),
        child_([&](const process::Child::Tell& tell) {
          const int log = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
          ::dup2(log, STDOUT_FILENO);
          ::dup2(log, STDERR_FILENO);
          if (options.on_start) options.on_start();
          work(tell, again, dealer, start);
        }) {}

  [[nodiscard]] int pipe() const { return child_.pipe(); }
  [[nodiscard]] const std::optional<std::size_t>& item() const { return item_; }

  /// It was ended since its item took too long.
  [[nodiscard]] bool late() const { return late_; }

  /// Takes what it has told; false at its end. *Errors*: the one that it told.
  template <class OnDone>
  bool listen(const OnDone& on_done) {
    const bool more = child_.receive();
    while (const auto message = child_.message()) {
      const auto item = static_cast<std::size_t>(message->number);
      if (message->kind == kBegin) {
        item_ = item;
        since_ = Clock::now();
      } else {
        item_.reset();
        on_done(item);
      }
    }
    return more;
  }

  /// Ends it where its item takes too long.
  void watch(const std::function<double(std::size_t)>& limit) {
    if (!limit || !item_ || late_) return;
    const double most = limit(*item_);
    const double took = std::chrono::duration<double>(Clock::now() - since_).count();
    if (most <= 0 || took <= most) return;
    late_ = true;
    child_.kill();
  }

  /// How it ended, "" where it ended well.
  std::string wait() {
    const std::string how = child_.wait();
    if (late_) return "took longer than its run allows (minutes)";
    if (how.empty()) return "";
    return fmt::format(
        "its process {}; {} ends:\n{}", how, log_, text::last_lines(files::read(log_)));
  }

 private:
  std::string log_;
  process::Child child_;
  std::optional<std::size_t> item_;
  Clock::time_point since_;
  bool late_ = false;
};

/// The workers, and what becomes of their items.
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
    while (!workers_.empty()) {
      std::vector<pollfd> waiting;
      for (const auto& worker : workers_) waiting.push_back({worker->pipe(), POLLIN, 0});
      constexpr int kLook = 500;                                        // ms
      if (::poll(waiting.data(), waiting.size(), kLook) < 0) continue;  // EINTR
      for (std::size_t i = waiting.size(); i-- > 0;) {
        if (waiting[i].revents != 0) hear(i);
      }
      for (const auto& worker : workers_) worker->watch(options_.limit);
    }
    std::sort(given_up_.begin(), given_up_.end(), [](const GivenUp& a, const GivenUp& b) {
      return a.item < b.item;
    });
    return std::move(given_up_);
  }

 private:
  void begin(const std::optional<std::size_t>& again) {
    workers_.push_back(std::make_unique<Worker>(
        ++number_, again, Dealer(lanes_.get(), groups_), options_, start_));
  }

  void hear(std::size_t index) {
    Worker& worker = *workers_[index];
    const auto done = [&](std::size_t item) {
      if (options_.on_done) options_.on_done(item);
    };
    try {
      if (worker.listen(done)) return;
    } catch (const Error& error) {
      if (!worker.item() || ends_all(error)) throw;
      given_up_.push_back({*worker.item(), error.what()});
      leave_group(*worker.item());
      workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
      return begin({});
    }
    const std::optional<std::size_t> item = worker.item();
    const bool late = worker.late();
    const std::string why = worker.wait();
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
    if (why.empty()) return;
    if (!item) {  // between two items: another child goes on
      if (++idle_deaths_ < kMostIdleDeaths) return begin({});
      throw Error(ErrorCode::kTool, "worker", why + "; mend what it says");
    }
    if (!late && ++attempts_[*item] < options_.attempts) return begin(item);
    given_up_.push_back({*item, why});
    begin({});
  }

  void leave_group(std::size_t item) {
    const auto has = [&](const auto& group) {
      return std::find(group.begin(), group.end(), item) != group.end();
    };
    const auto group = std::find_if(groups_.begin(), groups_.end(), has);
    lanes_.get()[static_cast<std::size_t>(group - groups_.begin())].next = group->size();
  }

  const std::vector<std::vector<std::size_t>>& groups_;
  const PoolOptions& options_;
  const std::function<Work()>& start_;
  process::Shared<Lane> lanes_;
  std::vector<std::unique_ptr<Worker>> workers_;
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
