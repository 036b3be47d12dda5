// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "gen/directory/inventory.hpp"
#include "gen/emit/names.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// Writes the RTL directory of a network.
namespace spinforge::emit {

/// What `spinforge-gen emit` was asked for.
struct Request {
  std::string network;  ///< directory with network.json and tensors.safetensors
  std::string output;   ///< directory to make
  plan::Options options;
  std::string target = "generic";
  std::string wrapper = {};                 ///< "" or "axi"
  bool thresholds = false;                  ///< see Features
  bool verilog = false;                     ///< also as plain Verilog, which needs Yosys
  std::string name = std::string(kPrefix);  ///< prefix of every global name, see Names
  bool force = false;                       ///< replace whatever stands at `output`
  std::string chip = {};                    ///< file of a chip that the network stands on; "": none
};

struct Result {
  network::Network network;
  plan::Plan plan;
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::vector<std::string> replaced;  ///< files that were added since the directory was emitted
};

/// Makes the golden vectors in bench/vectors, from the network and its plan alone. This library
/// knows no golden model, so it is the tool that brings one.
using Vectors = std::function<std::vector<files::File>(const network::Network&, const plan::Plan&)>;

/// Emits the whole directory or, on any error or interruption, nothing. The bytes depend only on
/// the network's files, the options and the target. Without `vectors` it is as with --no-vectors.
/// A directory that stands at `output` is replaced where directory::require_ours lets it.
/// *Errors*: those of chip::load, plan::make_plan, Names, files::StagedDirectory and
/// directory::require_ours; kUsage for an unknown target or wrapper, or an output that holds the
/// network; kShape for a network that the wrapper has no room for; kTool where Yosys is wanted and
/// missing; kIo.
Result emit(const Request& request, const Vectors& vectors = {});

}  // namespace spinforge::emit
