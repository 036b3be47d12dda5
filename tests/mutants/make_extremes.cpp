// SPDX-License-Identifier: Apache-2.0
// make_extremes NETWORK DIR: writes into DIR the images that drive neurons of NETWORK's first
// layer, which is dense, furthest. The same bytes each time; ../../weights/data/extremes/README.md
// says what for.
#include <algorithm>

#include "gen/base/tool.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support/idx.hpp"

using namespace spinforge;

namespace {

constexpr std::size_t kOfEachSign = 8;

/// An image and what it drives the neuron with that it is made for.
struct Extreme {
  std::vector<std::uint8_t> pixels;
  std::int32_t drive = 0;
};

/// As bright as can be where the neuron's weight has that sign, dark elsewhere.
std::vector<std::uint8_t> bright(const network::Layer& layer, int neuron, bool positive) {
  std::vector<std::uint8_t> pixels;
  const auto first = layer.weights.begin() + static_cast<std::ptrdiff_t>(neuron) * layer.inputs;
  std::transform(first, first + layer.inputs, std::back_inserter(pixels), [&](int weight) {
    return static_cast<std::uint8_t>((positive ? weight > 0 : weight < 0) ? 255 : 0);
  });
  return pixels;
}

int make(const std::string& directory, const std::string& out) {
  const network::Network network = network::load(directory);
  const network::Layer& layer = network.layers.front();
  if (layer.conv)
    throw Error(ErrorCode::kUsage, directory, "expected a dense first layer, got a convolution");
  golden::Golden golden(network);
  std::vector<Extreme> all;
  for (int neuron = 0; neuron < layer.outputs; ++neuron) {
    for (const bool positive : {false, true}) {
      Extreme one{bright(layer, neuron, positive)};
      one.drive = golden.run(one.pixels, 0).layers.front().drive[static_cast<std::size_t>(neuron)];
      all.push_back(std::move(one));
    }
  }
  std::stable_sort(
      all.begin(), all.end(), [](const Extreme& a, const Extreme& b) { return a.drive < b.drive; });
  if (all.size() > 2 * kOfEachSign) all.erase(all.begin() + kOfEachSign, all.end() - kOfEachSign);
  dataset::Images images;
  images.count = all.size();
  images.height = network.input.height;
  images.width = network.input.width;
  for (const Extreme& one : all)
    images.pixels.insert(images.pixels.end(), one.pixels.begin(), one.pixels.end());
  test::save_images(images, out);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  return tool::run("make_extremes", count, words, [&] {
    if (count != 3) throw Error(ErrorCode::kUsage, "make_extremes", "expected NETWORK and DIR");
    return make(words[1], words[2]);
  });
}
