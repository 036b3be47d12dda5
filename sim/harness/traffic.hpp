// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "gen/base/rng.hpp"

namespace spinforge::harness {

/// How the harness treats the core's streams.
struct Traffic {
  bool stream = false;  ///< the next image's pixels follow as soon as the core takes them
  std::optional<std::uint64_t> stall;  ///< seed of random gaps and back-pressure; absent: none
};

/// Random pauses of one stream: now and then none for a while, a few cycles, or many.
class Pauses {
 public:
  explicit Pauses(std::uint64_t seed) : random_(seed) {}

  /// Whether this cycle is one of a pause.
  bool pause() {
    if (left_ == 0) {
      const std::int64_t kind = random_.uniform(0, 15);
      left_ = kind < 10 ? 1 : kind < 15 ? random_.uniform(2, 12) : random_.uniform(20, 200);
      pausing_ = !pausing_ && kind % 2 == 0;
    }
    --left_;
    return pausing_;
  }

 private:
  rng::Sequence random_;
  std::int64_t left_ = 0;
  bool pausing_ = false;
};

}  // namespace spinforge::harness
