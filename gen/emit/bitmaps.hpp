// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gen/emit/package.hpp"
#include "gen/plan/plan.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// Who writes a bitmap piece by piece, seen from the buffer behind it.
struct Producer {
  sv::Signal free, alloc, valid, last, bits, image;
  sv::Signal word, train_valid, trains;  ///< of a layer
};

/// A complete bitmap (and its pixels) that a consumer reads.
struct Bitmap {
  sv::Signal valid, image, summary, addr, word, done;
  sv::Signal pixel_addr, pixel;
  sv::Signal train_read, train_word, train_bit, train;  ///< in time order
};

/// An instance of the macro `name` on the core's clock and reset.
[[nodiscard]] sv::Instance clocked(std::string_view name, std::string_view instance_name);

/// The buffers of a core, and what fills the first of them: what its layers read.
class Bitmaps {
 public:
  /// They and their wires go into `module`.
  Bitmaps(sv::Module& module, const plan::Plan& plan, const Constants& constants)
      : module_(module), plan_(plan), constants_(constants) {}

  /// What layer 1 reads, from the ports of the pixel stream on. `rate`: spikes of the encoder.
  [[nodiscard]] Bitmap input(bool rate);

  /// The spike buffer in front of layer `number`, from 2, or that of trains.
  [[nodiscard]] Bitmap spikes(std::size_t number, const Producer& producer);

 private:
  [[nodiscard]] const LayerConstants& of(std::size_t number) const {
    return constants_.layers[number - 1];
  }
  [[nodiscard]] bool time() const { return plan_.order == plan::Order::kTime; }

  Bitmap pixels(bool rate);
  Producer encoder(const Bitmap& image);
  Bitmap declare(std::size_t number, const std::string& prefix);

  sv::Module& module_;
  const plan::Plan& plan_;
  const Constants& constants_;
};

}  // namespace spinforge::emit
