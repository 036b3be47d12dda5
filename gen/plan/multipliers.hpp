// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/target.hpp"

/// The multipliers of a core and the DSP blocks that Yosys gives them.
namespace spinforge::plan {

/// Operands of a multiplication as they are left after trimming. A constant power of two is none.
struct Multiplier {
  std::string name;  ///< for people: "layer 1 lanes"
  int a = 0, b = 0;  ///< bits of the operands
  int product = 0;   ///< bits of the product that are used
  bool is_signed = true;
  int count = 1;
  std::int64_t constant = 0;  ///< the value of `b` where it is one; 0: both operands vary
};

/// Every multiplication of the core that is not one by a power of two.
[[nodiscard]] std::vector<Multiplier> multipliers(const network::Network& network,
                                                  const Plan& plan);

/// DSP blocks of one such multiplier: wide ones are cut into pieces, and pieces too small for a
/// block go into LUTs.
[[nodiscard]] int dsp_blocks(const DspBlock& block, const Multiplier& multiplier);

}  // namespace spinforge::plan
