// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/directory/directory.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::harness {

/// An emitted directory: its network, its plan, its sources.
struct Design {
  std::string directory;    ///< absolute
  std::string filelist;     ///< name of the list of sources, relative to `directory`
  std::string top;          ///< name of the top module that is driven
  bool is_wrapper = false;  ///< that is the AXI wrapper around the core
  std::string wrapper;      ///< name of the wrapper's top module; "": there is none
  bool thresholds = false;  ///< its thresholds can be written
  std::string
      probe;  ///< source of the module TOP_probe, which is Verilated in the place of TOP; ""
  std::string adapter = directory::kAdapter;  ///< of its model, relative to `directory`
  std::string model_class = "Vsf_core";       ///< which Verilator makes and the adapter uses
  std::string network_hash;                   ///< of network/, as the manifest has it
  std::vector<std::string> sources;           ///< of that list, relative to `directory`
  network::Network network;
  plan::Plan plan;
};

/// Reads manifest.json, `filelist` and network/ of `directory`, and plans the network again with
/// the manifest's lanes. `top` is the core's top module or its wrapper's; "" the core's. The .mem
/// files are not looked at: they belong to the RTL. *Errors*: kIo, kParse for a bad manifest,
/// kShape for lanes that do not fit the network, kRange where network/ is not the network that the
/// RTL was made from, kUsage for a top module that is not there.
[[nodiscard]] Design load_design(const std::string& directory,
                                 const std::string& filelist = directory::kFilelist,
                                 const std::string& top = "");

}  // namespace spinforge::harness
