// SPDX-License-Identifier: Apache-2.0
#include "tests/support/neurons.hpp"

#include <sstream>

#include "gen/base/fixed.hpp"

namespace spinforge::test {

namespace {

std::vector<int> numbers(const char* text) {
  std::vector<int> out;
  std::istringstream in(text);
  for (int number = 0; in >> number;) out.push_back(number);
  return out;
}

}  // namespace

network::Neuron neuron_s() {
  network::Neuron n;
  n.name = "S";
  n.model = "dw";
  n.ka = 159;
  n.sa = 10;
  n.be = 164;
  n.v_min = -32768;
  n.fields = {{.name = "on", .th_lo = 12288, .th_hi = 32767, .th_rest = 2458}};
  return n;
}

network::Neuron neuron_leaky() {
  network::Neuron n;
  n.name = "L";
  n.model = "leaky";
  n.kind = network::NeuronKind::kLeaky;
  n.v_min = -32768;
  n.beta = 973;
  n.threshold = 1 << 14;
  n.fields = {{.name = "on"}};
  return n;
}

network::Layer dense(
    int inputs, int outputs, const std::function<int(int)>& weight, int bias, int mul) {
  network::Layer layer;
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.counter_bits = 20;
  for (int i = 0; i < inputs * outputs; ++i) {
    layer.weights.push_back(static_cast<std::int8_t>(weight(i)));
  }
  layer.bias.assign(static_cast<std::size_t>(outputs), bias);
  layer.mul = {static_cast<std::int16_t>(mul)};
  return layer;
}

network::Layer random_layer(rng::Sequence& random, int inputs, int outputs) {
  const int bits = static_cast<int>(random.uniform(2, 8));
  network::Layer layer = dense(inputs, outputs, [&](int) {
    return static_cast<int>(random.uniform(fixed::signed_min(bits), fixed::signed_max(bits)));
  });
  layer.weight_bits = bits;
  layer.counter_bits = 32;
  for (std::int32_t& bias : layer.bias) bias = static_cast<std::int32_t>(random.uniform(-50, 50));
  const std::int64_t scale = random.uniform(1, 2000);
  layer.mul.resize(random.uniform(0, 1) == 0 ? 1 : layer.bias.size());
  for (std::int16_t& factor : layer.mul) {
    const std::int64_t mul = random.uniform(-scale, scale);
    factor = static_cast<std::int16_t>(mul == 0 ? 1 : mul);
  }
  layer.shift = static_cast<int>(random.uniform(0, 8));
  return layer;
}

network::Network empty_network(const std::string& name,
                               int height,
                               int width,
                               const network::Neuron& neuron) {
  network::Network net;
  net.name = name;
  net.input = {{.height = height, .width = width}};
  net.neurons = {neuron};
  return net;
}

plan::Options lanes(std::optional<int> synapse, std::optional<int> neuron) {
  plan::Options options;
  options.lanes = synapse;
  options.neuron_lanes = neuron;
  return options;
}

const NeuronVector& vector_of_single_wall() {
  // 12379 is reached in step 16 and replaced by V_REST.
  static const NeuronVector kVector{
      std::vector<int>(18, 1702),
      numbers("1702 3213 4653 5986 7184 8233 9129 9877 10491 10986 11380 11691 11934 12122 12267 0"
              " 1702 3213"),
      {15}};
  return kVector;
}

const NeuronVector& vector_of_wall() {
  static const NeuronVector kVector{
      numbers("3000 -4000 1500 -9000 -9000 6000 8000 2000 3000 -4000 1500 -9000 -9000 6000 8000"
              " 2000"),
      numbers("3000 -1249 430 -8736 -16849 -7995 775 2605 5377 939 2267 -6946 -15325 -6935 1685"
              " 3494"),
      {}};
  return kVector;
}

const NeuronVector& vector_of_leaky() {
  static const NeuronVector kVector{
      numbers("6000 6000 6000 6000 -2000 9000 9000 16000 16000 0 0 -30000 5000 20000 20000 20000 0"
              " 1 16384 16385"),
      numbers("6000 11701 17118 5881 3588 12409 20791 19372 18023 741 704 -29331 -22870 -1731"
              " 18355 21057 3624 3445 19657 18679"),
      {2, 6, 7, 8, 14, 15, 18, 19}};
  return kVector;
}

}  // namespace spinforge::test
