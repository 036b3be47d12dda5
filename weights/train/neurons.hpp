// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/device/device.hpp"
#include "weights/train/cell.hpp"

/// The neurons that can be trained: the cell of the training and the registers of the integers.
namespace spinforge::train {

struct NeuronChoice {
  Cell cell;                       ///< what training uses
  network::Neuron neuron;          ///< what the network gets; the noise is off
  int field_code = 0;              ///< register set that the training stands for
  double drive_scale = 1.0;        ///< 128 / GAIN of that set, see quantize::Options
  std::vector<std::string> notes;  ///< of device::Registers
};

/// Names for neuron_choice(), besides files: the devices that come with the tool (sim/device), and
/// dw, hall180, hall200, hall220 for dw-s and hall-in-situ-180, -200, -220.
[[nodiscard]] std::vector<std::string> neuron_names();

/// The device of such a name or file. *Errors*: those of device::load_device().
[[nodiscard]] device::Device device_of(const std::string& neuron);

/// What of a neuron is chosen beside its device.
struct NeuronOptions {
  std::string device = "dw";  ///< as for device_of()
  bool closed = false;        ///< the window: true: it does not fire above its range either
  std::optional<int> dead_steps = std::nullopt;  ///< N_RST, 0..255; none: the device's
};

/// The neuron of a device: one step of the cell is the device's step, and its registers are those
/// of device::registers(). The range in which the cell fires is that of the field at which the
/// device works.
/// *Errors*: those of device::load_device() and device::registers(); kUsage where the device's law
/// knows no window or dead time that the options ask for.
[[nodiscard]] NeuronChoice neuron_choice(const NeuronOptions& options, int frac_bits);

}  // namespace spinforge::train
