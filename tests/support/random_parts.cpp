// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_parts.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "gen/base/fixed.hpp"

namespace spinforge::test {

using network::Layer;
using network::Network;
using network::Neuron;

namespace {

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

/// What schema_version 2 says of a neuron's noise, and of a wall.
void fill_device(Draw& draw, Neuron& neuron) {
  if (draw.chance(50)) {
    neuron.noise_on_drive = true;
    neuron.noise_ns = draw.between(1, 65535);
    const auto wide = [&] {
      return fixed::signed_bits(network::noise_of(neuron, -510), network::noise_of(neuron, 510)) >
             12;
    };
    for (neuron.noise_sn = 0; wide();) ++neuron.noise_sn;
    neuron.noise_sn = std::min(24, neuron.noise_sn + draw.between(0, 5));
  }
  if (neuron.kind == network::NeuronKind::kLeaky) return;
  neuron.closed = draw.chance(60);
  if (draw.chance(60)) {
    neuron.rest_rs = draw.between(1, 2000);
    neuron.rest_sr = std::max(0, 20 - neuron.frac_bits + draw.between(-2, 4));
  }
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
  if (options.device) fill_device(draw, neuron);
  neuron.has_gain = draw.chance(40);
  const int fields = draw.chance(50) ? 1 : draw.between(2, draw.chance(20) ? 16 : 5);
  for (int code = 0; code < fields; ++code) {
    neuron.fields.push_back(random_field(draw, neuron, code));
  }
  return neuron;
}

/// Sums of C that one neuron takes.
int summed(const Layer& layer) {
  if (!layer.conv || layer.conv->pool != network::Pool::kSum) return 1;
  return layer.conv->pool_size * layer.conv->pool_size;
}

/// Weights, biases and the counter that they need.
void fill_synapses(Draw& draw, Layer& layer, int weight_bits, int input_max) {
  layer.weight_bits = weight_bits;
  const int low = static_cast<int>(fixed::signed_min(weight_bits));
  const int high = static_cast<int>(fixed::signed_max(weight_bits));
  const bool extreme = draw.chance(10);  // only the ends of the range: the largest sums
  std::int64_t worst = 1;
  for (int n = 0; n < layer.filters(); ++n) {
    std::int64_t sum = 0;
    for (int i = 0; i < layer.fan_in(); ++i) {
      const int weight = extreme ? (draw.chance(50) ? low : high) : draw.between(low, high);
      layer.weights.push_back(static_cast<std::int8_t>(weight));
      sum += std::int64_t{std::abs(weight)} * input_max;
    }
    const int reach = static_cast<int>(std::min<std::int64_t>(sum / 8 + 4, 1 << 20));
    layer.bias.push_back(draw.between(-reach, reach));
    worst = std::max(worst, sum + reach);
  }
  worst *= summed(layer);
  layer.counter_bits = std::min(32, fixed::signed_bits(-worst, worst) + draw.between(0, 2));
}

/// Multiplier and shift that bring a typical sum to a fraction of the threshold's scale, or far
/// beyond it.
void fill_scale(Draw& draw, Layer& layer, int frac_bits, int input_max) {
  const double spread = static_cast<double>(1 << (layer.weight_bits - 2)) * input_max;
  const double typical = spread * (1.0 + layer.fan_in() / 8.0);
  const double share = layer.conv ? 1.5 : 0.6;  // much of what a kernel covers is padding or silent
  const double target = (draw.chance(15) ? 8.0 : share) * (1 << frac_bits);
  layer.shift = draw.chance(15) ? 0 : draw.between(1, 12);
  const double ideal = target / typical * (1 << layer.shift);
  const int mul = static_cast<int>(std::clamp(ideal, 1.0, 16000.0));
  const int count = draw.chance(60) ? 1 : layer.filters();
  for (int n = 0; n < count; ++n) {
    const int own = std::max(1, draw.between(mul / 2, mul * 2));
    layer.mul.push_back(static_cast<std::int16_t>(draw.chance(8) ? -own : own));
  }
}

/// Registers of single neurons, of a channel or of each neuron.
void fill_own(Draw& draw, Layer& layer, const Neuron& neuron) {
  const auto spread = [&](std::vector<std::int32_t>& values, int low, int high) {
    const bool channels = layer.conv && draw.chance(50);
    values.resize(static_cast<std::size_t>(channels ? layer.filters() : layer.outputs));
    for (std::int32_t& value : values) value = draw.between(low, high);
  };
  const int one = 1 << neuron.frac_bits;
  network::OwnRegisters& own = layer.own;
  if (neuron.kind == network::NeuronKind::kWall) {
    const int reach = draw.chance(80) ? one / 4 : 2 * one - 1;
    if (draw.chance(60)) spread(own.th_offset, -reach, reach);
    if (draw.chance(50)) spread(own.ka, 0, draw.chance(50) ? neuron.ka : 255);
    if (draw.chance(50)) spread(own.be, 0, draw.chance(80) ? one / 16 : one);
  } else {
    if (draw.chance(60)) spread(own.beta, (1 << neuron.sb) / 2, 1 << neuron.sb);
    if (draw.chance(60)) spread(own.threshold, std::max(1, one / 4), 2 * one - 1);
  }
  if (draw.chance(60)) spread(own.gain, draw.chance(80) ? 512 : -2048, 2048);
  if (draw.chance(60)) {
    spread(own.fault, 0, draw.between(0, 3));
    for (std::int32_t& fault : own.fault) fault = draw.chance(60) ? 0 : fault;
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

Network random_frame(Draw& draw, std::uint64_t seed, const RandomOptions& options) {
  Network out;
  out.name = "random-" + std::to_string(seed);
  out.seed = static_cast<std::uint32_t>(draw.between(0, 0x7fffffff));
  out.steps = options.steps.value_or(draw.chance(10) ? 1 : draw.between(2, 12));
  out.input.coding =
      options.coding.value_or(draw.chance(65) ? network::Coding::kDirect : network::Coding::kRate);
  return out;
}

std::vector<Neuron> random_neurons(Draw& draw, const RandomOptions& options) {
  std::vector<Neuron> out;
  const int count = draw.between(1, 2);
  for (int n = 0; n < count; ++n) out.push_back(random_neuron(draw, n, options));
  return out;
}

void add_layer(Draw& draw, Network& network, Layer layer, const RandomOptions& options, bool last) {
  layer.neuron = draw.between(0, static_cast<int>(network.neurons.size()) - 1);
  const Neuron& neuron = network.neuron_of(layer);
  layer.field_code =
      draw.chance(60) ? 0 : draw.between(0, static_cast<int>(neuron.fields.size()) - 1);
  // Code 0 never gates: the output layer always commits something to compare.
  const auto code = static_cast<std::size_t>(layer.field_code);
  if (last && !neuron.fields[code].gate_en) layer.field_code = 0;
  const bool direct = network.layers.empty() && network.input.coding == network::Coding::kDirect;
  const int input_max = direct ? 255 : 1;
  fill_synapses(draw, layer, options.weight_bits.value_or(draw.between(2, 8)), input_max);
  fill_scale(draw, layer, neuron.frac_bits, input_max);
  if (options.own) fill_own(draw, layer, neuron);
  network.layers.push_back(std::move(layer));
  bound_drives(network, network.layers.size() - 1);
}

void draw_corners(Draw& draw, Network& network) {
  for (Neuron& neuron : network.neurons) {
    if (neuron.kind == network::NeuronKind::kLeaky) continue;
    const int high = (2 << neuron.frac_bits) - 1;
    const auto corner = [&](int ordinary) {
      const int corners[] = {ordinary, neuron.v_min, neuron.v_rest, 0, -1 - high, high};
      return corners[draw.between(0, static_cast<int>(std::size(corners)) - 1)];
    };
    neuron.v_rest = std::max(neuron.v_min, corner(neuron.v_rest));
    for (network::FieldRegisters& field : neuron.fields) {
      field.th_rest = draw.chance(50) ? neuron.v_rest : corner(field.th_rest);
      field.th_lo = corner(field.th_lo);
      field.th_hi = draw.chance(50) ? field.th_lo : corner(field.th_hi);
    }
  }
}

}  // namespace spinforge::test
