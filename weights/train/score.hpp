// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "weights/train/net.hpp"

/// How well a network does, in real and in integer arithmetic.
namespace spinforge::train {

/// Images [first, first + count) in [0, 1]. *Shape* [count][height][width].
[[nodiscard]] std::vector<float> real_pixels(const dataset::Images& images,
                                             std::size_t first,
                                             std::size_t count);

/// Loss and accuracy over images [first, last), without augmentation.
[[nodiscard]] Outcome score(Net& net,
                            const dataset::Images& images,
                            std::size_t first,
                            std::size_t last);

/// Accuracy in real and in integer arithmetic, and the spike rates, over images [first, last).
[[nodiscard]] nlohmann::json assess(Net& net,
                                    const network::Network& integers,
                                    const dataset::Images& images,
                                    std::size_t first,
                                    std::size_t last);

/// The same of the images that were learned ("train"), of a convolutional network the first of
/// them, and of the last `validation`, which were held out ("validation").
[[nodiscard]] nlohmann::json assess_training(Net& net,
                                             const network::Network& integers,
                                             const dataset::Images& images,
                                             std::size_t validation);

}  // namespace spinforge::train
