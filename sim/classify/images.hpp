// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"

namespace spinforge::classify {

/// What --dataset is, in the help of the tools that have it.
inline constexpr const char* kDatasetHelp =
    "directory with t10k-images-idx3-ubyte or -idx4-ubyte and t10k-labels-idx1-ubyte, plain\n"
    "or .gz; images of twice the network's height and width are halved (means of 2x2 pixels,\n"
    "by channel); default: Fashion-MNIST, where it fits";

/// The test images that a network is run on.
struct TestSet {
  std::string directory;
  dataset::Images images;
  /// Sentences for people: what was done to the images, what the data lacks.
  std::vector<std::string> notes;
};

/// The t10k split of `directory`, halved for a network of half its size. Without one, networks of
/// Fashion-MNIST's shape use Debian's copy of it, or else the sample that comes with the sources; a
/// network named "mnist-..." needs its directory named. *Errors*: kUsage where there is no default
/// for this network, kShape where the images do not fit it or a label is none of its classes, and
/// those of dataset::load.
[[nodiscard]] TestSet load_test_set(const std::optional<std::string>& directory,
                                    const network::Network& network,
                                    dataset::Labels labels = dataset::Labels::kOptional);

/// Refuses images first..first + count - 1 where they are not all in the set.
/// *Errors*: kUsage, naming --first or --images.
void require_images(const TestSet& set, std::uint64_t first, std::uint64_t count);

/// The notes as lines on standard error, behind the tool's name.
void print_notes(const std::vector<std::string>& notes);

}  // namespace spinforge::classify
