// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/network/network.hpp"

namespace spinforge::emit {

/// What may be added to a core; nothing is by default.
struct Features {
  bool thresholds = false;  ///< thresholds are registers, written through the configuration port
  bool axi = false;         ///< the top module sf_axi around the core, and its register map

  /// Whether the thresholds of `neuron` can be written; a leaky neuron's is no register.
  [[nodiscard]] bool writes_thresholds(const network::Neuron& neuron) const {
    return thresholds && neuron.kind == network::NeuronKind::kWall;
  }
};

}  // namespace spinforge::emit
