// SPDX-License-Identifier: Apache-2.0
#include "gen/network/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"

namespace spinforge::network {
namespace {

constexpr std::int64_t kMaxWidth = 65535;  ///< inputs or neurons of a layer
constexpr std::int64_t kMaxLayers = 64;
constexpr std::int64_t kMaxFields = 16;

/// Checks the members of one part of the network ("layer 2") and names them in its errors.
class Part {
 public:
  Part(std::string file, std::string part) : where_(std::move(file)) {
    if (!where_.empty() && !part.empty()) where_ += " / ";
    where_ += part;
  }

  [[noreturn]] void fail(ErrorCode code, const std::string& field, const std::string& what) const {
    throw Error(code, where_.empty() ? field : where_ + " / " + field, what);
  }

  void range(const std::string& field,
             std::int64_t value,
             std::int64_t low,
             std::int64_t high) const {
    if (value >= low && value <= high) return;
    fail(ErrorCode::kRange,
         field,
         fmt::format("out of range; expected {}..{}, got {}; correct it", low, high, value));
  }

  /// A register that only the other kind of neuron has.
  template <typename T>
  void unused(const std::string& field, const T& value, const T& neutral) const {
    if (value == neutral) return;
    fail(ErrorCode::kRange,
         field,
         fmt::format("has no meaning for this neuron; expected {}, got {}; leave it at that",
                     neutral,
                     value));
  }

  void size(const std::string& field, std::size_t value, std::size_t expected) const {
    if (value == expected) return;
    fail(ErrorCode::kShape,
         field,
         fmt::format("wrong number of elements; expected {}, got {}; export the network again",
                     expected,
                     value));
  }

