// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "rtl/model/model_abi.h"

namespace spinforge::harness {

/// What the counting registers of a wrapper must hold, from what its streams and the core inside
/// did: rtl/doc/axi.md in C++.
class AxiCounters {
 public:
  /// An image is `pixels` long, of which a beat has so many.
  AxiCounters(std::size_t pixels, std::vector<int> neuron_lanes, int pixels_per_beat = 1);

  /// As after reset.
  void reset();
  /// CONTROL.CLEAR.
  void clear();
  /// IMAGE was written.
  void set_image(std::uint32_t image) { image_ = image; }
  /// ERRORS.FRAME was cleared.
  void clear_frame_error() { frame_error_ = false; }

  /// One cycle at the wrapper's pins.
  struct Pins {
    bool pixel_valid = false, pixel_last = false;
    std::uint8_t pixel_keep = 1;
    std::uint32_t pixel_data = 0;
    bool result_ready = false;
  };
  void observe(const Pins& in, const SfAxiOutputs& out);

  /// Between two frames, and nothing of one is shown.
  [[nodiscard]] bool between_frames() const { return !in_frame_ && !pixel_waits_; }
  /// No image is under way, no beat of a result waits, no layer is busy.
  [[nodiscard]] bool idle() const {
    return between_frames() && under_way_.empty() && !shown_ && !busy_;
  }
  /// Something was under way in the last cycle.
  [[nodiscard]] bool worked() const { return worked_; }
  /// Image of the result beat that was shown last.
  [[nodiscard]] std::uint32_t shown_image() const { return shown_image_; }

  [[nodiscard]] std::uint32_t image() const { return image_; }
  [[nodiscard]] bool frame_error() const { return frame_error_; }
  struct Values {
    std::uint32_t images_in = 0, images_out = 0, pixel_events = 0;
    std::uint64_t total_cycles = 0;
    std::vector<std::uint32_t> updates, spikes, cycles;  ///< *Shape* [layers]
  };
  [[nodiscard]] const Values& values() const { return values_; }
  struct Last {
    std::uint32_t image = 0, predicted = 0, cycles = 0;
  };
  [[nodiscard]] const Last& last() const { return last_; }

 private:
  struct Image {
    std::uint32_t number = 0;
    std::uint64_t begin = 0;  // cycle of its first pixel
  };

  void see_result(const Pins& in, const SfAxiOutputs& out);
  void see_pixel(const Pins& in, const SfAxiOutputs& out);
  void see_layers(const SfAxiOutputs& out);

  std::size_t pixels_;
  std::vector<int> lanes_;
  std::uint64_t cycle_ = 0, begin_ = 0;
  unsigned beat_;          // pixels
  std::size_t frame_ = 0;  // pixels that an image has in the beats of this frame
  bool in_frame_ = false;  // it has begun
  bool torn_ = false;      // a beat of it has other pixels
  bool pixel_waits_ = false, frame_error_ = false, busy_ = false, worked_ = false;
  bool shown_ = false, taken_ = true;  // a result beat in the last cycle
  std::uint32_t image_ = 0, shown_image_ = 0;
  std::deque<Image> under_way_;
  Values values_;
  Last last_;
};

}  // namespace spinforge::harness
