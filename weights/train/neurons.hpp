// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gen/network/network.hpp"
#include "weights/train/cell.hpp"

/// The neurons that can be trained: the cell of the training and the registers of the integers.
namespace spinforge::train {

struct NeuronChoice {
  Cell cell;                 ///< what training uses
  network::Neuron neuron;    ///< what the network gets; the noise is off
  int field_code = 0;        ///< register set that the training stands for
  double drive_scale = 1.0;  ///< 128 / GAIN of that set, see quantize::Options
};

/// Names for neuron_choice(): dw, hall180, hall200, hall220, leaky.
[[nodiscard]] const std::vector<std::string>& neuron_names();

/// - "dw": domain-wall neuron, parameter set S.
/// - "hall180", "hall200", "hall220": measured Hall-bar neuron with one step a pulse cycle, trained
///   at that field, with 16 register sets from -500 to 500 Oe. A set has the drive of its field
///   relative to +220 Oe at 15 mA as gain, and is gated off where the field inhibits. Thresholds
///   were measured at 180, 200 and 220 Oe; every other set has those of the field of the training.
/// - "leaky": snnTorch's Leaky, beta 0.95, threshold 1, reset by subtraction.
/// *Errors*: kUsage for another name.
[[nodiscard]] NeuronChoice neuron_choice(std::string_view name, int frac_bits);

}  // namespace spinforge::train
