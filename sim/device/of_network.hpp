// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gen/network/network.hpp"
#include "sim/device/device.hpp"

/// The devices that a network's neurons stand for.
namespace spinforge::device {

/// The device of each layer's neuron: the one of `chosen` whose neuron has its name, else the
/// embedded one; null where there is none (leaky neurons have none).
/// *Errors*: kUsage for one of `chosen` that no layer's neuron is, or whose registers at the
/// network's F are not the neuron's (KA, SA, BE, and of every field code its field, GATE_EN, GAIN
/// and thresholds); those of registers().
[[nodiscard]] std::vector<const Device*> devices_of(const network::Network& network,
                                                    const std::vector<Device>& chosen);

}  // namespace spinforge::device
