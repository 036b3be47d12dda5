// SPDX-License-Identifier: Apache-2.0
#include "sim/classify/images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/dataset/sample.hpp"

namespace spinforge::classify {

namespace fs = std::filesystem;

namespace {

constexpr const char* kDebian = "/usr/share/datasets/fashion-mnist";

/// Where Fashion-MNIST may lie, the first that is there counts.
std::vector<std::string> default_directories() { return {kDebian, dataset::sample_directory()}; }

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
  for (const std::string& directory : default_directories()) {
    if (fs::exists(directory)) return directory;
  }
  return kDebian;  // loading it says what to install
}

std::string dimensions(int height, int width, int channels) {
  return channels == 1 ? fmt::format("{} x {}", height, width)
                       : fmt::format("{} x {} x {}", height, width, channels);
}

std::string dimensions(const dataset::Images& images) {
  return dimensions(images.height, images.width, images.channels);
}

[[noreturn]] void refuse_shape(const TestSet& set, const network::Network& network) {
  const network::Input& in = network.input;
  const dataset::Images& got = set.images;
  const bool first =
      got.height == in.channels && got.width == in.height && got.channels == in.width;
  throw Error(ErrorCode::kShape,
              set.directory,
              fmt::format("images do not fit network '{}'; expected {} pixels, got {}; {}",
                          network.name,
                          dimensions(in.height, in.width, in.channels),
                          dimensions(got),
                          first ? "write them with their channels last, [images][rows][columns]"
                                  "[channels]"
                                : "choose its own data set"));
}

/// Every label must be a class of the network. Fewer classes in the data are allowed, but told.
void check_labels(TestSet& set, const network::Network& network) {
  const std::vector<std::uint8_t>& labels = set.images.labels;
  if (labels.empty()) {
    set.notes.push_back(fmt::format("{} has no {}: no accuracy is given",
                                    set.directory,
                                    dataset::labels_file(dataset::Split::kTest)));
    return;
  }
  const int classes = network.layers.back().outputs;
  const auto bad = std::find_if(
      labels.begin(), labels.end(), [&](std::uint8_t label) { return label >= classes; });
  if (bad != labels.end()) {
    throw Error(
        ErrorCode::kShape,
        (fs::path(set.directory) / dataset::labels_file(dataset::Split::kTest)).string(),
        fmt::format("does not belong to network '{}', which has {} classes; expected labels "
                    "0..{}, got {} at image {}; choose its own data set",
                    network.name,
                    classes,
                    classes - 1,
                    *bad,
                    bad - labels.begin()));
  }
  const int most = *std::max_element(labels.begin(), labels.end()) + 1;
  if (most == classes) return;
  set.notes.push_back(fmt::format("{} has labels 0..{} only, network '{}' has {} classes",
                                  set.directory,
                                  most - 1,
                                  network.name,
                                  classes));
}

}  // namespace

const dataset::Images& Sets::read(const std::string& directory, dataset::Labels labels) {
  const std::pair key(directory, labels);
  const auto known = sets_.find(key);
  if (known != sets_.end()) return known->second;
  return sets_.emplace(key, dataset::load(directory, dataset::Split::kTest, labels)).first->second;
}

TestSet load_test_set(const std::optional<std::string>& directory,
                      const network::Network& network,
                      dataset::Labels labels) {
  Sets once;
  return load_test_set(directory, network, labels, once);
}

TestSet load_test_set(const std::optional<std::string>& directory,
                      const network::Network& network,
                      dataset::Labels labels,
                      Sets& sets) {
  TestSet set;
  set.directory = directory ? *directory : default_directory(network);
  const network::Input& in = network.input;
  const dataset::Images& images = sets.read(set.directory, labels);
  const int height = images.height;
  set.images = dataset::sized_for(images, in.height, in.width, in.channels);
  const dataset::Images& got = set.images;
  if (got.height != in.height || got.width != in.width || got.channels != in.channels) {
    refuse_shape(set, network);
  }
  if (got.height != height) {
    set.notes.push_back(
        fmt::format("images of {} halved to {} for network '{}': means of 2 x 2 "
                    "pixels",
                    set.directory,
                    dimensions(got),
                    network.name));
  }
  if (labels != dataset::Labels::kUnused) check_labels(set, network);
  return set;
}

std::vector<std::string> files_of(const Selection& selection) {
  std::vector<std::string> out;
  for (const std::string& directory :
       selection.dataset ? std::vector{*selection.dataset} : default_directories()) {
    std::ranges::move(dataset::files_of(directory), std::back_inserter(out));
  }
  return out;
}

void require_images(const TestSet& set, std::uint64_t first, std::uint64_t count) {
  const std::uint64_t available = set.images.count;
  if (first >= available) {
    throw Error(
        ErrorCode::kUsage,
        "--first",
        fmt::format("beyond the data set; expected 0..{}, got {}; lower it", available - 1, first));
  }
  if (count >= 1 && count <= available - first) return;
  throw Error(
      ErrorCode::kUsage,
      "--images",
      fmt::format(
          "beyond the data set; expected 1..{}, got {}; lower it", available - first, count));
}

TestSet select_images(const Selection& selection,
                      const network::Network& network,
                      dataset::Labels labels) {
  Sets once;
  return select_images(selection, network, labels, once);
}

TestSet select_images(const Selection& selection,
                      const network::Network& network,
                      dataset::Labels labels,
                      Sets& sets) {
  TestSet set = load_test_set(selection.dataset, network, labels, sets);
  const std::size_t rest =
      set.images.count - std::min<std::size_t>(selection.first, set.images.count);
  set.first = selection.first;
  set.count = selection.images.value_or(static_cast<std::uint32_t>(rest));
  require_images(set, set.first, set.count);
  return set;
}

}  // namespace spinforge::classify
