// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/golden.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using test::error_of;

namespace {

network::Network small() {
  network::Network net = test::empty_network("small", 5, 4, test::neuron_s());
  net.layers = {test::dense(20, 7, [](int i) { return i % 8; })};
  return net;
}

}  // namespace

TEST_CASE("an image of another size is refused with both numbers of pixels") {
  golden::Golden model(small());
  const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(small().input.size()) + 1);
  const Error error = error_of(ErrorCode::kShape,
                               "expected " + std::to_string(pixels.size() - 1),
                               [&] { (void)model.classify(pixels, 0); });
  CHECK_THAT(error.what(), Catch::Contains("got " + std::to_string(pixels.size())));
}

TEST_CASE("controls of another size are refused, naming the layer") {
  const network::Network net = small();
  golden::Golden model(net);
  const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(net.input.size()));
  golden::Control codes;
  codes.field_code = {std::vector<std::uint8_t>(static_cast<std::size_t>(net.steps) + 1)};
  const Error wrong_steps = error_of(ErrorCode::kShape, [&] { (void)model.run(pixels, 0, codes); });
  CHECK(wrong_steps.where() == "layer 1 / field code");
  golden::Control masks;
  masks.mask = {{static_cast<std::size_t>(net.steps), std::vector<std::uint8_t>(1000)}};
  const Error wrong_neurons =
      error_of(ErrorCode::kShape, [&] { (void)model.run(pixels, 0, masks); });
  CHECK(wrong_neurons.where() == "layer 1 / mask");
}

TEST_CASE("a field code without registers is refused") {
  const network::Network net = small();
  golden::Golden model(net);
  const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(net.input.size()));
  golden::Control control;
  control.field_code = {std::vector<std::uint8_t>(static_cast<std::size_t>(net.steps), 16)};
  const Error error = error_of(ErrorCode::kRange, [&] { (void)model.run(pixels, 0, control); });
  CHECK(error.where() == "layer 1 / field code");
}

TEST_CASE("a drive wider than 32 bits is refused before anything runs") {
  network::Network net = small();
  net.layers[0].mul = {32767};
  net.layers[0].shift = 0;
  for (std::int8_t& w : net.layers[0].weights) w = 127;
  net.neurons[0].has_gain = false;
  net.neurons[0].noise_ns = 65535;
  net.neurons[0].noise_sn = 0;
  net.layers[0].bias.assign(net.layers[0].bias.size(), 1 << 20);
  const Error error = error_of(ErrorCode::kRange, [&] { golden::Golden model(net); });
  CHECK(error.where() == "layer 1 / shift");
}
