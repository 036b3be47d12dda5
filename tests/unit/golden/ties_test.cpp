// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "gen/dataset/dataset.hpp"
#include "tests/support.hpp"
#include "tests/support/ties.hpp"

using namespace spinforge;

TEST_CASE("the images of ties turn on every bit of the potentials") {
  for (const std::string name : {"fmnist-fc196-dw", "fmnist-fc-hall180", "fmnist-fc-leaky"}) {
    INFO(name);
    const network::Network network = network::load(test::source("weights/models/" + name));
    const dataset::Images images = dataset::load(test::source("weights/data/ties/" + name),
                                                 dataset::Split::kTest,
                                                 dataset::Labels::kOptional);
    golden::Golden golden(network);
    std::set<int> bits;
    for (std::size_t i = 0; i < images.count; ++i) {
      const auto decide = test::deciding_bits(network, golden.run(images.image(i), 0));
      CHECK(!decide.empty());
      bits.insert(decide.begin(), decide.end());
    }
    CHECK(bits.size() == static_cast<std::size_t>(test::potential_bits(network)));
  }
}
