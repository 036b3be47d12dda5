// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"

namespace spinforge::harness {

/// The test images that a network is run on.
struct TestSet {
  std::string directory;
  dataset::Images images;
};

/// The t10k split of `directory`, halved for a network of half its size. Without one, networks of
/// Fashion-MNIST's shape use Debian's copy of it, or else the sample that comes with the sources; a
/// network named "mnist-..." needs its directory named. *Errors*: kUsage where there is no default
/// for this network, kShape where the images do not fit it, and those of dataset::load.
[[nodiscard]] TestSet load_test_set(const std::optional<std::string>& directory,
                                    const network::Network& network);

}  // namespace spinforge::harness
