// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/target.hpp"

/// What a core takes of a part, before anything is synthesised.
namespace spinforge::plan {

/// In the units of Part, counted as spinforge-gen synth counts them.
struct Resources {
  std::int64_t lut = 0;  ///< estimated, see Feature
  double bram = 0.0;     ///< exact for the Yosys it was written after (0.23)
  std::int64_t dsp = 0;  ///< likewise
  friend bool operator==(const Resources&, const Resources&) = default;
};

/// Resources of the core; `dsp` false: multipliers in LUTs, as `synth --no-dsp` has them.
[[nodiscard]] Resources predict_resources(const Target& target,
                                          const network::Network& network,
                                          const Plan& plan,
                                          bool dsp = true);

[[nodiscard]] LutFeatures lut_features(const Target& target,
                                       const network::Network& network,
                                       const Plan& plan,
                                       bool dsp);

}  // namespace spinforge::plan
