// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/device/crossbar.hpp"
#include "sim/device/dw_neuron.hpp"
#include "sim/device/hall.hpp"
#include "sim/device/wall.hpp"

/// The paper's devices, from their files, for tests that check what the paper says of them.
namespace spinforge::device::paper {

inline const DwParameters kSetS = dw_parameters(named("dw-s"));
inline const DwParameters kSetP = dw_parameters(named("dw-p"));
inline const DwParameters kSetL = dw_parameters(named("dw-l"));
inline const Mtj kMtj = kSetS.mtj;
inline const WallParameters kWall = kSetS.wall;
inline const Track kWholeTrack{kSetS.track_start, kSetS.track_end};
inline const Hall kExSitu = hall(named("hall-ex-situ"));
inline const std::vector<InSitu> kInSitu = hall(named("hall-in-situ")).fields;

inline InSitu at_field(double field) {
  static const Hall bar = hall(named("hall-in-situ"));
  return in_situ(bar, field);
}

}  // namespace spinforge::device::paper
