// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>

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
    REQUIRE(first_difference(a.drive, b.drive) == -1);
    REQUIRE(first_difference(a.potential, b.potential) == -1);
    REQUIRE(first_difference(a.spike, b.spike) == -1);
    REQUIRE(first_difference(a.flags, b.flags) == -1);
  }
  REQUIRE(fast.counts == slow.counts);
  REQUIRE(fast.predicted == slow.predicted);
}

}  // namespace spinforge::test
