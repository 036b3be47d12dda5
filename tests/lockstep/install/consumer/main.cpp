// SPDX-License-Identifier: Apache-2.0
// A program of somebody else with our libraries: a network's class for a black image.
#include <cstdio>
#include <vector>

#include "gen/emit/emit.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"

int main(int, char** argv) {
  const spinforge::network::Network network = spinforge::network::load(argv[1]);
  spinforge::golden::Golden golden(network);
  const std::vector<unsigned char> image(static_cast<std::size_t>(network.input.size()));
  std::printf("%s: class %d\n", network.name.c_str(), golden.classify(image, 0));
}
