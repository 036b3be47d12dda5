// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"

namespace spinforge::plan {
namespace {

using fixed::ceil_div;

constexpr int kAutoLanes = 64;
/// More neuron macros than this save a directly coded layer few cycles: its drives take longer.
constexpr int kAutoDirectNeuronLanes = 16;
/// A spiking layer drains a block while it walks the next one, which takes tens of events: so many
/// cycles for a block are hidden, and fewer neuron macros do.
constexpr int kHiddenDrain = 16;
/// A window under a kernel holds far fewer events than a whole bitmap.
constexpr int kHiddenWindowDrain = 8;

int largest_divisor(int of, int at_most) {
  int best = 1;
  for (int d = 1; d <= std::min(of, at_most); ++d) {
    if (of % d == 0) best = d;
  }
  return best;
}

/// What the user asks for layer `number`, as `option` of the command line.
void require_lanes(int lanes, const char* what, const char* option, std::size_t number) {
  if (lanes >= 1 && lanes <= kMaxLanes) return;
  throw Error(
      ErrorCode::kUsage,
      fmt::format("layer {} / {}", number, what),
      fmt::format(
          "out of range; expected 1..{}, got {}; choose another {}", kMaxLanes, lanes, option));
}

int choose_lanes(const Options& options, const network::Layer& layer, std::size_t number) {
  const int lanes = options.lanes.value_or(kAutoLanes);
  require_lanes(lanes, "lanes", "--lanes", number);
  // No block of a convolution straddles two positions.
  return layer.conv ? largest_divisor(layer.conv->channels, lanes) : std::min(lanes, layer.outputs);
}

/// What a layer's neuron lanes must divide: its lanes, so that no word straddles two blocks, and
/// the channels of a convolution behind it, so that none straddles two of its words.
int word_limit(const network::Network& network, int lanes, std::size_t k) {
  if (k + 1 == network.layers.size() || !network.layers[k + 1].conv) return lanes;
  return std::gcd(lanes, network.layers[k + 1].conv->input.channels);
}

int auto_neuron_lanes(int lanes, int limit, bool direct, bool conv) {
  const int hidden = conv ? kHiddenWindowDrain : kHiddenDrain;
  if (direct && !conv) {
    return largest_divisor(limit, std::clamp(lanes / 2, 1, kAutoDirectNeuronLanes));
  }
  for (int m = 1; m <= limit; ++m) {
    if (limit % m == 0 && lanes / m <= hidden) return m;
  }
  return limit;
}

int choose_neuron_lanes(
    const Options& options, int lanes, int limit, bool direct, bool conv, std::size_t number) {
  if (!options.neuron_lanes) return auto_neuron_lanes(lanes, limit, direct, conv);
  require_lanes(*options.neuron_lanes, "neuron lanes", "--neuron-lanes", number);
  return largest_divisor(limit, *options.neuron_lanes);
}

/// Word of the bitmap in pieces of `piece_bits`: about as many words as bits in a word, so that
/// neither the summary nor the word needs a long search for its next set bit.
int choose_word_bits(int size, int piece_bits) {
  int word_bits = piece_bits;
  while (static_cast<std::int64_t>(word_bits) * word_bits < size) word_bits *= 2;
  return word_bits;
}

/// What `options` ask of layer `k`.
Options of_layer(const Options& options, std::size_t k) {
  Options own = options;
  if (!options.layer_lanes.empty()) own.lanes = options.layer_lanes[k];
  if (!options.layer_neuron_lanes.empty()) own.neuron_lanes = options.layer_neuron_lanes[k];
  return own;
}

void require_one_each(const char* what, const std::vector<int>& values, std::size_t layers) {
  if (values.empty() || values.size() == layers) return;
  throw Error(ErrorCode::kUsage,
              what,
              fmt::format("wrong number of values; expected {}, got {}; give one for each layer",
                          layers,
                          values.size()));
}

/// Pixels of a beat: whole words of the bitmap, or a part of one.
int beat_of(const network::Network& network, const Options& options) {
  const int beat = options.pixels_per_beat;
  if (beat != 1 && beat != 2 && beat != 4) {
    throw Error(ErrorCode::kRange,
                "pixels per beat",
                fmt::format("expected 1, 2 or 4, got {}; choose one of them", beat));
  }
  const std::optional<network::Conv>& conv = network.layers[0].conv;
  const int word = conv ? conv->input.channels : beat;
  if (word % beat == 0 || beat % word == 0) return beat;
  throw Error(ErrorCode::kUsage,
              "pixels per beat",
              fmt::format("do not go into the input's {} channels, nor those into them; got {}; "
                          "choose another --pixels-per-beat",
                          word,
                          beat));
}

}  // namespace

std::string_view name_of(Order order) { return order == Order::kTime ? "time" : "step"; }

Plan make_plan(const network::Network& network, const Options& options) {
  require_one_each("lanes", options.layer_lanes, network.layers.size());
  require_one_each("neuron lanes", options.layer_neuron_lanes, network.layers.size());
  Plan plan;
  plan.order = options.order;
  plan.pixels_per_beat = beat_of(network, options);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const network::Bounds range = network::bounds(network, k);
    LayerPlan p;
    p.pipeline = options.pipeline;
    p.parity = options.parity;
    p.direct = k == 0 && network.input.coding == network::Coding::kDirect;
    const Options own = of_layer(options, k);
    const bool conv = layer.conv.has_value();
    if (k > 0) p.gap = network.neuron_of(network.layers[k - 1]).refractory;
    p.lanes = choose_lanes(own, layer, k + 1);
    p.neuron_lanes =
        choose_neuron_lanes(own, p.lanes, word_limit(network, p.lanes, k), p.direct, conv, k + 1);
    p.blocks = ceil_div(layer.filters(), p.lanes);
    p.block_words = p.lanes / p.neuron_lanes;
    p.words = ceil_div(layer.outputs, p.neuron_lanes);
    // A convolution reads the channels of a position as one word.
    p.in_word_bits =
        conv ? layer.conv->input.channels
             : choose_word_bits(layer.inputs,
                                k == 0 ? plan.pixels_per_beat : plan.layers.back().neuron_lanes);
    p.in_words = ceil_div(layer.inputs, p.in_word_bits);
    // At least as wide as what is added: where the network proves less, nothing is cut off.
    p.counter_bits = std::max(layer.counter_bits, layer.weight_bits + (p.direct ? 9 : 0));
    p.d0_bits = fixed::signed_bits(range.d0_min, range.d0_max);
    p.drive_bits = std::max(p.d0_bits, fixed::signed_bits(range.d_min, range.d_max));
    plan.layers.push_back(p);
  }
  return plan;
}

}  // namespace spinforge::plan
