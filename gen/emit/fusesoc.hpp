// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spinforge::emit {

/// What a .core file lists; paths from its own folder.
struct CoreFiles {
  std::vector<std::string> rtl;  ///< in the order of compilation
  std::vector<std::string> memories;
  std::vector<std::string> bench = {};        ///< in the order of compilation
  std::vector<std::string> constraints = {};  ///< of the target; may be none
  std::size_t layers = 0;                     ///< each has golden vectors of its own
  std::vector<std::string> axi_bench = {};    ///< that of sf_axi, where there is one
};

/// The third word of the core's name, spinforge:generated:NAME: the network's, after the prefix of
/// every global name where that is not our own.
[[nodiscard]] std::string fusesoc_name(std::string_view network, std::string_view prefix);

/// Text of sf_core.core, a FuseSoC core description (CAPI2) called `name`, below `header`: the
/// targets lint, sim (the bench on golden vectors), model (the Verilated core as a library) and
/// synth, which is for `target`. With a bench of sf_axi, that is the top of lint, sim and synth,
/// and sim_core is the bench of the core in it.
[[nodiscard]] std::string fusesoc_text(std::string_view name,
                                       std::string_view target,
                                       const CoreFiles& files,
                                       std::string_view header);

}  // namespace spinforge::emit
