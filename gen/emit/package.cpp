// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/emit/checksum.hpp"
#include "gen/emit/macros.hpp"
#include "gen/network/registers.hpp"
#include "gen/plan/own.hpp"

namespace spinforge::emit {
namespace {

/// Adds the constants of one layer to the package under its prefix.
class LayerWriter {
 public:
  LayerWriter(const network::Network& network,
              const plan::Plan& plan,
              std::size_t index,
              const std::vector<Memory>& memories,
              bool thresholds)
      : layer_(network.layers[index]),
        neuron_(network.neuron_of(layer_)),
        memories_(memories),
        thresholds_(thresholds),
        plan_(plan.layers[index]),
        time_(plan.order == plan::Order::kTime),
        number_(index + 1) {}

  LayerConstants write(Constants& constants) {
    package_ = &constants.package;
    package_->group(
        fmt::format("Layer {}: {} inputs, {} neurons {}, {} synapse and {} neuron lanes",
                    number_,
                    layer_.inputs,
                    layer_.outputs,
                    neuron_.name,
                    plan_.lanes,
                    plan_.neuron_lanes));
    steps_ = static_cast<int>(constants.steps.value);
    engine(constants.steps);
    convolution();
    synapses();
    neurons();
    bind("Seed", constants.seed);
    bind("MemoryCheck", constants.memory_check);
    fields();
    widths();
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string name(std::string_view parameter) const {
    return fmt::format("Layer{}{}", number_, parameter);
  }
  void bind(std::string_view parameter, sv::Constant constant) {
    out_.parameters.emplace_back(parameter, std::move(constant));
  }
  void integer(std::string_view parameter, std::int64_t value) {
    bind(parameter, package_->integer(name(parameter), value));
  }
  void flag(std::string_view parameter, bool value) {
    bind(parameter, package_->flag(name(parameter), value));
  }
  void engine(const sv::Constant& steps) {
    integer("Inputs", layer_.inputs);
    integer("Neurons", layer_.outputs);
    integer("Lanes", plan_.lanes);
    integer("NeuronLanes", plan_.neuron_lanes);
    bind("Steps", steps);
    flag("Time", time_);
    integer("Gap", plan_.gap);
    flag("Direct", plan_.direct);
    integer("InWordBits", plan_.in_word_bits);
  }

  /// The same parameters for every layer: a dense one has none of this, by their neutral values.
  void convolution() {
    const network::Conv conv = layer_.conv.value_or(network::Conv());
    flag("Conv", layer_.conv.has_value());
    integer("InHeight", conv.input.height);
    integer("InWidth", conv.input.width);
    integer("Channels", conv.channels);
    integer("Kernel", conv.kernel);
    integer("Stride", conv.stride);
    integer("Padding", conv.padding);
    integer("PoolSize", conv.pool_size);
    flag("SumPool", conv.pool == network::Pool::kSum);
    std::vector<std::int64_t> negative;  // of each channel
    for (int c = 0; c < conv.channels; ++c) {
      negative.push_back(
          layer_.conv && layer_.mul[layer_.mul.size() == 1 ? 0 : static_cast<std::size_t>(c)] < 0
              ? 1
              : 0);
    }
    bind("MulNegative", package_->vector(name("MulNegative"), 1, negative));
  }

  void synapses() {
    const bool per_neuron = has_mul_memory(layer_);
    integer("WeightBits", layer_.weight_bits);
    integer("CounterBits", plan_.counter_bits);
    integer("D0Bits", plan_.d0_bits);
    integer("DriveBits", plan_.drive_bits);
    integer("Shift", layer_.shift);
    flag("MulPerNeuron", per_neuron);
    if (!per_neuron) integer("Mul", layer_.mul[0]);
    for (const Memory& memory : memories_) {
      const std::string parameter = fmt::format("{}File", memory.name);
      bind(parameter, package_->text(name(parameter), memory.file));
    }
    for (const Memory& memory : memories_) {
      const std::string parameter = fmt::format("{}Sum", memory.name);
      bind(parameter, package_->bits(name(parameter), 32, checksum(memory.image)));
    }
  }

  /// In the order of the macro's parameters.
  void neurons() {
    for (const std::string& parameter : macro("sf_layer").parameters) {
      if (parameter == "Pipeline") flag(parameter, plan_.pipeline);
      if (parameter == "HasGain") flag(parameter, neuron_.has_gain);
      if (parameter == "Leaky") flag(parameter, neuron_.kind == network::NeuronKind::kLeaky);
      for (const network::Register& entry : network::registers()) {
        if (parameter == entry.parameter) neuron_register(entry);
      }
      for (const network::OwnRegister& entry : network::own_registers()) {
        if (parameter == entry.parameter) integer(parameter, plan::own_bits(layer_, entry));
      }
      if (parameter == "NeuronRows" && plan::own_bits(layer_) > 0) {
        integer(parameter, plan::own_rows(layer_, plan_));
      }
    }
  }

  void neuron_register(const network::Register& entry) {
    const std::int64_t value = plan::common_value(layer_, neuron_, entry);
    if (std::holds_alternative<bool network::Neuron::*>(entry.member)) {
      flag(entry.parameter, value != 0);
    } else {
      integer(entry.parameter, value);
    }
  }

  void fields() {
    integer("FieldCodes", static_cast<std::int64_t>(neuron_.fields.size()));
    for (const network::FieldRegister& entry : network::field_registers()) {
      std::vector<std::int64_t> values;  // of each field code
      for (const auto& set : neuron_.fields) values.push_back(network::value_of(entry, set));
      bind(entry.parameter, package_->vector(name(entry.parameter), entry.bits(neuron_), values));
    }
    flag("ThWritable", thresholds_);
    integer("FieldDefault", layer_.field_code);
    integer("MaskPages", plan::kMaskPages);
  }

  /// Of the signals around the layer, which its parameters imply.
  void widths() {
    const auto width = [&](std::string_view what, int bits) {
      return package_->integer(name(what), bits);
    };
    out_.in_words = width("InWords", plan_.in_words);
    out_.in_addr_bits = width("InAddrBits", fixed::address_bits(plan_.in_words));
    out_.in_bit_bits = width("InBitBits", fixed::address_bits(plan_.in_word_bits));
    out_.word_bits = width("WordBits", fixed::address_bits(plan_.words));
    out_.train_bits = width("TrainBits", plan_.neuron_lanes * steps_);
    out_.in_index_bits = width("InIndexBits", fixed::address_bits(layer_.inputs));
    const sv::Constant& lanes = out_.at("NeuronLanes");
    const sv::Constant v_bits =
        width("CommitVBits", plan_.neuron_lanes * network::potential_bits(neuron_));
    const sv::Constant d_bits = width("CommitDBits", plan_.neuron_lanes * plan_.drive_bits);
    out_.commit = {{"valid", 1},
                   {"image", 32},
                   {"step", 8},
                   {"base", 16},
                   {"mask", lanes},
                   {"v", v_bits},
                   {"d", d_bits},
                   {"spike", lanes},
                   {"armed", lanes},
                   {"over", lanes},
                   {"code", 4}};
  }

  const network::Layer& layer_;
  const network::Neuron& neuron_;
  const std::vector<Memory>& memories_;
  bool thresholds_;
  const plan::LayerPlan& plan_;
  bool time_;
  int steps_ = 1;
  std::size_t number_;
  sv::Package* package_ = nullptr;
  LayerConstants out_;
};

}  // namespace

int LayerConstants::commit_bits(std::string_view field) const {
  const auto found = std::find_if(
      commit.begin(), commit.end(), [&](const auto& pair) { return pair.first == field; });
  expects(found != commit.end(), fmt::format("a commit has a field {}", field));
  return found->second.bits;
}

const sv::Constant* LayerConstants::find(std::string_view parameter) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& pair) {
    return pair.first == parameter;
  });
  return found == parameters.end() ? nullptr : &found->second;
}

