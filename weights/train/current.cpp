// SPDX-License-Identifier: Apache-2.0
#include "weights/train/current.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/quantize/quantize.hpp"
#include "sim/device/of_network.hpp"
#include "sim/device/writing.hpp"
#include "weights/train/neurons.hpp"

namespace spinforge::train {

double drive_of_current(const std::string& neuron, double current) {
  const NeuronChoice choice = neuron_choice({.device = neuron}, quantize::Options().frac_bits);
  // A short name is none of a device: its neuron's name says which it is.
  const std::vector<std::string> shorts = neuron_names();
  const std::vector<std::string> devices = device::device_names();
  const auto in = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), neuron) != names.end();
  };
  const device::Device* const ours =
      in(shorts) && !in(devices) ? device::device_of_neuron(choice.neuron.name, choice.neuron.model)
                                 : nullptr;
  const device::Device device = ours != nullptr ? *ours : device::load_device(neuron);
  const device::Writing writing(device, static_cast<std::size_t>(choice.field_code));
  const double drive = writing.drive_of(current);
  if (drive > 0.0) return drive;
  throw Error(ErrorCode::kRange,
              "--max-current",
              fmt::format("drives nothing; expected more than {:.4g} {}, got {:g}",
                          writing.strength(1e-9),
                          writing.unit(),
                          current));
}

}  // namespace spinforge::train
