// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "gen/emit/emit.hpp"
#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/reference.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;

namespace {

/// The first bytes choose a valid network, the others its image.
struct Choice {
  std::uint32_t seed = 0;
  std::uint8_t flags = 0, order = 0;
};

}  // namespace

/// A valid network passes every stage: written and read it is the same, golden is what its
/// definition says, and emission takes it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choice choice;
  if (size < sizeof choice) return -1;
  std::memcpy(&choice, data, sizeof choice);
  test::RandomOptions options;
  options.max_size = 12;
  options.steps = 1 + choice.order % 12;
  options.leaky = (choice.flags & 1) != 0;
  options.noise = (choice.flags & 2) != 0;
  options.device = (choice.flags & 4) != 0;
  options.own = (choice.flags & 8) != 0;
  options.corners = (choice.flags & 16) != 0;
  const network::Network network = (choice.flags & 32) != 0
                                       ? test::random_conv_network(choice.seed, options)
                                       : test::random_network(choice.seed, options);
  static const fuzz::Scratch scratch, core;
  network::save(network, scratch.path());
  if (network::load(scratch.path()) != network) fuzz::fail("another network");

  std::vector<std::uint8_t> pixels = test::random_image(network, choice.seed);
  for (std::size_t i = 0; i < pixels.size() && sizeof choice + i < size; ++i) {
    pixels[i] = data[sizeof choice + i];
  }
  if (golden::Golden(network).run(pixels, choice.order) !=
      golden::reference(network, pixels, choice.order)) {
    fuzz::fail("golden is not what its definition says");
  }

  if (choice.seed % 8 != 0) return 0;  // emission takes a hundred times as long as the rest
  emit::Request request{.network = scratch.path(), .output = core.path() + "/core", .options = {}};
  request.options.order = (choice.flags & 64) != 0 ? plan::Order::kTime : plan::Order::kStep;
  request.options.pipeline = (choice.flags & 128) != 0;
  request.force = true;
  return fuzz::refused_or_taken([&] { static_cast<void>(emit::emit(request)); });
}
