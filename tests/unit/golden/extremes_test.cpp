// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "gen/dataset/dataset.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support.hpp"

using namespace spinforge;

TEST_CASE("the images of extremes drive a neuron of the first layer as far as its weights can") {
  for (const std::string name : {"fmnist-fc196-dw", "fmnist-fc-hall180", "fmnist-fc-leaky"}) {
    INFO(name);
    const network::Network loaded = network::load(test::source("weights/models/" + name));
    const auto images = dataset::load(test::source("weights/data/extremes/" + name),
                                      dataset::Split::kTest,
                                      dataset::Labels::kOptional);
    golden::Golden golden(loaded);
    std::int32_t least = 0, greatest = 0;
    for (std::size_t i = 0; i < images.count; ++i) {
      const golden::Trace trace = golden.run(images.image(i), 0);
      const auto [low, high] =
          std::minmax_element(trace.layers[0].drive.begin(), trace.layers[0].drive.end());
      least = std::min(least, *low);
      greatest = std::max(greatest, *high);
    }
    network::Network other = loaded;  // bounds are those of all fields
    network::Neuron& neuron = other.neuron_of(other.layers[0]);
    neuron.fields = {neuron.fields[static_cast<std::size_t>(other.layers[0].field_code)]};
    const network::Bounds bounds = network::bounds(other, 0);
    CHECK(least == bounds.d_min);
    CHECK(greatest == bounds.d_max);
  }
}
