// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/device/protocol.hpp"

/// From physics to registers: the double-precision devices and the integer neuron under the same
/// stimulus, step by step.
namespace spinforge::chain {

/// One stimulus of one device. The integer neuron's full scale is `unit` times the device's state.
struct Stimulus {
  std::string name;
  double kappa;               ///< leak coefficient on the integer scale
  double offset;              ///< constant leak per step on the integer scale
  double threshold;           ///< on the integer scale
  double low;                 ///< lower clip on the integer scale, 0 or -2
  std::vector<double> drive;  ///< one per step, on the integer scale
  /// The device on its own scale, from sim/device: (state, drive, share of a step) -> state. The
  /// drive comes on the integer scale; unit undoes it.
  std::function<double(double, double, double)> device;
  double unit;
  /// Upper end of a closed window on the integer scale: beyond it nothing fires.
  std::optional<double> high{};
  double dead_time = 0.0;  ///< steps that the device's reset takes; N_RST is the nearest whole
};

/// Stimuli under which the device takes the integer neuron's own steps, so that only the rounding
/// to integers differs: set S under 6 continuous currents and set P under 4 trains; the Hall bar ex
/// situ at the 5 points whose amplitude the paper quotes and in situ at 3 fields, in slots; set S
/// under random signed drives; in situ at 3 fields in cycles, the step of networks; set S and the
/// Hall bar with dead time; in situ at 3 fields with a closed window under random drives. 200 steps
/// each, with reset at the threshold.
[[nodiscard]] std::vector<Stimulus> stimuli();

/// The same with the device as it is and the integer neuron in its steps: the exact flow of sets S
/// and P, S with its reset pulse of 2.15 ns against N_RST = 2, five slots of the Hall bar against
/// one cycle, alone and with its dead time. The comparator looks at the end of each step.
[[nodiscard]] std::vector<Stimulus> exact_stimuli();

/// Registers of the neuron for a stimulus at `frac_bits` fractional bits (W = frac_bits + 2).
[[nodiscard]] network::Neuron registers(const Stimulus& stimulus, int frac_bits);

struct Comparison {
  std::string name;
  double max_error = 0.0;  ///< of V before the reset, up to the first spike of either side
  int first_device = 0;    ///< step of the first spike, from 1; 0 = none
  int first_integer = 0;
  int spikes_device = 0;  ///< over the whole stimulus
  int spikes_integer = 0;
};

/// Runs both sides: the device from sim/device, the integer neuron by golden::step_wall with the
/// drive rounded to frac_bits.
[[nodiscard]] Comparison compare(const Stimulus& stimulus, int frac_bits);

/// Worst case over all stimuli.
struct Summary {
  double max_error = 0.0;
  int worst_shift = 0;   ///< steps between the first spikes, where both fire
  int equal_counts = 0;  ///< stimuli with the same number of spikes
  int stimuli = 0;
};
[[nodiscard]] Summary summarise(std::span<const Comparison> comparisons);

/// Protocols `chain integer` and `chain exact`, in the form of the device protocols.
[[nodiscard]] std::vector<device::Protocol> chain_protocols();

}  // namespace spinforge::chain
