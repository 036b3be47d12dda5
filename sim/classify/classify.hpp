// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/classify/images.hpp"
#include "sim/golden/golden.hpp"

/// Test images through the golden model.
namespace spinforge::classify {

/// What is done with an image: `image` is its index in the data set. Calls come from several
/// threads at once, each with a golden model of its own and a number below workers().
using Look = std::function<void(golden::Golden& model, std::uint32_t image, unsigned worker)>;

/// Called with the number of images that are finished or under way, from the calling thread.
using OnProgress = std::function<void(std::size_t done)>;

/// Threads that each_image() uses where it is asked for so many; 0 is a thread for each core.
[[nodiscard]] unsigned workers(unsigned threads);

/// Looks at images first..first + count - 1, in order where `threads` is 1 (then in the calling
/// thread); see workers(). *Errors*: those of `look`, which end it.
void each_image(const network::Network& network,
                std::uint32_t first,
                std::size_t count,
                unsigned threads,
                const Look& look,
                const OnProgress& on_progress = {});
/// The same with golden models of all `chips` of a network.
void each_image(std::span<const network::Network> chips,
                std::uint32_t first,
                std::size_t count,
                unsigned threads,
                const Look& look,
                const OnProgress& on_progress = {});

/// Spikes of a layer in an image.
[[nodiscard]] std::uint64_t count_spikes(const golden::LayerTrace& layer);

/// The share of the chosen images of `set` whose class is their label; none without labels.
/// *Shape* [count]
[[nodiscard]] std::optional<double> accuracy(const TestSet& set, const std::vector<int>& classes);

/// "accuracy 89.76 %" or "no labels".
[[nodiscard]] std::string accuracy_text(const std::optional<double>& accuracy);

/// What the golden model did with the chosen images of a set.
struct Outcome {
  std::string network, dataset;
  std::uint32_t first = 0;                         ///< index of the first image
  std::vector<int> predictions;                    ///< *Shape* [images]
  std::vector<std::vector<std::uint16_t>> counts;  ///< *Shape* [images][classes]
  std::vector<std::uint8_t> labels;                ///< of these images, or empty
  std::optional<double> accuracy;
  std::vector<int> neurons;             ///< of each layer
  std::vector<double> spikes_per_step;  ///< of each layer, mean
  std::uint64_t commits = 0;
  double wall_s = 0;  ///< of Golden::run alone
};

/// One image after the other. Every commit is written to the file `commits` (CommitsFile) where
/// that is not "".
[[nodiscard]] Outcome run(const network::Network& network,
                          const TestSet& set,
                          const std::string& commits,
                          bool quiet);

/// Accuracy and spikes; image by image where there are few.
[[nodiscard]] std::string table_text(const Outcome& outcome);
/// sim/classify/README.md lists the keys.
[[nodiscard]] std::string json_text(const Outcome& outcome);

}  // namespace spinforge::classify
