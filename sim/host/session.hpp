// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

#include "sim/host/frame.hpp"
#include "sim/host/port.hpp"

namespace spinforge::host {

/// How long and how often to try.
struct Patience {
  std::chrono::milliseconds reply{1000};  ///< for the reply of an image
  std::chrono::milliseconds quiet{50};    ///< in which a board gives a broken frame up
  int attempts = 4;                       ///< for one image
};

/// Images over a serial line, one after the other. A frame or reply that is damaged or lost is sent
/// again, after the line has been quiet for long enough that the board waits for a new one.
class Session {
 public:
  Session(Port& port, std::size_t classes, const Patience& patience)
      : port_(port), parser_(classes), patience_(patience) {}

  /// What the core makes of an image. *Errors*: kIo where it does not answer, and those of Port.
  [[nodiscard]] Reply classify(std::span<const std::uint8_t> pixels);

  /// Frames that had to be sent again so far.
  [[nodiscard]] int repeated() const { return repeated_; }

 private:
  std::optional<Reply> wait_for(std::uint8_t tag);
  void wait_for_quiet();

  Port& port_;
  Parser parser_;
  Patience patience_;
  std::uint8_t tag_ = 0;
  int repeated_ = 0;
};

}  // namespace spinforge::host
