// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/images.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/dataset/sample.hpp"

namespace spinforge::harness {

namespace {

constexpr const char* kDebian = "/usr/share/datasets/fashion-mnist";

std::string default_directory(const network::Network& network) {
  const network::Input& input = network.input;
  const bool whole = input.height == 28 && input.width == 28;
  const bool half = input.height == 14 && input.width == 14;
  const bool fits = (whole || half) && input.channels == 1;
  if (!fits || network.name.starts_with("mnist")) {
    throw Error(ErrorCode::kUsage,
                "--dataset",
                fmt::format("no default for network '{}'; expected a directory with its IDX files, "
                            "got none; give one",
                            network.name));
  }
  for (const std::string& directory : {std::string(kDebian), dataset::sample_directory()}) {
    if (std::filesystem::exists(directory)) return directory;
  }
  return kDebian;  // loading it says what to install
}

}  // namespace

TestSet load_test_set(const std::optional<std::string>& directory,
                      const network::Network& network) {
  TestSet set;
  set.directory = directory ? *directory : default_directory(network);
  const network::Input& input = network.input;
  set.images = dataset::sized_for(dataset::load(set.directory, dataset::Split::kTest),
                                  input.height,
                                  input.width * input.channels);
  if (set.images.height == input.height && set.images.width == input.width * input.channels) {
    return set;
  }
  throw Error(ErrorCode::kShape,
              set.directory,
              fmt::format("images do not fit network '{}'; expected {} x {} pixels, got {} x {}; "
                          "choose its own data set",
                          network.name,
                          input.height,
                          input.width * input.channels,
                          set.images.height,
                          set.images.width));
}

}  // namespace spinforge::harness
