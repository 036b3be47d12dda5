// SPDX-License-Identifier: Apache-2.0
#include "gen/network/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "gen/base/fixed.hpp"
#include "gen/base/text.hpp"
#include "gen/network/json.hpp"
#include "gen/network/part.hpp"
#include "gen/network/registers.hpp"
#include "gen/network/size.hpp"

namespace spinforge::network {
namespace {

constexpr std::int64_t kMaxLayers = 64;
constexpr std::int64_t kMaxFields = 16;

bool is_name(std::string_view text, bool upper) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (upper && c >= 'A' && c <= 'Z');
  };
  if (text.empty() || text.size() > 64 || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// ---------------------------------------------------------------- neurons

void check_field(const Part& part, const Neuron& neuron, std::size_t index) {
  for (const FieldRegister& entry : field_registers()) {
    const std::string name = fmt::format("fields[{}] / {}", index, entry.key);
    const std::int64_t value = value_of(entry, neuron.fields[index]);
    const int bits = entry.bits(neuron);
    if (!entry.belongs_to(neuron)) {
      part.unused(name, value, value_of(entry, FieldRegisters()));
    } else if (std::holds_alternative<int FieldRegisters::*>(entry.member)) {
      part.range(name, value, fixed::signed_min(bits), fixed::signed_max(bits));
    }
  }
}

void check_register(const Part& part, const Neuron& neuron, const Register& entry) {
  const std::int64_t value = value_of(entry, neuron);
  if (!entry.belongs_to(neuron)) {
    part.unused(entry.key, value, neutral_value(entry, neuron));
  } else if (entry.range != nullptr) {
    const Range range = entry.range(neuron);
    part.range(entry.key, value, range.low, range.high);
  }
}

/// A factor of the drive is a number of 12 bits.
void check_noise(const Part& part, const Neuron& neuron) {
  constexpr int kBits = 12;
  const std::int64_t low = noise_of(neuron, -510);
  const std::int64_t high = noise_of(neuron, 510);
  if (!neuron.noise_on_drive || fixed::signed_bits(low, high) <= kBits) return;
  part.fail(
      ErrorCode::kRange,
      "NS",
      fmt::format("the noise on the drive reaches {}..{} of 256ths; expected {}..{}; lower NS "
                  "or raise SN",
                  low,
                  high,
                  fixed::signed_min(kBits),
                  fixed::signed_max(kBits)));
}

void check_neuron(const Part& part, const Neuron& neuron) {
  const bool leaky = neuron.model == "leaky";
  if ((!leaky && neuron.model != "dw" && neuron.model != "hall") ||
      leaky != (neuron.kind == NeuronKind::kLeaky)) {
    part.fail(
        ErrorCode::kRange,
        "model",
        fmt::format("does not fit its kind; expected dw, hall or leaky, got \"{}\"; correct it",
                    text::brief(neuron.model)));
  }
  for (const Register& entry : registers()) check_register(part, neuron, entry);
  check_noise(part, neuron);
  part.range("number of fields", static_cast<std::int64_t>(neuron.fields.size()), 1, kMaxFields);
  for (std::size_t i = 0; i < neuron.fields.size(); ++i) check_field(part, neuron, i);
}

void check_neurons(const Network& network, const Origin& origin) {
  const Part all(origin.description, "");
  if (network.neurons.empty()) {
    all.fail(ErrorCode::kShape, "neurons", "empty; expected at least one, got 0; add one");
  }
  for (auto neuron = network.neurons.begin(); neuron != network.neurons.end(); ++neuron) {
    const Part part(origin.description, "neuron " + neuron->name);
    const bool again = std::any_of(network.neurons.begin(), neuron, [&](const Neuron& other) {
      return other.name == neuron->name;
    });
    if (again || !is_name(neuron->name, true)) {
      part.fail(ErrorCode::kRange,
                "name",
                "not a name of its own; expected a letter, then letters, digits, _ or -, up to 64 "
                "characters, and no other neuron of that name; rename it");
    }
    check_neuron(part, *neuron);
  }
}

// ---------------------------------------------------------------- layers

/// "[3][0]" for element `at` of the weights.
std::string place_of(const Layer& layer, std::ptrdiff_t at) {
  if (!layer.conv) return fmt::format("[{}][{}]", at / layer.inputs, at % layer.inputs);
  const int kernel = layer.conv->kernel;
  const int channels = layer.conv->input.channels;
  const std::ptrdiff_t tap = at / channels;
  return fmt::format("[{}][{}][{}][{}]",
                     tap / (kernel * kernel),
                     tap / kernel % kernel,
                     tap % kernel,
                     at % channels);
}

void check_weights(const Part& part, const Layer& layer) {
  const std::int64_t low = fixed::signed_min(layer.weight_bits);
  const std::int64_t high = fixed::signed_max(layer.weight_bits);
  const auto bad = std::find_if(layer.weights.begin(), layer.weights.end(), [&](std::int8_t w) {
    return w < low || w > high;
  });
  if (bad == layer.weights.end()) return;
  part.fail(ErrorCode::kRange,
            "weight" + place_of(layer, bad - layer.weights.begin()),
            fmt::format("does not fit weight_bits = {}; expected {}..{}, got {}; raise weight_bits "
                        "or quantise again",
                        layer.weight_bits,
                        low,
                        high,
                        *bad));
}

void check_tensors(const Part& part, const Layer& layer) {
  const auto filters = static_cast<std::size_t>(layer.filters());
  part.size("weight", layer.weights.size(), filters * static_cast<std::size_t>(layer.fan_in()));
  part.size("bias", layer.bias.size(), filters);
  if (layer.mul.size() != 1) part.size("mul", layer.mul.size(), filters);
  const auto zero = std::find(layer.mul.begin(), layer.mul.end(), 0);
  if (zero != layer.mul.end()) {
    part.fail(ErrorCode::kRange,
              fmt::format("mul[{}]", zero - layer.mul.begin()),
              "switches the drive off; expected any 16-bit value but 0, got 0; quantise again");
  }
  check_weights(part, layer);
}

void check_own(const Part& part, const Layer& layer, const Neuron& neuron) {
  for (const OwnRegister& entry : own_registers()) {
    const std::vector<std::int32_t>& values = layer.own.*entry.member;
    if (values.empty()) continue;
    if (!entry.belongs_to(neuron)) {
      part.fail(ErrorCode::kRange,
                entry.key,
                fmt::format("has no meaning for neuron {}; expected none, got one; leave it out",
                            neuron.name));
    }
    if (values.size() != static_cast<std::size_t>(layer.filters())) {
      part.size(entry.key, values.size(), static_cast<std::size_t>(layer.outputs));
    }
    const Range range = entry.range(neuron);
    for (std::size_t n = 0; n < values.size(); ++n) {
      part.range(fmt::format("{}[{}]", entry.key, n), values[n], range.low, range.high);
    }
  }
}

void check_bounds(const Part& part, const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  const Bounds range = bounds(network, index);
  const int counter_bits = fixed::signed_bits(range.counter_min, range.counter_max);
  if (counter_bits > layer.counter_bits) {
    part.fail(ErrorCode::kRange,
              "counter_bits",
              fmt::format("the sum can overflow: with these weights and biases it reaches {}..{}; "
                          "expected at least {} bits, got {}; {}",
                          range.counter_min,
                          range.counter_max,
                          counter_bits,
                          layer.counter_bits,
                          counter_bits > 32 ? "use fewer inputs, narrower weights or smaller biases"
                                            : "raise counter_bits"));
  }
  const std::pair<const char*, std::pair<std::int64_t, std::int64_t>> drives[] = {
      {"D0", {range.d0_min, range.d0_max}},
      {"D0 * GAIN_N", {range.scaled_min, range.scaled_max}},
      {"D", {range.d_min, range.d_max}}};
  for (const auto& [name, drive] : drives) {
    const int bits = fixed::signed_bits(drive.first, drive.second);
    if (bits <= 32) continue;
    part.fail(ErrorCode::kRange,
              "shift",
              fmt::format("the drive {} reaches {}..{}; expected at most 32 bits, got {}; raise "
                          "shift, or lower mul, GAIN_N, GAIN or NS",
                          name,
                          drive.first,
                          drive.second,
                          bits));
  }
}

std::string shown(const Shape& shape) {
  return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

/// The map that layer `index` reads, where what comes before it has one.
std::optional<Shape> map_before(const Network& network, std::size_t index) {
  if (index == 0) {
    return network.input;
  }
  const Layer& before = network.layers[index - 1];
  if (before.conv) return before.conv->output();
  return {};
}

void check_map(const Part& part, const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  check_conv(part, *layer.conv);
  const std::optional<Shape> before = map_before(network, index);
  if (before && *before != layer.conv->input) {
    part.fail(ErrorCode::kShape,
              "input",
              fmt::format("does not fit what comes before it; expected {} ({}), got {}; correct "
                          "one of the two",
                          shown(*before),
                          index == 0 ? "the input" : fmt::format("the map of layer {}", index),
                          shown(layer.conv->input)));
  }
  part.size("inputs",
            static_cast<std::size_t>(layer.inputs),
            static_cast<std::size_t>(layer.conv->input.size()));
  part.size("outputs",
            static_cast<std::size_t>(layer.outputs),
            static_cast<std::size_t>(layer.conv->output().size()));
}

void check_sizes(const Part& part, const Network& network, std::size_t index) {
  const Layer& layer = network.layers[index];
  part.range("inputs", layer.inputs, 1, kMaxWidth);
  part.range("outputs", layer.outputs, 1, kMaxWidth);
  if (layer.conv) check_map(part, network, index);
  const int before = index == 0 ? network.input.size() : network.layers[index - 1].outputs;
  if (layer.inputs == before) return;
  part.fail(ErrorCode::kShape,
            "inputs",
            fmt::format("does not fit what comes before it; expected {} ({}), got {}; correct one "
                        "of the two",
                        before,
                        index == 0 ? "height * width * channels of the input"
                                   : fmt::format("outputs of layer {}", index),
                        layer.inputs));
}

void check_layer(const Network& network, std::size_t index, const Origin& origin) {
  const Layer& layer = network.layers[index];
  const Part part(origin.description, fmt::format("layer {}", index + 1));
  check_sizes(part, network, index);
  part.range("weight_bits", layer.weight_bits, 2, 8);
  part.range("counter_bits", layer.counter_bits, 1, 32);
  part.range("shift", layer.shift, 0, 31);
  const auto neurons = static_cast<std::int64_t>(network.neurons.size());
  part.range("neuron", layer.neuron, 0, neurons - 1);
  const Neuron& neuron = network.neuron_of(layer);
  part.range(
      "field_code", layer.field_code, 0, static_cast<std::int64_t>(neuron.fields.size()) - 1);
  const Part tensors(origin.tensors, fmt::format("layer {}", index + 1));
  check_tensors(tensors, layer);
  check_own(tensors, layer, neuron);
  check_bounds(part, network, index);
}

void check_input(const Network& network, const Origin& origin) {
  check_shape(Part(origin.description, ""), "input", network.input);
}

}  // namespace

void validate(const Network& network, const Origin& origin) {
  const Part all(origin.description, "");
  if (!is_name(network.name, false)) {
    all.fail(ErrorCode::kRange,
             "name",
             fmt::format("not usable; expected a small letter, then small letters, digits, _ or -, "
                         "up to 64 characters, got \"{}\"; rename the network",
                         text::brief(network.name)));
  }
  check_input(network, origin);
  all.range("steps", network.steps, 1, 255);
  if (!is_json_object(network.provenance)) {
    all.fail(ErrorCode::kParse, "provenance", "expected a JSON object as text; correct it");
  }
  check_neurons(network, origin);
  all.range("number of layers", static_cast<std::int64_t>(network.layers.size()), 1, kMaxLayers);
  for (std::size_t i = 0; i < network.layers.size(); ++i) check_layer(network, i, origin);
  const std::int64_t counters = counters_per_image(network);
  if (counters <= kMaxCounters) return;
  all.fail(ErrorCode::kRange,
           "steps",
           fmt::format("too much work for one image; expected steps * counters of all layers of at "
                       "most {}, got {}; use fewer steps or smaller maps",
                       kMaxCounters,
                       counters));
}

void validate(const Network& network) { validate(network, Origin{}); }

}  // namespace spinforge::network