 private:
  std::string where_;
};

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
  const FieldRegisters& field = neuron.fields[index];
  const auto name = [&](std::string_view key) {
    return fmt::format("fields[{}] / {}", index, key);
  };
  const std::int64_t low = fixed::signed_min(potential_bits(neuron));
  const std::int64_t high = fixed::signed_max(potential_bits(neuron));
  if (neuron.has_gain) {
    part.range(name("GAIN"), field.gain, fixed::signed_min(9), fixed::signed_max(9));
  } else {
    part.unused(name("GAIN"), field.gain, FieldRegisters().gain);
  }
  if (neuron.kind == NeuronKind::kWall) {
    part.range(name("TH_LO"), field.th_lo, low, high);
    part.range(name("TH_HI"), field.th_hi, low, high);
    part.range(name("TH_REST"), field.th_rest, low, high);
  } else {
    part.unused(name("TH_LO"), field.th_lo, 0);
    part.unused(name("TH_HI"), field.th_hi, 0);
    part.unused(name("TH_REST"), field.th_rest, 0);
  }
}

void check_wall(const Part& part, const Neuron& neuron) {
  const Neuron neutral;
  const int bits = potential_bits(neuron);
  part.range("V_MIN", neuron.v_min, fixed::signed_min(bits), 0);
  part.range("V_REST", neuron.v_rest, neuron.v_min, fixed::signed_max(bits));
  part.range("KA", neuron.ka, 0, 255);
  part.range("SA", neuron.sa, 0, 24);
  part.range("BE", neuron.be, 0, std::int64_t{1} << neuron.frac_bits);
  part.range("N_RST", neuron.refractory, 0, 255);
  part.unused("BETA", neuron.beta, neutral.beta);
  part.unused("SB", neuron.sb, neutral.sb);
  part.unused("TH", neuron.threshold, neutral.threshold);
  part.unused("reset to zero", neuron.reset_to_zero, false);
}

void check_leaky(const Part& part, const Neuron& neuron) {
  const int bits = potential_bits(neuron);
  part.range("SB", neuron.sb, 1, 16);
  part.range("BETA", neuron.beta, 0, std::int64_t{1} << neuron.sb);
  part.range("TH", neuron.threshold, 1, fixed::signed_max(bits));
  part.unused("V_MIN", neuron.v_min, static_cast<int>(fixed::signed_min(bits)));
  part.unused("V_REST", neuron.v_rest, 0);
  part.unused("KA", neuron.ka, 0);
  part.unused("SA", neuron.sa, 0);
  part.unused("BE", neuron.be, 0);
  part.unused("N_RST", neuron.refractory, 0);
  part.unused("LEAK_GATED", neuron.leak_gated, false);
  part.unused("reset", neuron.reset, true);
}

void check_neuron(const Part& part, const Neuron& neuron) {
  const bool leaky = neuron.model == "leaky";
  if ((!leaky && neuron.model != "dw" && neuron.model != "hall") ||
      leaky != (neuron.kind == NeuronKind::kLeaky)) {
    part.fail(
        ErrorCode::kRange,
        "model",
        fmt::format("does not fit its kind; expected dw, hall or leaky, got \"{}\"; correct it",
                    neuron.model));
  }
  part.range("F", neuron.frac_bits, 4, 16);
  leaky ? check_leaky(part, neuron) : check_wall(part, neuron);
  part.range("NS", neuron.noise_ns, 0, 65535);
  part.range("SN", neuron.noise_sn, 0, 24);
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

void check_weights(const Part& part, const Layer& layer) {
  const std::int64_t low = fixed::signed_min(layer.weight_bits);
  const std::int64_t high = fixed::signed_max(layer.weight_bits);
  const auto bad = std::find_if(layer.weights.begin(), layer.weights.end(), [&](std::int8_t w) {
    return w < low || w > high;
  });
  if (bad == layer.weights.end()) return;
  const auto at = bad - layer.weights.begin();
  part.fail(ErrorCode::kRange,
            fmt::format("weight[{}][{}]", at / layer.inputs, at % layer.inputs),
            fmt::format("does not fit weight_bits = {}; expected {}..{}, got {}; raise weight_bits "
                        "or quantise again",
                        layer.weight_bits,
                        low,
                        high,
                        *bad));
}

void check_tensors(const Part& part, const Layer& layer) {
  const auto outputs = static_cast<std::size_t>(layer.outputs);
  part.size("weight", layer.weights.size(), outputs * static_cast<std::size_t>(layer.inputs));
  part.size("bias", layer.bias.size(), outputs);
  if (layer.mul.size() != 1) part.size("mul", layer.mul.size(), outputs);
  const auto zero = std::find(layer.mul.begin(), layer.mul.end(), 0);
  if (zero != layer.mul.end()) {
    part.fail(ErrorCode::kRange,
              fmt::format("mul[{}]", zero - layer.mul.begin()),
              "switches the drive off; expected any 16-bit value but 0, got 0; quantise again");
  }
  check_weights(part, layer);
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
      {"D0", {range.d0_min, range.d0_max}}, {"D", {range.d_min, range.d_max}}};
  for (const auto& [name, drive] : drives) {
    const int bits = fixed::signed_bits(drive.first, drive.second);
    if (bits <= 32) continue;
    part.fail(ErrorCode::kRange,
              "shift",
              fmt::format("the drive {} reaches {}..{}; expected at most 32 bits, got {}; raise "
                          "shift, or lower mul, GAIN or NS",
                          name,
                          drive.first,
                          drive.second,
                          bits));
  }
}

void check_layer(const Network& network, std::size_t index, const Origin& origin) {
  const Layer& layer = network.layers[index];
  const Part part(origin.description, fmt::format("layer {}", index + 1));
  const auto neurons = static_cast<std::int64_t>(network.neurons.size());
  part.range("inputs", layer.inputs, 1, kMaxWidth);
  part.range("outputs", layer.outputs, 1, kMaxWidth);
  const int before = index == 0 ? network.input.size() : network.layers[index - 1].outputs;
  if (layer.inputs != before) {
    part.fail(
        ErrorCode::kShape,
        "inputs",
        fmt::format("does not fit what comes before it; expected {} ({}), got {}; correct one "
                    "of the two",
                    before,
                    index == 0 ? "height * width * channels of the input"
                               : fmt::format("outputs of layer {}", index),
                    layer.inputs));
  }
  part.range("weight_bits", layer.weight_bits, 2, 8);
  part.range("counter_bits", layer.counter_bits, 1, 32);
  part.range("shift", layer.shift, 0, 31);
  part.range("neuron", layer.neuron, 0, neurons - 1);
  const Neuron& neuron = network.neurons[static_cast<std::size_t>(layer.neuron)];
  part.range(
      "field_code", layer.field_code, 0, static_cast<std::int64_t>(neuron.fields.size()) - 1);
  check_tensors(Part(origin.tensors, fmt::format("layer {}", index + 1)), layer);
  check_bounds(part, network, index);
}

void check_input(const Network& network, const Origin& origin) {
  const Part part(origin.description, "input");
  const Input& input = network.input;
  part.range("height", input.height, 1, kMaxWidth);
  part.range("width", input.width, 1, kMaxWidth);
  part.range("channels", input.channels, 1, kMaxWidth);
  const std::int64_t plane = std::int64_t{input.height} * input.width;
  part.range("height * width", plane, 1, kMaxWidth);
  part.range("height * width * channels", plane * input.channels, 1, kMaxWidth);
}

}  // namespace

void validate(const Network& network, const Origin& origin) {
  const Part all(origin.description, "");
  if (!is_name(network.name, false)) {
    all.fail(ErrorCode::kRange,
             "name",
             fmt::format("not usable; expected a small letter, then small letters, digits, _ or -, "
                         "up to 64 characters, got \"{}\"; rename the network",
                         network.name));
  }
  check_input(network, origin);
  all.range("steps", network.steps, 1, 255);
  if (!network.provenance.is_object() && !network.provenance.is_null()) {
    all.fail(ErrorCode::kParse, "provenance", "wrong type; expected an object; correct it");
  }
  check_neurons(network, origin);
  all.range("number of layers", static_cast<std::int64_t>(network.layers.size()), 1, kMaxLayers);
  for (std::size_t i = 0; i < network.layers.size(); ++i) check_layer(network, i, origin);
}

void validate(const Network& network) { validate(network, Origin{}); }

}  // namespace spinforge::network
