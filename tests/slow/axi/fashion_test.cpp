// SPDX-License-Identifier: Apache-2.0
#include "sim/classify/images.hpp"
#include "sim/expected/timing.hpp"
#include "tests/lockstep/axi/system.hpp"

using namespace spinforge;

TEST_CASE("images of Fashion-MNIST through the AXI ports of a trained network are golden's") {
  const network::Network network = network::load(test::source("weights/models/fmnist-fc-dw"));
  const test::AxiSystem system(network, test::lanes(64));
  const classify::TestSet set = classify::load_test_set({}, network);
  constexpr std::uint32_t kImages = 20;
  const int pause = GENERATE(0, 40);
  CAPTURE(pause);
  const auto axi = system.driver(pause, 1);
  for (std::uint32_t i = 0; i < kImages; ++i) {
    CAPTURE(i);
    const auto pixels = set.images.image(i);
    const std::vector<std::uint8_t> copy(pixels.begin(), pixels.end());
    axi->send(copy);
    const golden::Trace trace = test::golden_of(network, copy, i);
    test::check_packet(axi->results(1).front(), trace);
    const std::uint32_t cycles = axi->get("LAST_CYCLES");
    const auto predicted = expected::predict(network, system.plan, copy, trace).image_cycles;
    if (pause == 0) CHECK(cycles == predicted);
    if (pause != 0) CHECK(cycles > predicted);
  }
  CHECK(axi->violation() == "");
}
