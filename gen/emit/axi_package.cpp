// SPDX-License-Identifier: Apache-2.0
//
// The package of the wrapper's constants.
#include "gen/emit/axi.hpp"

namespace spinforge::emit {

AxiConstants make_axi_constants(const AxiMap& map, const plan::Plan& plan) {
  AxiConstants out{{}, sv::Package("sf_axi_pkg")};
  out.package.group("Addresses of registers, in bytes");
  for (const AxiRegister& entry : map.registers) {
    out.package.bits("Addr" + axi_constant(entry.name), kAxiAddressBits, entry.offset);
  }
  out.package.integer("LayerStride", kAxiLayerStride);
  out.package.group("Lowest bits of fields");
  for (const AxiRegister& entry : map.registers) {
    for (const AxiField& field : entry.fields) {
      out.package.integer("Bit" + axi_constant(entry.name) + axi_constant(field.name), field.low);
    }
  }
  out.package.group("The core");
  for (const char* const name : {"ID", "VERSION", "HASH0", "HASH1", "MEMORY_EXPECTED"}) {
    out.package.bits(axi_constant(name), 32, axi_register(map, name).reset.front());
  }
  out.layers = out.package.integer("Layers", map.layers);
  const std::vector<std::uint32_t>& neurons = axi_register(map, "LAYER_NEURONS").reset;
  out.package.vector("Neurons", 32, {neurons.begin(), neurons.end()});
  std::vector<std::int64_t> lanes;
  for (const plan::LayerPlan& layer : plan.layers) lanes.push_back(layer.neuron_lanes);
  out.package.vector("NeuronLanes", 9, lanes);
  return out;
}

}  // namespace spinforge::emit
