// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_network.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"

namespace spinforge::test {
namespace {

using network::Layer;
using network::Network;
using network::Neuron;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  int between(int low, int high) { return static_cast<int>(random_.uniform(low, high)); }
  bool chance(int percent) { return between(1, 100) <= percent; }

  /// Sizes at which the RTL has its corners, more often than any other.
  int size(int max) {
    constexpr int kCorners[] = {1, 2, 3, 8, 16, 17, 31, 32, 33, 64, 65};
    const int corner = kCorners[between(0, static_cast<int>(std::size(kCorners)) - 1)];
    return chance(40) && corner <= max ? corner : between(1, max);
  }

 private:
  rng::Sequence random_;
};

network::FieldRegisters random_field(Draw& draw, const Neuron& neuron, int code) {
  const int one = 1 << neuron.frac_bits;
  network::FieldRegisters field;
  field.name = "field " + std::to_string(code);
  field.gate_en = code == 0 || draw.chance(80);
  if (neuron.has_gain) {
    field.gain = draw.chance(70) ? draw.between(64, 255) : draw.between(-256, 63);
  }
  if (neuron.kind == network::NeuronKind::kLeaky) return field;
  field.th_lo = draw.chance(90) ? draw.between(one / 8, one + one / 2) : draw.between(-one, 0);
  field.th_hi = std::min(2 * one - 1, field.th_lo + draw.between(0, one));
  // Mostly below the threshold and around the reset potential, so that arming happens and fails.
  field.th_rest = draw.chance(80) ? one * 15 / 100 : draw.between(-one, one);
  return field;
}

void fill_leaky(Draw& draw, Neuron& neuron) {
  const int one = 1 << neuron.frac_bits;
  neuron.model = "leaky";
  neuron.kind = network::NeuronKind::kLeaky;
  neuron.v_min = -2 * one;
  neuron.sb = draw.chance(60) ? 10 : draw.between(1, 16);
  neuron.beta = draw.chance(80) ? (1 << neuron.sb) * draw.between(70, 99) / 100
                                : draw.between(0, 1 << neuron.sb);
  neuron.threshold = draw.chance(60) ? one : draw.between(1, 2 * one - 1);
  neuron.reset_to_zero = draw.chance(50);
}

void fill_wall(Draw& draw, Neuron& neuron) {
  const int one = 1 << neuron.frac_bits;
  neuron.model = draw.chance(50) ? "dw" : "hall";
  neuron.v_min = draw.chance(50) ? -2 * one : draw.chance(50) ? 0 : -draw.between(0, 2 * one);
  neuron.ka = draw.chance(20) ? 0 : draw.between(1, 255);
  neuron.sa = draw.chance(80) ? draw.between(6, 12) : draw.between(0, 24);
  neuron.be = draw.chance(30) ? 0 : draw.between(0, draw.chance(80) ? one / 16 : one);
  neuron.v_rest = draw.chance(60) ? 0 : std::clamp(draw.between(-one, one), neuron.v_min, one);
  neuron.reset = draw.chance(85);
  neuron.refractory = draw.chance(60) ? 0 : draw.chance(80) ? draw.between(1, 4) : 255;
  neuron.leak_gated = draw.chance(30);
}

Neuron random_neuron(Draw& draw, int number, const RandomOptions& options) {
  Neuron neuron;
  neuron.name = "N" + std::to_string(number);
  neuron.frac_bits = draw.chance(40) ? 14 : draw.between(4, 16);
  if (options.leaky && draw.chance(50)) {
    fill_leaky(draw, neuron);
  } else {
    fill_wall(draw, neuron);
  }
  if (options.noise && draw.chance(70)) {
    neuron.noise_ns = draw.between(1, 2000);
    neuron.noise_sn = std::max(0, 20 - neuron.frac_bits + draw.between(-2, 4));
  }
  neuron.has_gain = draw.chance(40);
  const int fields = draw.chance(50) ? 1 : draw.between(2, draw.chance(20) ? 16 : 5);
  for (int code = 0; code < fields; ++code) {
    neuron.fields.push_back(random_field(draw, neuron, code));
  }
  return neuron;
}

/// Weights, biases and the counter that they need.
void fill_synapses(Draw& draw, Layer& layer, int weight_bits, int input_max) {
  layer.weight_bits = weight_bits;
  const int low = static_cast<int>(fixed::signed_min(weight_bits));
  const int high = static_cast<int>(fixed::signed_max(weight_bits));
  const bool extreme = draw.chance(10);  // only the ends of the range: the largest sums
  std::int64_t worst = 1;
  for (int n = 0; n < layer.outputs; ++n) {
    std::int64_t sum = 0;
    for (int i = 0; i < layer.inputs; ++i) {
      const int weight = extreme ? (draw.chance(50) ? low : high) : draw.between(low, high);
      layer.weights.push_back(static_cast<std::int8_t>(weight));
      sum += std::int64_t{std::abs(weight)} * input_max;
    }
    const int reach = static_cast<int>(std::min<std::int64_t>(sum / 8 + 4, 1 << 20));
    layer.bias.push_back(draw.between(-reach, reach));
    worst = std::max(worst, sum + reach);
  }
  layer.counter_bits = std::min(32, fixed::signed_bits(-worst, worst) + draw.between(0, 2));
}

/// Multiplier and shift that bring a typical sum to a fraction of the threshold's scale, or far
/// beyond it.
void fill_scale(Draw& draw, Layer& layer, int frac_bits, int input_max) {
  const double spread = static_cast<double>(1 << (layer.weight_bits - 2)) * input_max;
  const double typical = spread * (1.0 + layer.inputs / 8.0);
  const double target = (draw.chance(15) ? 8.0 : 0.6) * (1 << frac_bits);
  layer.shift = draw.chance(15) ? 0 : draw.between(1, 12);
  const double ideal = target / typical * (1 << layer.shift);
  const int mul = static_cast<int>(std::clamp(ideal, 1.0, 16000.0));
  const int count = draw.chance(60) ? 1 : layer.outputs;
  for (int n = 0; n < count; ++n) {
    const int own = std::max(1, draw.between(mul / 2, mul * 2));
    layer.mul.push_back(static_cast<std::int16_t>(draw.chance(8) ? -own : own));
  }
}

/// Raises the shift of layer `index` until its drives fit in 32 bits.
void bound_drives(Network& network, std::size_t index) {
  Layer& layer = network.layers[index];
  for (;; ++layer.shift) {
    const network::Bounds range = network::bounds(network, index);
    if (fixed::signed_bits(range.d0_min, range.d0_max) <= 32 &&
        fixed::signed_bits(range.d_min, range.d_max) <= 32) {
      return;
    }
  }
}

}  // namespace

