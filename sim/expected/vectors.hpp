// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// What golden and the plan say that a core must do, without any core: the cycles of an image, and
/// the golden vectors of the bench.
namespace spinforge::expected {

/// How many drawn images they hold where nobody asks for others: enough to let one image follow
/// another, and so few that the largest network here is emitted in about a second.
inline constexpr std::uint32_t kDrawnImages = 2;

/// An image, and the number that it is sent with.
struct Image {
  std::uint32_t number;
  std::span<const std::uint8_t> pixels;  ///< as the network's input has them
};

struct Vectors {
  std::vector<files::File> files;  ///< as directory::vector_files() has them
  std::uint64_t updates = 0;       ///< neuron updates
};

/// Runs golden over the images and returns what their core must take, commit and answer, as text
/// that any simulator's $fscanf reads: pixels.hex (with a short and an overlong frame, which the
/// core must drop, before the last image), results.hex and layerK.hex. Formats: rtl/bench/*.sv.
[[nodiscard]] Vectors vectors(const network::Network& network,
                              const plan::Plan& plan,
                              std::span<const Image> images);

/// vectors() of `count` drawn images, numbered from `first` on.
[[nodiscard]] Vectors drawn_vectors(const network::Network& network,
                                    const plan::Plan& plan,
                                    std::uint32_t first = 0,
                                    std::uint32_t count = kDrawnImages);

/// Pixels of an image that needs no data set: pixel p is the highest byte of the random word
/// h(seed, number, 0, 0, p) where its lowest byte is below 64 * (number mod 4 + 1), else 0; so a
/// quarter, a half, three quarters and all of the pixels are drawn in turn. (gen/network/README.md
/// defines h; steps count from 1, so the network itself never draws these words.)
[[nodiscard]] std::vector<std::uint8_t> drawn_image(const network::Network& network,
                                                    std::uint32_t number);

}  // namespace spinforge::expected
