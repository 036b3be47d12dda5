// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/target.hpp"

/// What a core takes of a part, before anything is synthesised.
namespace spinforge::plan {

/// In the units of Part, counted as spinforge-gen synth counts them.
struct Resources {
  std::int64_t lut = 0;  ///< estimated, see LutFeatures
  double bram = 0.0;     ///< exact for the Yosys it was written after (0.23)
  std::int64_t dsp = 0;  ///< likewise
  friend bool operator==(const Resources&, const Resources&) = default;
};

/// Resources of the core; `dsp` false: multipliers in LUTs, as `synth --no-dsp` has them.
[[nodiscard]] Resources predict_resources(const Target& target,
                                          const network::Network& network,
                                          const Plan& plan,
                                          bool dsp = true);

/// What the LUTs of a core are proportional to. A family has a number of LUTs for one of each.
enum class Feature {
  kCore,        ///< 1
  kLayers,      ///< layers: control, queue of selects, tags
  kWalls,       ///< bits of V of all neuron macros with a wall
  kLeaky,       ///< bits of V of all leaky neuron macros
  kRefractory,  ///< bits of their countdowns
  kDrives,      ///< bits of D of all neuron macros
  kProducts,    ///< bit products of the multipliers that are in LUTs, both operands varying
  kConstants,   ///< bits added by those with a constant operand
  kPieces,      ///< bits added between the pieces of a product in several DSP blocks
  kLanes,       ///< counter bits of all synapse lanes whose adder is in LUTs
  kDrain,       ///< counter bits that are moved on while a block is drained
  kWalk,        ///< words of a window
  kWordBits,    ///< bits of such a word
  kBuffers,     ///< words of the bitmaps
  kBlocks,      ///< blocks that a field may gate
  kSkipped,     ///< those of them that are skipped at each step: of layers with spikes as inputs
  kWindows,     ///< words of all windows of a pooled position
  kPool,        ///< bits of the running values of a pool
  kMemoryMux,   ///< bits multiplexed between rows of block RAM
  kTables,      ///< LUTs that a ROM takes if none is shared
  kLutRam,      ///< cells of LUT RAM
  kRegisters,   ///< bits of memories in flip-flops
  kEncoder,     ///< 1 with rate coding
  kMixers,      ///< hashes for random bits: of noise and of rate coding
  kReadout,     ///< score bits that are compared in one cycle
  kCount
};

inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::kCount);
using LutFeatures = std::array<double, kFeatures>;

[[nodiscard]] LutFeatures lut_features(const Target& target,
                                       const network::Network& network,
                                       const Plan& plan,
                                       bool dsp);

/// LUTs for one of each feature, of the target's family.
[[nodiscard]] const LutFeatures& luts_each(std::string_view target);

}  // namespace spinforge::plan
