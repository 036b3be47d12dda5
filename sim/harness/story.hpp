// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "rtl/model/model_abi.h"
#include "sim/golden/golden.hpp"
#include "sim/harness/record.hpp"

/// What went wrong, for people.
namespace spinforge::harness {

/// The update of the mismatch's neuron in `commit`, beside that of the golden `trace` of its layer;
/// none where that neuron or step is not in the commit.
[[nodiscard]] std::vector<Update> update_of(const Mismatch& mismatch,
                                            const network::Network& network,
                                            const golden::LayerTrace& trace,
                                            const SfCommit& commit);

/// The first mismatch in a few lines: where, which field, the neuron's values on both sides, the
/// last commits before it. `label` is the image's, -1 where it is not known.
[[nodiscard]] std::string story(const Mismatch& mismatch, int label = -1);
[[nodiscard]] std::string story(const TimingDifference& difference);

}  // namespace spinforge::harness
