// SPDX-License-Identifier: Apache-2.0
#include "weights/train/neurons.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "gen/base/error.hpp"
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

device::Device device_of(const std::string& neuron) {
  const auto found = kShort.find(neuron);
  return device::load_device(found == kShort.end() ? neuron : found->second);
}

NeuronChoice neuron_choice(const NeuronOptions& options, int frac_bits) {
  const device::Device device = device_of(options.device);
  const device::Registers registers = device::registers(device, frac_bits);
  NeuronChoice choice;
  choice.neuron = registers.neuron;
  choice.field_code = registers.field_code;
  choice.notes = registers.notes;
  Cell& cell = choice.cell;
  if (device.law == device::Law::kLeaky) {
    if (options.closed || options.dead_steps.value_or(0) != 0) {
      throw Error(ErrorCode::kUsage,
                  options.closed ? "--window" : "--dead-steps",
                  fmt::format("the law of {} has neither a range nor a reset that takes time; "
                              "leave it out, or take a device of the law dw or hall",
                              options.device));
    }
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
  const auto real = [&](int potential) {
    return std::ldexp(static_cast<float>(potential), -frac_bits);
  };
  cell.threshold = real(set.th_lo);
  if (options.dead_steps) {  // what the device's file lacks for it is not missed
    choice.neuron.refractory = *options.dead_steps;
    std::erase_if(choice.notes,
                  [](const std::string& note) { return note.find("N_RST") != std::string::npos; });
  }
  cell.dead_steps = choice.neuron.refractory;
  choice.neuron.closed = options.closed;
  if (options.closed) {
    cell.threshold_hi = real(set.th_hi);
  } else {
    cell.u_max = std::numeric_limits<float>::infinity();
  }
  return choice;
}

}  // namespace spinforge::train
