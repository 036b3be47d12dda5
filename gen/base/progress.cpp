// SPDX-License-Identifier: Apache-2.0
#include "gen/base/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace spinforge {
namespace {

using Seconds = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

constexpr Seconds kTerminalPeriod{0.1};
constexpr Seconds kLogPeriod{5.0};
constexpr std::size_t kBarCells = 24;

std::string duration(double seconds) {
  if (seconds < 60.0) return fmt::format("{:.0f} s", seconds);
  const auto whole = static_cast<long long>(seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string speed(double per_second) {
  return per_second < 100.0 ? fmt::format("{:.1f}", per_second) : fmt::format("{:.0f}", per_second);
}

}  // namespace

Progress::Progress(
    std::string label, std::string unit, std::uint64_t total, bool quiet, std::uint64_t before)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      before_(before),
      quiet_(quiet || total == 0),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_(start_ - std::chrono::hours(1)) {}

void Progress::update(std::uint64_t done, const std::string& note) {
  if (quiet_ || finished_) return;
  const auto now = Clock::now();
  const Seconds period = terminal_ ? kTerminalPeriod : kLogPeriod;
  if (done < total_ && now - last_ < period) return;
  last_ = now;
  show(done, note);
  if (done >= total_) finish();
}

void Progress::show(std::uint64_t done, const std::string& note) {
  const double elapsed = Seconds(Clock::now() - start_).count();
  const double rate = elapsed > 0.0 ? static_cast<double>(done - before_) / elapsed : 0.0;
  std::string line = fmt::format("{}: ", label_);
  if (terminal_) {
    const std::size_t cells = done >= total_ ? kBarCells : kBarCells * done / total_;
    line += fmt::format("[{:<{}}] ", std::string(cells, '='), kBarCells);
  }
  line += fmt::format("{}/{} {}", done, total_, unit_);
  if (done > before_) {
    line += fmt::format(", {}/s, ", speed(rate));
    line += done < total_ ? duration(static_cast<double>(total_ - done) / rate) + " left"
                          : duration(elapsed);
  }
  if (!note.empty()) line += ", " + note;
  // "\r" and "erase to the end of the line" keep a terminal on one line.
  line = terminal_ ? "\r" + line + "\x1b[K" : line + "\n";
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void Progress::finish() {
  if (std::exchange(finished_, true) || quiet_) return;
  if (terminal_) std::fputc('\n', stderr);
}

Progress::~Progress() { finish(); }

}  // namespace spinforge
