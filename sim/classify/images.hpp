// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"

namespace spinforge::classify {

/// Which test images a command runs.
struct Selection {
  std::optional<std::string> dataset{};   ///< directory; absent: see load_test_set
  std::optional<std::uint32_t> images{};  ///< how many; absent: all from `first` on
  std::uint32_t first = 0;                ///< index of the first one
};

/// Test images as they lie in directories, each read once: for whoever runs many networks on them.
class Sets {
 public:
  /// *Errors*: those of dataset::load.
  [[nodiscard]] const dataset::Images& read(const std::string& directory, dataset::Labels labels);

 private:
  std::map<std::pair<std::string, dataset::Labels>, dataset::Images> sets_;
};

/// The test images that a network is run on.
struct TestSet {
  std::string directory;
  dataset::Images images;
  /// Sentences for people: what was done to the images, what the data lacks.
  std::vector<std::string> notes;
  std::uint32_t first = 0, count = 0;  ///< those that select_images() chose
};

/// The t10k split of `directory`, halved for a network of half its size. Without one, networks of
/// Fashion-MNIST's shape use Debian's copy of it, or else the sample that comes with the sources; a
/// network named "mnist-..." needs its directory named. *Errors*: kUsage where there is no default
/// for this network, kShape where the images do not fit it or a label is none of its classes, and
/// those of dataset::load.
[[nodiscard]] TestSet load_test_set(const std::optional<std::string>& directory,
                                    const network::Network& network,
                                    dataset::Labels labels = dataset::Labels::kOptional);
[[nodiscard]] TestSet load_test_set(const std::optional<std::string>& directory,
                                    const network::Network& network,
                                    dataset::Labels labels,
                                    Sets& sets);

/// The files of data sets that a run of `selection` may read, those that are there.
[[nodiscard]] std::vector<std::string> files_of(const Selection& selection);

/// Refuses images first..first + count - 1 where they are not all in the set.
/// *Errors*: kUsage, naming --first or --images.
void require_images(const TestSet& set, std::uint64_t first, std::uint64_t count);

/// load_test_set() of the data set that `selection` names, and the images of it to run.
/// *Errors*: also those of require_images.
[[nodiscard]] TestSet select_images(const Selection& selection,
                                    const network::Network& network,
                                    dataset::Labels labels = dataset::Labels::kOptional);
[[nodiscard]] TestSet select_images(const Selection& selection,
                                    const network::Network& network,
                                    dataset::Labels labels,
                                    Sets& sets);

}  // namespace spinforge::classify
