// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/network/registers.hpp"
#include "gen/plan/plan.hpp"

/// How the registers of single neurons lie in a memory beside the neuron lanes: a record for each
/// neuron, or for each channel where all of its neurons have the same, and in it what is not the
/// same in all.
namespace spinforge::plan {

/// Bits of `entry` in a record of `layer`; 0 where the layer has none, or the same for all, which
/// is then common_value() or changes nothing.
[[nodiscard]] int own_bits(const network::Layer& layer, const network::OwnRegister& entry);

/// Bits of a record.
[[nodiscard]] int own_bits(const network::Layer& layer);

/// The records: the first register that has bits in the lowest, as sf_neuron_lane reads them.
[[nodiscard]] std::vector<std::int64_t> own_records(const network::Layer& layer);

/// Rows of that memory, a record for each neuron lane in each; 0 without one.
[[nodiscard]] int own_rows(const network::Layer& layer, const LayerPlan& plan);

/// What the parameter of sf_layer that stands for `entry` is for `layer`: the largest value of its
/// neurons.
[[nodiscard]] std::int64_t common_value(const network::Layer& layer,
                                        const network::Neuron& neuron,
                                        const network::Register& entry);

/// `neuron` with those values.
[[nodiscard]] network::Neuron common_neuron(const network::Layer& layer, network::Neuron neuron);

}  // namespace spinforge::plan
