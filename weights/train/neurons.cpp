// SPDX-License-Identifier: Apache-2.0
#include "weights/train/neurons.hpp"

#include <cmath>
#include <functional>
#include <map>

#include "sim/device/registers.hpp"

namespace spinforge::train {
namespace {

/// The names that the options and the committed networks have used from the start.
const std::map<std::string, std::string, std::less<>> kShort{{"dw", "dw-s"},
                                                             {"hall180", "hall-in-situ-180"},
                                                             {"hall200", "hall-in-situ-200"},
                                                             {"hall220", "hall-in-situ-220"}};

constexpr double kUnityGain = 128.0;

}  // namespace

std::vector<std::string> neuron_names() {
  std::vector<std::string> names = device::device_names();
  for (const auto& [name, device] : kShort) names.push_back(name);
  return names;
}

NeuronChoice neuron_choice(const std::string& name, int frac_bits) {
  const auto found = kShort.find(name);
  const device::Device device = device::load_device(found == kShort.end() ? name : found->second);
  const device::Registers registers = device::registers(device, frac_bits);
  NeuronChoice choice;
  choice.neuron = registers.neuron;
  choice.field_code = registers.field_code;
  choice.neuron.refractory = 0;  // training does not know of a reset that takes time
  Cell& cell = choice.cell;
  if (device.law == device::Law::kLeaky) {
    cell.law = Law::kLeaky;
    cell.beta = static_cast<float>(device.number("beta"));
    cell.threshold = static_cast<float>(device.number("threshold"));
    return choice;
  }
  const network::FieldRegisters& set =
      choice.neuron.fields[static_cast<std::size_t>(choice.field_code)];
  if (choice.neuron.has_gain) choice.drive_scale = kUnityGain / set.gain;
  cell.kappa = static_cast<float>(registers.kappa);
  cell.b = static_cast<float>(registers.b);
  cell.threshold = std::ldexp(static_cast<float>(set.th_lo), -frac_bits);
  return choice;
}

}  // namespace spinforge::train
