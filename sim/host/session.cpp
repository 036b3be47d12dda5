// SPDX-License-Identifier: Apache-2.0
#include "sim/host/session.hpp"

#include <fmt/format.h>

#include "gen/base/error.hpp"

namespace spinforge::host {

using Clock = std::chrono::steady_clock;

/// The reply to `tag`; none where the frame was dropped, or none came in time.
std::optional<Reply> Session::wait_for(std::uint8_t tag) {
  const Clock::time_point end = Clock::now() + patience_.reply;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return std::nullopt;
    const std::optional<std::uint8_t> byte = port_.read(left);
    if (!byte) continue;
    std::optional<Reply> reply = parser_.take(*byte);
    if (!reply) continue;
    if (reply->dropped) return std::nullopt;
    if (reply->tag == tag) return reply;  // else a late answer to an earlier frame
  }
}

void Session::wait_for_quiet() {
  const Clock::time_point end = Clock::now() + patience_.quiet;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return;
    if (const auto byte = port_.read(left)) (void)parser_.take(*byte);
  }
}

Reply Session::classify(std::span<const std::uint8_t> pixels) {
  for (int attempt = 0; attempt < patience_.attempts; ++attempt) {
    if (attempt > 0) {
      ++repeated_;
      wait_for_quiet();
    }
    ++tag_;  // of the frame, not of the image: an answer belongs to one sending
    port_.write(request(tag_, pixels));
    if (std::optional<Reply> reply = wait_for(tag_)) return *reply;
  }
  throw Error(ErrorCode::kIo,
              "serial line",
              fmt::format("no answer; expected a class, got none of {} times; check that the board "
                          "holds the bitstream of this network, and its speed",
                          patience_.attempts));
}

}  // namespace spinforge::host
