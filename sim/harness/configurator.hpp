// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "gen/plan/plan.hpp"
#include "rtl/model/model_abi.h"
#include "sim/harness/control.hpp"
#include "sim/harness/events.hpp"

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
    offered_ = refused_ = false;
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

  /// What the port did with a write.
  struct Taken {
    bool taken = false;
    bool error = false;               ///< cfg_error_o must be high
    std::optional<Event> event = {};  ///< a write of this kind was taken, or the queue is full
  };

  /// Looks at the port after the cycle. `on_its_way`: that the write was not taken says nothing of
  /// the queue.
  Taken take(const SfInputs& inputs, const SfOutputs& outputs, bool on_its_way);

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
    bool is_void = false, refused = false;
  };
  static Event event_of(const Write& write);
  void add_pages(std::uint32_t image, const std::vector<MaskPage>& pages);

  const plan::Plan& plan_;
  std::deque<Write> writes_;
  bool offered_ = false;  ///< the head was offered in the last cycle and not taken
  bool refused_ = false;  ///< because the queue was full
};

}  // namespace spinforge::harness
