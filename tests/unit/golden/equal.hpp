// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>

#include "gen/base/rng.hpp"
#include "sim/golden/golden.hpp"

namespace spinforge::test {

/// Index of the first difference, or -1. (A REQUIRE on whole traces would print them.)
template <class Values>
std::ptrdiff_t first_difference(const Values& a, const Values& b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return at == a.end() && other == b.end() ? -1 : at - a.begin();
}

inline void require_equal(const golden::Trace& fast, const golden::Trace& slow) {
  REQUIRE(fast.layers.size() == slow.layers.size());
  REQUIRE(first_difference(fast.input_spikes, slow.input_spikes) == -1);
  for (std::size_t k = 0; k < fast.layers.size(); ++k) {
    const golden::LayerTrace& a = fast.layers[k];
    const golden::LayerTrace& b = slow.layers[k];
    CAPTURE(k);
    REQUIRE(first_difference(a.field_code, b.field_code) == -1);
    REQUIRE(first_difference(a.start, b.start) == -1);
    REQUIRE(first_difference(a.drive, b.drive) == -1);
    REQUIRE(first_difference(a.potential, b.potential) == -1);
    REQUIRE(first_difference(a.spike, b.spike) == -1);
    REQUIRE(first_difference(a.flags, b.flags) == -1);
  }
  REQUIRE(fast.counts == slow.counts);
  REQUIRE(fast.predicted == slow.predicted);
}

/// Random field codes and masks for some of the layers.
inline golden::Control random_control(rng::Sequence& random, const network::Network& net) {
  golden::Control control;
  const auto steps = static_cast<std::size_t>(net.steps);
  for (const network::Layer& layer : net.layers) {
    auto& codes = control.field_code.emplace_back();
    auto& masks = control.mask.emplace_back();
    const auto fields = static_cast<std::int64_t>(net.neuron_of(layer).fields.size());
    if (random.uniform(0, 1) == 0) {
      for (std::size_t t = 0; t < steps; ++t) {
        codes.push_back(static_cast<std::uint8_t>(random.uniform(0, fields - 1)));
      }
    }
    if (random.uniform(0, 1) == 0) {
      masks.resize(steps, std::vector<std::uint8_t>(static_cast<std::size_t>(layer.outputs)));
      for (auto& row : masks) {
        for (std::uint8_t& bit : row) bit = static_cast<std::uint8_t>(random.uniform(0, 1));
      }
    }
  }
  return control;
}

}  // namespace spinforge::test
