// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iterator>

#include "gen/base/rng.hpp"
#include "gen/network/network.hpp"
#include "tests/support/random_network.hpp"

/// What random networks of either kind are made of.
namespace spinforge::test {

/// A stream of random choices.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  int between(int low, int high) { return static_cast<int>(random_.uniform(low, high)); }
  bool chance(int percent) { return between(1, 100) <= percent; }

  /// Sizes at which the RTL has its corners, more often than any other.
  int size(int max) {
    constexpr int kCorners[] = {1, 2, 3, 8, 16, 17, 31, 32, 33, 64, 65};
    const int corner = kCorners[between(0, static_cast<int>(std::size(kCorners)) - 1)];
    return chance(40) && corner <= max ? corner : between(1, max);
  }

 private:
  rng::Sequence random_;
};

/// Name, seed, steps and coding: a network without input, neurons and layers.
[[nodiscard]] network::Network random_frame(Draw& draw,
                                            std::uint64_t seed,
                                            const RandomOptions& options);

/// One or two kinds of neurons.
[[nodiscard]] std::vector<network::Neuron> random_neurons(Draw& draw, const RandomOptions& options);

/// Appends `layer`, whose sizes (and convolution) are set, with everything else drawn. The `last`
/// one is never gated off by the register set that it starts with.
void add_layer(Draw& draw,
               network::Network& network,
               network::Layer layer,
               const RandomOptions& options,
               bool last);

/// Makes registers of the wall neurons equal to each other and to the ends of their range, where
/// comparisons of constants have their corners.
void draw_corners(Draw& draw, network::Network& network);

}  // namespace spinforge::test
