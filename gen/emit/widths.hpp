// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "gen/base/error.hpp"
#include "gen/emit/macros.hpp"

/// Widths of ports as functions of the parameters, for the interfaces in macros.cpp and
/// axi_macros.cpp.
namespace spinforge::emit::widths {

using P = const sv::Parameters&;

inline int get(P parameters, std::string_view name) {
  const auto found = parameters.find(name);
  expects(found != parameters.end(), "a width depends on parameters that the interface declares");
  return static_cast<int>(found->second);
}

inline int one(P) { return 1; }
inline int two(P) { return 2; }
inline int three(P) { return 3; }
inline int four(P) { return 4; }
inline int byte(P) { return 8; }
inline int half(P) { return 16; }
inline int full(P) { return 32; }
inline int threshold(P) { return kThresholdBits; }
inline int layers(P p) { return get(p, "Layers"); }
inline int neuron_lanes(P p) { return get(p, "NeuronLanes"); }

}  // namespace spinforge::emit::widths
