// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "gen/plan/plan.hpp"
#include "sim/harness/control.hpp"
#include "sim/harness/model_abi.h"

namespace spinforge::harness {

/// Drives the configuration port: the writes of the images in their order, each as early as the
/// core's state allows.
class Configurator {
 public:
  /// The plan must outlive it.
  explicit Configurator(const plan::Plan& plan) : plan_(plan) {}

  /// Forgets everything; the core comes from reset.
  void reset() {
    writes_.clear();
    refused_ = false;
  }

  /// Queues the writes of the next image.
  void add(std::uint32_t image, const ImageControl& control);

  /// Image that the next write is for; there is one.
  [[nodiscard]] std::uint32_t image() const { return writes_.front().image; }
  /// Whether it changes a mask page that is among `pages` (of each layer, bit p for page p).
  [[nodiscard]] bool writes_page_of(const std::vector<unsigned>& pages) const;

  /// The core as far as the next write depends on it.
  struct Core {
    bool alone = true;      ///< no earlier image in it and no layer busy
    bool page_free = true;  ///< no earlier image uses the page that it changes
    bool pause = false;     ///< hold it back, unless it was offered already
  };

  /// Sets the port's inputs for this cycle.
  void drive(SfInputs& inputs, const Core& core);

  /// Looks at the port after the cycle; true where a write was taken.
  bool take(const SfInputs& inputs, const SfOutputs& outputs);

  /// Whether the first pixel of `image` may go: all its writes are taken or, where `alone`, its
  /// layer's queue is full.
  [[nodiscard]] bool ready(std::uint32_t image, bool alone) const;

  /// Writes not yet taken.
  [[nodiscard]] std::size_t left() const { return writes_.size(); }

 private:
  struct Write {
    std::uint32_t image = 0;
    Select select;
    bool is_mask = false;
    std::uint16_t word = 0;
    std::vector<std::uint8_t> lanes = {};  ///< of a mask word
  };

  const plan::Plan& plan_;
  std::deque<Write> writes_;
  bool refused_ = false;  ///< the head was offered in the last cycle and not taken
};

}  // namespace spinforge::harness
