// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace spinforge::train {

/// The drive of a network that a current makes in the device of `neuron` (a name or file as for
/// neuron_choice()): `current` in A/m2 for a domain wall, in mA for a Hall bar at the field at
/// which it works. *Errors*: kRange where no current is behind the neuron's drive, or the current
/// drives nothing.
[[nodiscard]] double drive_of_current(const std::string& neuron, double current);

}  // namespace spinforge::train
