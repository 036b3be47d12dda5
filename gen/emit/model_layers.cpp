// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include "gen/sv/text.hpp"

namespace spinforge::emit {

std::string model_layers_text(const Core& core) {
  std::string layers;
  for (std::size_t k = 0; k < core.plan.layers.size(); ++k) {
    const plan::LayerPlan& plan = core.plan.layers[k];
    const network::Neuron& neuron = core.network.neuron_of(core.network.layers[k]);
    layers += fmt::format(" \\\n  X({}, {}, {}, {})",
                          k + 1,
                          plan.neuron_lanes,
                          network::potential_bits(neuron),
                          plan.drive_bits);
  }
  const Features& features = core.identity.features;
  return sv::comment(core.header("What the network decides of the C interface of its model.")) +
         fmt::format(
             "#pragma once\n\n"
             "#define SF_LAYERS {}\n"
             "// Number, neuron lanes, bits of V, bits of D.\n"
             "#define SF_FOR_LAYERS(X){}\n"
             "#define SF_MASK_BITS {}     // of cfg_mask_i\n"
             "#define SF_PIXELS_PER_BEAT {}\n"
             "#define SF_THRESHOLDS {}    // 1: the core has the ports that write them\n"
             "#define SF_MEMORY_CHECK {}  // 1: the core has the ports that read its memories\n",
             core.plan.layers.size(),
             layers,
             core.plan.mask_bits(),
             core.plan.pixels_per_beat,
             features.thresholds ? 1 : 0,
             features.axi ? 1 : 0) +
         (core.plan.layers.front().parity ? "#define SF_PARITY 1        // it has parity_error_o\n"
                                          : "");
}

}  // namespace spinforge::emit