const sv::Constant& LayerConstants::at(std::string_view parameter) const {
  const sv::Constant* const found = find(parameter);
  expects(found != nullptr, fmt::format("the package has a constant for {}", parameter));
  return *found;
}

Constants make_constants(const network::Network& network,
                         const plan::Plan& plan,
                         const Features& features,
                         const Memories& memories) {
  Constants out(sv::Package("sf_core_pkg"));
  out.package.group(fmt::format("Network {}", network.name));
  out.steps = out.package.integer("Steps", network.steps);
  out.input_size = out.package.integer("InputSize", network.input.size());
  out.beat = out.package.integer("PixelsPerBeat", plan.pixels_per_beat);
  out.class_bits =
      out.package.integer("ClassBits", fixed::address_bits(network.layers.back().outputs));
  out.config_mask_bits = out.package.integer("ConfigMaskBits", plan.mask_bits());
  std::vector<std::int64_t> codes, thresholds;
  for (const network::Layer& layer : network.layers) {
    const network::Neuron& neuron = network.neuron_of(layer);
    codes.push_back(static_cast<std::int64_t>(neuron.fields.size()));
    thresholds.push_back(features.writes_thresholds(neuron) ? 1 : 0);
  }
  out.config_codes = out.package.vector("ConfigCodes", 5, codes);
  out.config_thresholds = out.package.vector("ConfigThresholds", 1, thresholds);
  out.seed = out.package.bits("Seed", 32, network.seed);
  out.memory_check = out.package.flag("MemoryCheck", features.axi);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    out.layers.push_back(LayerWriter(network, plan, k, memories[k], thresholds[k] != 0).write(out));
  }
  return out;
}

}  // namespace spinforge::emit
