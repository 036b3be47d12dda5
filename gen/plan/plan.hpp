// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gen/network/network.hpp"

/// How a network becomes a core: lanes, word sizes, widths, and the exact number of clock cycles.
namespace spinforge::plan {

/// The most synapse lanes, and neuron lanes, of a layer.
inline constexpr int kMaxLanes = 256;

/// Mask pages of a layer: page 0 (all enabled) and three that the configuration port writes, one in
/// use, one to come, one to be written.
inline constexpr int kMaskPages = 4;

/// Which updates come first: those of all neurons at a step, or those of a block of neurons at all
/// steps of an image.
enum class Order { kStep, kTime };

/// "step" or "time".
[[nodiscard]] std::string_view name_of(Order order);

/// What the user asks for.
struct Options {
  std::optional<int>
      lanes;  ///< synapse lanes of every layer, 1..kMaxLanes; absent: chosen per layer
  std::optional<int> neuron_lanes;      ///< neuron macros of every layer; absent: chosen per layer
  std::vector<int> layer_lanes;         ///< *Shape* [layers] or empty: goes before `lanes`
  std::vector<int> layer_neuron_lanes;  ///< *Shape* [layers] or empty: goes before `neuron_lanes`
  bool pipeline = false;  ///< registers inside the neurons: more cycles, a faster clock
  bool parity = false;    ///< a bit of parity in each word of weights: changes no cycle
  Order order = Order::kStep;
  int pixels_per_beat = 1;  ///< of the pixel stream: 1, 2 or 4
};

/// One layer engine. A *block* is the `lanes` neurons whose counters run side by side: any of a
/// dense layer, output channels of one position of a convolution. A *word* is the `neuron_lanes`
/// neurons that are updated in one cycle.
struct LayerPlan {
  int lanes = 1;          ///< P, at most the layer's neurons; divides a convolution's channels
  int neuron_lanes = 1;   ///< M, divides P
  int blocks = 1;         ///< ceil(filters / P): blocks of the weight memory
  int block_words = 1;    ///< P / M
  int words = 1;          ///< ceil(neurons / M): words that hold a neuron
  int in_word_bits = 1;   ///< bits of one word of the layer's input bitmap
  int in_words = 1;       ///< words of that bitmap
  bool pipeline = false;  ///< registers inside the neuron macros
  bool parity = false;    ///< a bit more in each word of weights
  bool direct = false;    ///< multiplies pixels once an image and replays the drives at each step
  int gap = 0;            ///< steps between spikes of its inputs, beyond their first interval
  int counter_bits = 1;   ///< of C
  int d0_bits = 1;        ///< of the requantised drive
  int drive_bits = 1;     ///< of D

  /// Width of what the pool of `conv` keeps.
  [[nodiscard]] int pool_bits(const network::Conv& conv) const {
    return conv.pool == network::Pool::kSum ? counter_bits : d0_bits;
  }
  friend bool operator==(const LayerPlan&, const LayerPlan&) = default;
};

struct Plan {
  Order order = Order::kStep;
  int pixels_per_beat = 1;
  std::vector<LayerPlan> layers;

  /// Beats of an image on the pixel stream.
  [[nodiscard]] int beats(int pixels) const {
    return (pixels + pixels_per_beat - 1) / pixels_per_beat;
  }
  /// Bits of a word of a mask page on the configuration port: the most neuron lanes of a layer.
  [[nodiscard]] int mask_bits() const {
    return std::ranges::max(layers, {}, &LayerPlan::neuron_lanes).neuron_lanes;
  }
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// Chooses the lanes that `options` leaves open and derives every width.
/// Lanes of a convolution become the largest divisor of its output channels, and neuron lanes the
/// largest divisor of a layer's lanes, that is not above what was asked for.
/// *Errors*: kUsage for lanes or neuron lanes outside 1..256.
[[nodiscard]] Plan make_plan(const network::Network& network, const Options& options);

/// What the timing depends on besides the plan: which inputs and neurons were active.
struct Activity {
  std::span<const std::uint8_t> pixels;  ///< *Shape* [inputs], as sent to the core
  std::vector<std::span<const std::uint8_t>>
      spikes;                                  ///< per layer *Shape* [steps][neurons], 0 or 1
  std::span<const std::uint8_t> input_spikes;  ///< rate coding: *Shape* [steps][inputs]
  /// Per layer *Shape* [steps][neurons], not 0 where the neuron's gate is open; empty: always all.
  std::vector<std::span<const std::uint8_t>> enabled = {};
};

/// Cycles of one layer for one image. Cycle 0 is the one in which the first pixel is accepted.
struct LayerTiming {
  std::int64_t first = 0;  ///< first cycle in which status_busy_o shows the layer busy
  std::int64_t last = 0;   ///< last such cycle
  std::int64_t bound = 0;  ///< least cycles that the layer's lanes need for this image
  [[nodiscard]] std::int64_t cycles() const { return last - first + 1; }
  friend bool operator==(const LayerTiming&, const LayerTiming&) = default;
};

struct Timing {
  /// Cycle of the image's first pixel, since that of the first image of its stream.
  std::int64_t begin = 0;
  std::int64_t image_cycles =
      0;  ///< first pixel accepted to last result beat accepted, both counted
  std::vector<LayerTiming> layers;

  /// Cycle of its last result beat, counted as `begin`.
  [[nodiscard]] std::int64_t result() const { return begin + image_cycles - 1; }
};

/// Exact cycles of one image that has the core to itself, no stalls on either stream: the first one
/// of a Stream (stream.hpp).
[[nodiscard]] Timing predict(const network::Network& network,
                             const Plan& plan,
                             const Activity& activity);

}  // namespace spinforge::plan