Network random_network(std::uint64_t seed, const RandomOptions& options) {
  Draw draw(seed);
  Network out;
  out.name = "random-" + std::to_string(seed);
  out.seed = static_cast<std::uint32_t>(draw.between(0, 0x7fffffff));
  out.steps = options.steps.value_or(draw.chance(10) ? 1 : draw.between(2, 12));
  out.input.coding =
      options.coding.value_or(draw.chance(65) ? network::Coding::kDirect : network::Coding::kRate);
  out.input.height = 1;
  out.input.width = draw.size(options.max_size);
  const int neurons = draw.between(1, 2);
  for (int n = 0; n < neurons; ++n) out.neurons.push_back(random_neuron(draw, n, options));
  const int layers = options.layers.value_or(draw.between(1, 3));
  int inputs = out.input.size();
  for (int k = 0; k < layers; ++k) {
    Layer layer;
    layer.inputs = inputs;
    layer.outputs = draw.size(options.max_size);
    layer.neuron = draw.between(0, neurons - 1);
    const Neuron& neuron = out.neurons[static_cast<std::size_t>(layer.neuron)];
    layer.field_code =
        draw.chance(60) ? 0 : draw.between(0, static_cast<int>(neuron.fields.size()) - 1);
    // Code 0 never gates: the output layer always commits something to compare.
    const auto code = static_cast<std::size_t>(layer.field_code);
    if (k + 1 == layers && !neuron.fields[code].gate_en) layer.field_code = 0;
    const int input_max = k == 0 && out.input.coding == network::Coding::kDirect ? 255 : 1;
    fill_synapses(draw, layer, options.weight_bits.value_or(draw.between(2, 8)), input_max);
    fill_scale(draw, layer, neuron.frac_bits, input_max);
    inputs = layer.outputs;
    out.layers.push_back(std::move(layer));
    bound_drives(out, out.layers.size() - 1);
  }
  network::validate(out);
  return out;
}

std::vector<std::uint8_t> random_image(const Network& network, std::uint64_t seed) {
  Draw draw(seed);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(network.input.size()));
  const int kind = draw.between(0, 9);
  const int density = kind == 0 ? 0 : kind == 1 ? 100 : draw.between(1, 100);
  for (std::uint8_t& pixel : pixels) {
    if (draw.chance(density)) {
      pixel = static_cast<std::uint8_t>(kind == 1 ? 255 : draw.between(1, 255));
    }
  }
  return pixels;
}

}  // namespace spinforge::test
