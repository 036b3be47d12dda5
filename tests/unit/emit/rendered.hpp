// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "gen/emit/render.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/text.hpp"

namespace spinforge::test {

/// Contents by path.
using Files = std::map<std::string, std::string>;

/// The directory as emitted, manifest.json left out.
[[nodiscard]] inline Files rendered(const network::Network& network,
                                    const plan::Options& options,
                                    const emit::Identity& identity = {
                                        "hash", "generic", "command"}) {
  Files out;
  for (const emit::File& file :
       emit::render(network, plan::make_plan(network, options), identity)) {
    out[file.path] = file.content;
  }
  return out;
}

/// "spinforge-gen emit --wrapper axi".
[[nodiscard]] inline Files rendered_axi(const network::Network& network,
                                        const plan::Options& options,
                                        const std::string& target = "generic") {
  return rendered(network, options, {"0123abcd", target, "command", {.axi = true}});
}

}  // namespace spinforge::test
