// SPDX-License-Identifier: Apache-2.0
#include "sim/expected/timing.hpp"

#include <algorithm>
#include <vector>

namespace spinforge::expected {

plan::Work work_of(const network::Network& network,
                   const plan::Plan& plan,
                   std::span<const std::uint8_t> pixels,
                   const golden::Trace& trace) {
  plan::Activity activity{.pixels = pixels, .spikes = {}, .input_spikes = trace.input_spikes};
  std::vector<std::vector<std::uint8_t>> enabled;
  bool gated = false;
  for (const golden::LayerTrace& layer : trace.layers) {
    activity.spikes.emplace_back(layer.spike);
    std::vector<std::uint8_t>& row = enabled.emplace_back(layer.flags.size());
    std::transform(layer.flags.begin(), layer.flags.end(), row.begin(), [](std::uint8_t flags) {
      return flags & golden::kCommitted;
    });
    gated = gated || std::find(row.begin(), row.end(), 0) != row.end();
  }
  if (gated) activity.enabled.assign(enabled.begin(), enabled.end());
  return {network, plan, activity};
}

plan::Timing predict(const network::Network& network,
                     const plan::Plan& plan,
                     std::span<const std::uint8_t> pixels,
                     const golden::Trace& trace) {
  return plan::Stream(network, plan).next(work_of(network, plan, pixels, trace));
}

}  // namespace spinforge::expected
