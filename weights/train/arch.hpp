// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "weights/train/net.hpp"

/// The shapes of network that can be trained.
namespace spinforge::train {

/// Names for set_architecture(): fc, csnn, csnn5.
[[nodiscard]] const std::vector<std::string>& architecture_names();

/// Sets widths and convolutions for images of height x width pixels and ten classes.
/// - "fc": `hidden` are the neurons of the hidden layers.
/// - "csnn", "csnn5": `channels` convolutions of 5x5 in a row, padded by 2 (csnn) or 5 (csnn5),
/// each
///   with a pool of 2x2; then the classes.
/// *Errors*: kUsage for another name, kRange where the images are too small.
void set_architecture(Recipe& recipe,
                      std::string_view name,
                      int height,
                      int width,
                      const std::vector<int>& hidden,
                      const std::vector<int>& channels);

}  // namespace spinforge::train
