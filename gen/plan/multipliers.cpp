// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/multipliers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string_view>

#include "gen/base/fixed.hpp"
#include "gen/plan/own.hpp"

namespace spinforge::plan {
namespace {

using fixed::address_bits;

constexpr int kOperandMin = 2;

/// Blocks of a product that has been given its signs; `a` may be the narrower operand.
int blocks_of(const DspBlock& block, int a, int b, int product) {
  if (a < kOperandMin || b < kOperandMin || product < block.product_min) return 0;
  const int headroom = block.signed_only ? 1 : 0;
  const auto cut = [&](int wide, int limit, int piece, auto&& part) {
    const int step = piece - headroom;
    const int pieces = (wide - limit + step - 1) / step;
    return pieces * part(piece) + part(wide - pieces * step);
  };
  if (a > block.a) {
    return cut(a, block.a, block.piece, [&](int bits) {
      return blocks_of(block, bits, b, std::min(product, bits + b));
    });
  }
  if (b > block.b) {
    return cut(b, block.b, block.b, [&](int bits) {
      return blocks_of(block, a, bits, std::min(product, a + bits));
    });
  }
  return 1;
}

bool power_of_two(std::int64_t value) {
  return value == 0 || (value > 0 && std::has_single_bit(static_cast<std::uint64_t>(value)));
}

/// Bits of a number that is not negative.
int unsigned_bits(std::int64_t value) {
  return fixed::unsigned_bits(static_cast<std::uint64_t>(value));
}

/// Bits of a two's complement number.
int signed_bits(std::int64_t value) { return fixed::signed_bits(value, value); }

int own_bits_of(const network::Layer& layer, std::string_view key) {
  for (const network::OwnRegister& entry : network::own_registers()) {
    if (key == entry.key) return own_bits(layer, entry);
  }
  return 0;
}

/// Collects the multipliers of one core.
class Collector {
 public:
  Collector(const network::Network& network, const Plan& plan) : network_(network), plan_(plan) {}

  std::vector<Multiplier> collect() {
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) layer(k);
    const LayerPlan& last = plan_.layers.back();
    index("winner", last.words, last.neuron_lanes, address_bits(network_.layers.back().outputs));
    return std::move(out_);
  }

 private:
  void add(const std::string& name,
           int a,
           int b,
           int product,
           int count,
           std::int64_t constant = 0,
           bool is_signed = true) {
    // Bits of an operand above those that are used of the product do not matter.
    a = std::min(a, product);
    b = std::min(b, product);
    out_.push_back({name, a, b, std::min(product, a + b), is_signed, count, constant});
  }

  /// A counter of `words` times a constant, as in the number of a neuron from that of its word.
  void index(const std::string& name, int words, int factor, int product) {
    if (power_of_two(factor) || words < 2) return;
    add(name, address_bits(words), unsigned_bits(factor), product, 1, factor, false);
  }

  void layer(std::size_t k) {
    const network::Layer& layer = network_.layers[k];
    const LayerPlan& p = plan_.layers[k];
    const std::string name = fmt::format("layer {}", k + 1);
    if (p.direct) add(name + " lanes", 9, layer.weight_bits, layer.weight_bits + 9, p.lanes);
    if (layer.conv) {
      const int words = layer.conv->kernel * layer.conv->kernel;
      const int row_bits = address_bits(p.blocks * layer.fan_in());
      index(name + " row", words, p.in_word_bits, row_bits);
      if (p.direct) {
        index(name + " pixel", p.in_words, p.in_word_bits, address_bits(layer.inputs));
      }
    }
    requantiser(layer, p, name);
    neurons(layer, p, name);
  }

  void requantiser(const network::Layer& layer, const LayerPlan& p, const std::string& name) {
    // A multiplier from a memory has all its bits when Yosys looks at it.
    const std::int64_t constant = layer.mul.size() > 1 ? 0 : layer.mul[0];
    if (layer.mul.size() == 1 && power_of_two(constant)) return;
    const int bits = constant == 0 ? 16 : signed_bits(constant);
    add(name + " requantisers",
        p.counter_bits,
        bits,
        p.d0_bits + layer.shift,
        p.neuron_lanes,
        constant);
  }

