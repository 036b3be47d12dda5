// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/harness/model.hpp"
#include "tests/support/emitted.hpp"

namespace spinforge::test {

/// A core without the harness around it: whoever has it sets the pins of each clock.
class BareCore {
 public:
  /// Out of reset, with an open result port.
  explicit BareCore(const harness::Design& design) : model_(model_of(design), design.directory, 5) {
    for (int i = 0; i < 4; ++i) tick();
    in.rst_n = in.result_ready = 1;
    tick();  // a write during it is lost
  }

  const SfOutputs& tick() { return model_.tick(in); }

  /// One image through the empty core; `clock` ticks it and gives the outputs. Whether a result
  /// came.
  template <class Clock>
  [[nodiscard]] bool run(std::uint32_t image, std::span<const std::uint8_t> pixels, Clock clock) {
    std::size_t sent = 0;
    for (int cycle = 0; cycle < 100'000; ++cycle) {
      in.pixel_valid = sent < pixels.size() ? 1 : 0;
      in.pixel_data = sent < pixels.size() ? pixels[sent] : 0;
      in.pixel_last = sent + 1 == pixels.size() ? 1 : 0;
      in.pixel_image = image;
      const SfOutputs& out = clock();
      if (in.pixel_valid != 0 && out.pixel_ready != 0) ++sent;
      if (out.result_valid != 0 && out.result_last != 0) return true;
    }
    return false;
  }

  SfInputs in{};

 private:
  harness::CoreModel model_;
};

}  // namespace spinforge::test
