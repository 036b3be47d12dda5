// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>

#include "gen/dataset/dataset.hpp"
#include "tests/support.hpp"
#include "tests/support/ties.hpp"

using namespace spinforge;

TEST_CASE("two images of ties at least turn on each bit of the potentials") {
  for (const std::string name : {"fmnist-fc196-dw", "fmnist-fc-hall180", "fmnist-fc-leaky"}) {
    INFO(name);
    const network::Network network = network::load(test::source("weights/models/" + name));
    const dataset::Images images = dataset::load(test::source("weights/data/ties/" + name),
                                                 dataset::Split::kTest,
                                                 dataset::Labels::kOptional);
    golden::Golden golden(network);
    std::map<int, int> images_of;  // by bit
    for (std::size_t i = 0; i < images.count; ++i) {
      const auto decide = test::deciding_bits(network, golden.run(images.image(i), 0));
      CHECK(!decide.empty());
      for (const int bit : decide) ++images_of[bit];
    }
    for (int bit = 0; bit < test::potential_bits(network); ++bit) CHECK(images_of[bit] >= 2);
  }
}