  void neurons(const network::Layer& layer, const LayerPlan& p, const std::string& name) {
    const network::Neuron neuron = common_neuron(layer, network_.neuron_of(layer));
    const int own_gain = own_bits_of(layer, "GAIN_N");
    int d0_bits = p.d0_bits;
    if (own_gain > 0) {
      d0_bits = std::max(2, d0_bits + own_gain - 10);
      if (!neuron.has_gain) d0_bits = std::min(d0_bits, p.drive_bits);
    }
    if (own_gain > 0) {
      add(name + " own gains", p.d0_bits, own_gain, d0_bits + 10, p.neuron_lanes);
    }
    gains(neuron, p, d0_bits, name);
    random(name + " noise", neuron.noise_ns, p.neuron_lanes);
    random(name + " rest", neuron.rest_rs, 2 * p.neuron_lanes);  // of the start too
    if (neuron.noise_ns != 0 || neuron.rest_rs != 0) {
      index(name + " index", p.words, p.neuron_lanes, 32);
    }
    if (neuron.noise_ns != 0 && neuron.noise_on_drive) {
      const int drive = neuron.has_gain ? p.drive_bits : d0_bits;
      add(name + " noise on drive", drive, 12, p.drive_bits + 8, p.neuron_lanes);
    }
    const int w = network::potential_bits(neuron);
    if (neuron.kind == network::NeuronKind::kLeaky) {
      const bool own = own_bits_of(layer, "BETA") > 0;
      if (!own && power_of_two(neuron.beta)) return;
      const int bits = signed_bits(neuron.beta);
      add(name + " decay", w, bits, w + neuron.sb + 2, p.neuron_lanes, own ? 0 : neuron.beta);
      return;
    }
    if (neuron.ka == 0) return;
    add(name + " squares", w, w, 2 * w, p.neuron_lanes);
    const bool own = own_bits_of(layer, "KA") > 0;
    if (!own && power_of_two(neuron.ka)) return;
    const int q = neuron.frac_bits + 3;
    const std::int64_t half = neuron.sa > 0 ? std::int64_t{1} << (neuron.sa - 1) : 0;
    const std::int64_t track_end = std::int64_t{neuron.ka} << (neuron.frac_bits + 2);
    const std::int64_t loss = ((track_end + half) >> neuron.sa) + neuron.be;
    const int scaled = std::max(unsigned_bits(loss) + neuron.sa, q);
    add(name + " leaks",
        q,
        unsigned_bits(neuron.ka),
        scaled,
        p.neuron_lanes,
        own ? 0 : neuron.ka,
        false);
  }

  /// sf_noise times `scale`.
  void random(const std::string& name, int scale, int count) {
    if (power_of_two(scale)) return;
    add(name, 11, unsigned_bits(scale) + 1, 29, count, scale);
  }

  void gains(const network::Neuron& neuron,
             const LayerPlan& p,
             int d0_bits,
             const std::string& name) {
    if (!neuron.has_gain) return;
    bool constant = true;
    int bits = 0;
    for (const network::FieldRegisters& field : neuron.fields) {
      constant = constant && field.gain == neuron.fields[0].gain;
      bits = std::max(bits, signed_bits(field.gain));
    }
    if (constant && power_of_two(neuron.fields[0].gain)) return;
    const std::int64_t factor = constant ? neuron.fields[0].gain : 0;
    add(name + " gains", d0_bits, bits, p.drive_bits + 7, p.neuron_lanes, factor);
  }

  const network::Network& network_;
  const Plan& plan_;
  std::vector<Multiplier> out_;
};

}  // namespace

std::vector<Multiplier> multipliers(const network::Network& network, const Plan& plan) {
  return Collector(network, plan).collect();
}

int dsp_blocks(const DspBlock& block, const Multiplier& multiplier) {
  if (block.a == 0) return 0;
  int a = multiplier.a;
  int b = multiplier.b;
  if (a < kOperandMin || b < kOperandMin || multiplier.product < block.product_min) return 0;
  if (block.signed_only && !multiplier.is_signed) {
    ++a;
    ++b;
  }
  if (a < b) std::swap(a, b);
  return blocks_of(block, a, b, multiplier.product);
}

}  // namespace spinforge::plan
