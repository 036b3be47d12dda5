// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/device/device.hpp"

/// From a device to the integer neuron that stands for it.
namespace spinforge::device {

/// KA and SA of a leak coefficient: the largest SA with round(kappa * 2^SA) < 2^bits, and that
/// product.
struct LeakCode {
  int ka, sa;
};
[[nodiscard]] LeakCode leak_code(double kappa, int bits = 8);

/// A register beside what it stands for.
struct RegisterEntry {
  std::string name;  ///< as in network.json
  int value = 0;
  double exact = 0.0;   ///< what it should be, on the register's own scale
  std::string meaning;  ///< in the device's units
};

struct Registers {
  network::Neuron neuron;      ///< the noise is off
  int field_code = 0;          ///< register set of the field at which the device works
  std::vector<double> fields;  ///< Oe, of each register set of a Hall bar
  /// One step of the law on the scale of a network: u <- u - (kappa*u^2 + b). 0 for a leaky neuron.
  double kappa = 0.0, b = 0.0;
  std::vector<RegisterEntry> entries;
  std::vector<std::string> notes;  ///< what the file does not say, and what was done about it
};

/// The registers at `frac_bits` fractional bits (4 to 16) for steps of the device's `step`.
/// N_RST is the reset's time in steps, rounded, at least 1 where a reset takes time. A Hall bar has
/// a register set for each of the file's register_fields, or of the fields that were measured: its
/// GAIN is the drive relative to the reference field, its gate is off where the field inhibits, and
/// it has the firing range that was measured there, or else that of the field at which the device
/// works. Without `sigma` the range is all from the threshold on. *Errors*: kRange where the file
/// lacks a number that it needs, or a value does not fit.
[[nodiscard]] Registers registers(const Device& device, int frac_bits);

/// Value and error of each, for people.
[[nodiscard]] std::string human_text(const Device& device, const Registers& registers);

/// {"device", "F", "registers": {KEY: value}, "errors": {KEY: {...}}, "register_sets", "notes"}.
[[nodiscard]] std::string json_text(const Device& device, const Registers& registers);

}  // namespace spinforge::device
