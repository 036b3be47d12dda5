// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/base/embedded.hpp"
#include "rtl/model/places/places.h"
#include "sim/harness/library.hpp"

namespace spinforge::harness {

/// Files that a model is built with so that its state can be reached.
[[nodiscard]] std::span<const EmbeddedFile> places_files();

/// A register or a memory of a core.
struct Place {
  std::string path;         ///< below the core: "u_layer1.u_neurons.u_state.gen_auto.mem"
  std::uint32_t words = 1;  ///< of a memory
  std::uint32_t bits = 1;   ///< of a word
};

/// All state of a model: every register and every memory, by path. The library must outlive it.
class Places {
 public:
  /// *Errors*: kTool where the library was built without places, or holds none.
  explicit Places(const Library& library);

  [[nodiscard]] const std::vector<Place>& all() const { return all_; }

  /// Inverts one bit of all()[place]; what hangs on it follows in the next cycle.
  void flip(std::size_t place, std::uint32_t word, std::uint32_t bit) const;

 private:
  std::vector<SfPlace> raw_;
  std::vector<Place> all_;
  void (*flip_)(const SfPlace*, std::uint32_t, std::uint32_t);
};

}  // namespace spinforge::harness
