// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/emit/manifest.hpp"
#include "gen/emit/package.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// An empty module whose parameter MemDir is where the memory images are.
[[nodiscard]] sv::Module module_with_memories(std::string_view name);

/// What is emitted: a network, its plan, and what every file of the directory is made from.
struct Core {
  const network::Network& network;
  const plan::Plan& plan;
  const Identity& identity;
  Memories memories;
  Constants constants;  ///< the package sf_core_pkg
  /// The top module sf_core:
  ///
  ///     module sf_core #(parameter MemDir = "mem/") (clock, pixels, results, status, commits);
  ///       sf_pixel_buffer
  ///       [rate coding: sf_rate_encoder, sf_spike_buffer]
  ///       sf_layer
  ///       sf_spike_buffer, sf_layer      for each further layer
  ///       sf_readout
  ///     endmodule
  sv::Module module;

  /// Keeps references to all three.
  Core(const network::Network& network, const plan::Plan& plan, const Identity& identity);

  /// What stands at the head of a file: its purpose, and where it is from.
  [[nodiscard]] std::string header(std::string_view purpose) const;
};

}  // namespace spinforge::emit
