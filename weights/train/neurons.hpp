// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
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

/// Names for neuron_choice(), besides files: the devices that come with the tool (sim/device), and
/// dw, hall180, hall200, hall220 for dw-s and hall-in-situ-180, -200, -220.
[[nodiscard]] std::vector<std::string> neuron_names();

/// The neuron of a device, by its name or the path of its file: one step of the cell is the
/// device's step, and its registers are those of device::registers(), but for N_RST, which is 0.
/// The threshold of the cell is TH_LO of the field at which the device works.
/// *Errors*: those of device::load_device() and device::registers().
[[nodiscard]] NeuronChoice neuron_choice(const std::string& name, int frac_bits);

}  // namespace spinforge::train
