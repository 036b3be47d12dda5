// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/golden/golden.hpp"
#include "sim/golden/trace.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;

namespace {

/// One dense layer of `outputs` S neurons; weight[n][i] is 1 where n == i.
network::Network identity(int inputs, int outputs, network::Coding coding) {
  network::Network net = test::empty_network("identity", 1, inputs, test::neuron_s());
  net.input.coding = coding;
  net.steps = 20;
  net.layers = {
      test::dense(inputs, outputs, [=](int i) { return i / inputs == i % inputs ? 1 : 0; })};
  return net;
}

using Bytes = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("a directly coded pixel drives at every step, requantised once") {
  network::Network net = identity(3, 3, network::Coding::kDirect);
  net.layers[0].mul = {1702};
  net.layers[0].shift = 3;
  golden::Golden model(net);
  const auto& trace = model.run(Bytes{8, 0, 4}, 0);
  const auto& drive = trace.layers[0].drive;
  for (std::size_t t = 0; t < 20; ++t) {
    CHECK(drive[3 * t] == 1702);
    CHECK(drive[3 * t + 1] == 0);
    CHECK(drive[3 * t + 2] == 851);
  }
  CHECK(trace.layers[0].potential[3 * 14] == 12267);
  CHECK(trace.counts == std::vector<std::uint16_t>{1, 0, 0});
}

TEST_CASE("rate-coded pixels spike where the top byte of their hash is below them") {
  network::Network net = identity(4, 4, network::Coding::kRate);
  net.seed = 1;
  golden::Golden model(net);
  // Hashes of image 0, step 1 start with f8, bf, a1, 58.
  const auto first = [&](const Bytes& pixels) {
    const auto& spikes = model.run(pixels, 0).input_spikes;
    return Bytes(spikes.begin(), spikes.begin() + 4);
  };
  CHECK(first({0xf8, 0xbf, 0xa1, 0x58}) == Bytes{0, 0, 0, 0});
  CHECK(first({0xf9, 0xc0, 0xa2, 0x59}) == Bytes{1, 1, 1, 1});
  CHECK(first({255, 0, 255, 0}) == Bytes{1, 0, 1, 0});
}

TEST_CASE("a layer sees the spikes that the layer before it makes in the same step") {
  network::Network net = identity(2, 2, network::Coding::kDirect);
  net.layers[0].mul = {12288};
  network::Layer second = net.layers[0];
  second.mul = {20000};
  net.layers.push_back(second);
  golden::Golden model(net);
  const auto& trace = model.run(Bytes{1, 0}, 0);
  CHECK(trace.layers[0].spike[0] == 1);
  CHECK(trace.layers[1].spike[0] == 1);
  CHECK(trace.counts == std::vector<std::uint16_t>{20, 0});
}

TEST_CASE("nothing of an image is left in the next") {
  const network::Network net = test::random_network(8);
  const auto a = test::random_image(net, 3);
  const auto b = test::random_image(net, 4);
  golden::Golden used(net);
  (void)used.run(a, 0);
  const golden::Trace second = used.run(b, 7);
  golden::Golden fresh(net);
  const golden::Trace& alone = fresh.run(b, 7);
  for (std::size_t k = 0; k < net.layers.size(); ++k) {
    CHECK(second.layers[k].potential == alone.layers[k].potential);
    CHECK(second.layers[k].flags == alone.layers[k].flags);
  }
}

TEST_CASE("classify gives the class of run") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 20));
  const network::Network net = test::random_network(seed, {.leaky = true});
  const auto pixels = test::random_image(net, seed);
  golden::Golden model(net);
  const int predicted = model.run(pixels, 3).predicted;
  CHECK(model.classify(pixels, 3) == predicted);
}

TEST_CASE("the class has most spikes, then the highest V, then the lowest index") {
  const auto winner = [](std::vector<std::uint16_t> counts, std::vector<std::int32_t> v) {
    return golden::winner<std::int32_t>(counts, v);
  };
  CHECK(winner({1, 3, 2}, {9, -9, 9}) == 1);
  CHECK(winner({2, 2, 2}, {-5, -1, -3}) == 1);
  CHECK(winner({2, 2, 2}, {4, 7, 7}) == 1);
  CHECK(winner({0, 0, 0}, {0, 0, 0}) == 0);
}

TEST_CASE("a gated step leaves a neuron out of the commits and keeps its potential") {
  network::Network net = identity(2, 2, network::Coding::kDirect);
  net.layers[0].mul = {3000};
  golden::Control control;
  control.mask = {{std::vector<Bytes>(20, Bytes{1, 1})}};
  control.mask[0][1] = {1, 0};
  golden::Golden model(net);
  const auto& layer = model.run(Bytes{1, 1}, 0, control).layers[0];
  CHECK((layer.flags[2] & golden::kCommitted) != 0);
  CHECK((layer.flags[3] & golden::kCommitted) == 0);
  CHECK(layer.potential[3] == layer.potential[1]);
  CHECK(layer.potential[2] != layer.potential[0]);
}

TEST_CASE("a field that inhibits gates the whole layer") {
  network::Network net = identity(2, 2, network::Coding::kDirect);
  net.layers[0].mul = {20000};
  net.neurons[0].fields.push_back({.name = "off", .gate_en = false, .th_lo = 1});
  golden::Control control;
  control.field_code = {Bytes(20, 1)};
  golden::Golden model(net);
  CHECK(model.run(Bytes{1, 1}, 0, control).counts == std::vector<std::uint16_t>{0, 0});
  control.field_code[0][5] = 0;
  CHECK(model.run(Bytes{1, 1}, 0, control).counts == std::vector<std::uint16_t>{1, 1});
}
