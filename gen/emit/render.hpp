// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/emit/manifest.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

/// A file of the emitted directory; the path is relative to it.
struct File {
  std::string path;
  std::string content;
};

/// Everything that follows from the network, the plan and the command line: the whole directory but
/// for network/, which is copied. A pure function; sorted by path, manifest.json included (it lists
/// network/ too).
[[nodiscard]] std::vector<File> render(const network::Network& network,
                                       const plan::Plan& plan,
                                       const Identity& identity);

/// Names of the macros that a core of this network is made of, dependencies first.
[[nodiscard]] std::vector<std::string> macros_of(const network::Network& network);

}  // namespace spinforge::emit
