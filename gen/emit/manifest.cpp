// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/manifest.hpp"

#include <fmt/format.h>

#include "gen/directory/inventory.hpp"
#include "gen/directory/manifest.hpp"
#include "gen/emit/memory.hpp"

namespace spinforge::emit {
namespace {

using Json = nlohmann::ordered_json;

/// The convolution of a layer, null where it is dense.
Json conv_json(const network::Layer& layer) {
  if (!layer.conv) return nullptr;
  const network::Conv& conv = *layer.conv;
  const network::Shape out = conv.output();
  const char* const pool = conv.pool == network::Pool::kNone  ? "none"
                           : conv.pool == network::Pool::kMax ? "max"
                                                              : "sum";
  return {{"input", {conv.input.height, conv.input.width, conv.input.channels}},
          {"output", {out.height, out.width, out.channels}},
          {"kernel", conv.kernel},
          {"stride", conv.stride},
          {"padding", conv.padding},
          {"pool", pool},
          {"pool_size", conv.pool_size}};
}

Json layer_json(const network::Network& network, const plan::Plan& plan, std::size_t index) {
  const network::Layer& layer = network.layers[index];
  const network::Neuron& neuron = network.neuron_of(layer);
  const plan::LayerPlan& p = plan.layers[index];
  const MemoryBits memory = memory_bits(layer, p);
  const network::Bounds range = network::bounds(network, index);
  return {{"layer", index + 1},
          {"inputs", layer.inputs},
          {"neurons", layer.outputs},
          {"conv", conv_json(layer)},
          {"neuron", neuron.name},
          {"direct", p.direct},
          {"lanes", p.lanes},
          {"neuron_lanes", p.neuron_lanes},
          {"blocks", p.blocks},
          {"block_words", p.block_words},
          {"words", p.words},
          {"in_word_bits", p.in_word_bits},
          {"in_words", p.in_words},
          {"weight_bits", layer.weight_bits},
          {"counter_bits", p.counter_bits},
          {"d0_bits", p.d0_bits},
          {"drive_bits", p.drive_bits},
          {"potential_bits", network::potential_bits(neuron)},
          {"memory_bits",
           {{"weights", memory.weights},
            {"biases", memory.biases},
            {"muls", memory.muls},
            {"neurons", memory.neurons}}},
          {"bounds",
           {{"counter", {range.counter_min, range.counter_max}},
            {"d0", {range.d0_min, range.d0_max}},
            {"d", {range.d_min, range.d_max}}}}};
}

}  // namespace

nlohmann::ordered_json plan_json(const network::Network& network, const plan::Plan& plan) {
  Json out = Json::array();
  for (std::size_t k = 0; k < plan.layers.size(); ++k) out.push_back(layer_json(network, plan, k));
  return out;
}

std::string manifest_text(const network::Network& network,
                          const plan::Plan& plan,
                          const Identity& identity,
                          const std::vector<File>& files) {
  directory::Manifest out{.top = identity.prefix + "_core",
                          .wrapper = identity.features.axi ? identity.prefix + "_axi" : "",
                          .network = network.name,
                          .network_hash = identity.network_hash,
                          .order = plan.order,
                          .pixels_per_beat = plan.pixels_per_beat,
                          .lanes = {},
                          .neuron_lanes = {},
                          .pipeline = plan.layers.front().pipeline,
                          .parity = plan.layers.front().parity,
                          .thresholds = identity.features.thresholds,
                          .generator = std::string(directory::kGenerator) + SPINFORGE_VERSION,
                          .command = identity.command,
                          .target = identity.target,
                          .plan = plan_json(network, plan),
                          .files = directory::hashes_of(files)};
  for (const plan::LayerPlan& layer : plan.layers) {
    out.lanes.push_back(layer.lanes);
    out.neuron_lanes.push_back(layer.neuron_lanes);
  }
  return directory::to_text(out);
}

}  // namespace spinforge::emit
