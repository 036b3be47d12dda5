// SPDX-License-Identifier: Apache-2.0
#include "sim/device/of_network.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "gen/base/error.hpp"

namespace spinforge::device {

const Device* device_of_neuron(std::string_view neuron, std::string_view law) {
  for (const std::string& name : device_names()) {
    const Device& device = named(name);
    if (device.neuron == neuron && name_of(device.law) == law) return &device;
  }
  return nullptr;
}

std::vector<const Device*> devices_of(const network::Network& network,
                                      const std::vector<Device>& chosen) {
  std::vector<const Device*> out;
  std::vector<bool> used(chosen.size(), false);
  for (const network::Layer& layer : network.layers) {
    const network::Neuron& neuron = network.neuron_of(layer);
    const Device* found = nullptr;
    for (std::size_t i = 0; i < chosen.size() && found == nullptr; ++i) {
      if (chosen[i].neuron != neuron.name || name_of(chosen[i].law) != neuron.model) continue;
      found = &chosen[i];
      used[i] = true;
    }
    if (found == nullptr) found = device_of_neuron(neuron.name, neuron.model);
    if (found != nullptr && found->law == Law::kLeaky) found = nullptr;
    out.push_back(found);
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (used[i]) continue;
    std::set<std::string> names;
    for (const network::Layer& layer : network.layers) {
      const network::Neuron& neuron = network.neuron_of(layer);
      names.insert(fmt::format("{} ({})", neuron.name, neuron.model));
    }
    throw Error(ErrorCode::kUsage,
                "--device",
                fmt::format("{} is neuron {} ({}), which no layer has; expected {}; give the file "
                            "that the network was trained with",
                            chosen[i].name,
                            chosen[i].neuron,
                            name_of(chosen[i].law),
                            fmt::join(names, ", ")));
  }
  return out;
}

}  // namespace spinforge::device
