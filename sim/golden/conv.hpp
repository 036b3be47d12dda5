// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/network/network.hpp"

namespace spinforge::golden {

/// The outputs that one row (or column) of the input reaches: `count` of them from `first` on, over
/// `count` taps of the kernel from `tap` on, in the order in which ConvCounters stores them.
struct Reach {
  int first = 0;
  int count = 0;
  int tap = 0;
};

/// The current counters C of one convolutional layer, pooled: one for each neuron. A spike adds the
/// weights of its input channel to the positions that it reaches, a contiguous run in each row.
///
/// A max pool takes the largest D0 = round(C * mul). Rounding keeps order, so that is the D0 of the
/// largest C, or of the smallest where mul is negative; C is what this class hands out.
class ConvCounters {
 public:
  /// `layer` has a convolution.
  explicit ConvCounters(const network::Layer& layer);

  /// C of every neuron for spikes. *Shape* [outputs]; valid until the next call.
  std::span<const std::int32_t> add_spikes(std::span<const std::uint8_t> spikes);

  /// C of every neuron for 8-bit pixels.
  std::span<const std::int32_t> add_pixels(std::span<const std::uint8_t> pixels);

 private:
  /// Sums of the positions before the pool, [y][x][channels]. `Sum` holds every partial sum. Where
  /// flip_ is -1 they are ~C, which has the opposite order and needs no more bits.
  template <class Sum>
  struct Map {
    std::vector<Sum> start;  ///< the biases
    std::vector<Sum> sum;
  };

  template <class Sum>
  void add_position(Map<Sum>& map, int y, int x, std::span<const std::uint8_t> spikes);
  template <class Sum>
  void add_all(Map<Sum>& map, std::span<const std::uint8_t> spikes);
  template <class Sum, class Pooled, class Combine>
  void pool(const Map<Sum>& map, Combine combine);
  template <class Sum>
  void finish(const Map<Sum>& map);
  [[nodiscard]] const std::int16_t* taps_of(std::size_t channel) const {
    return weights_.data() + channel * taps_;
  }

  network::Conv conv_;
  network::Shape convolved_;
  std::size_t taps_;  // weights from one input channel
  bool narrow_;       // 16 bits hold every sum of spikes
  std::vector<Reach> rows_, columns_;
  std::vector<std::int32_t> flip_;     // [channels] -1 where a max pool looks for the smallest C
  std::vector<std::int16_t> weights_;  // [input channel][tap y][tap x][channels], - where flip_
  Map<std::int16_t> small_;            // spikes, where narrow_
  Map<std::int32_t> wide_;
  std::vector<std::int32_t> out_;
  std::vector<std::uint32_t> active_;  // input channels of a position
};

}  // namespace spinforge::golden
