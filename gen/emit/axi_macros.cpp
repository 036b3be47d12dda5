// SPDX-License-Identifier: Apache-2.0
//
// Interfaces of the modules in rtl/targets, and the package of their constants.
#include <fmt/format.h>

#include "gen/emit/axi.hpp"
#include "gen/emit/widths.hpp"

namespace spinforge::emit {
namespace {

using enum sv::Direction;
using namespace widths;

int address(P) { return kAxiAddressBits; }
int count_lanes(P p) { return get(p, "Lanes"); }
int layer_words(P p) { return 32 * layers(p); }
int class_bits(P p) { return get(p, "ClassBits"); }

/// What stands in sf_axi_regs between the addresses and the bits, and after them.
const char* const kCoreParameters[] = {"Id",
                                       "Version",
                                       "Hash0",
                                       "Hash1",
                                       "MemoryExpected",
                                       "Layers",
                                       "Steps",
                                       "InputSize",
                                       "Classes",
                                       "ClassBits",
                                       "MaskBits",
                                       "Neurons",
                                       "Codes",
                                       "NeuronLanes",
                                       "Thresholds"};

}  // namespace

const sv::Interface& axi_lite() {
  static const sv::Interface kInterface{"sf_axi_lite",
                                        {"AddrBits"},
                                        {{"clk_i", kInput, one},
                                         {"rst_ni", kInput, one},
                                         {"awvalid_i", kInput, one},
                                         {"awready_o", kOutput, one},
                                         {"awaddr_i", kInput, address},
                                         {"awprot_i", kInput, three},
                                         {"wvalid_i", kInput, one},
                                         {"wready_o", kOutput, one},
                                         {"wdata_i", kInput, full},
                                         {"wstrb_i", kInput, four},
                                         {"bvalid_o", kOutput, one},
                                         {"bready_i", kInput, one},
                                         {"bresp_o", kOutput, two},
                                         {"arvalid_i", kInput, one},
                                         {"arready_o", kOutput, one},
                                         {"araddr_i", kInput, address},
                                         {"arprot_i", kInput, three},
                                         {"rvalid_o", kOutput, one},
                                         {"rready_i", kInput, one},
                                         {"rdata_o", kOutput, full},
                                         {"rresp_o", kOutput, two},
                                         {"write_o", kOutput, one},
                                         {"write_addr_o", kOutput, address},
                                         {"write_data_o", kOutput, full},
                                         {"write_strobe_o", kOutput, four},
                                         {"write_error_i", kInput, one},
                                         {"read_o", kOutput, one},
                                         {"read_addr_o", kOutput, address},
                                         {"read_data_i", kInput, full},
                                         {"read_error_i", kInput, one}}};
  return kInterface;
}

const sv::Interface& axi_layer() {
  static const sv::Interface kInterface{"sf_axi_layer",
                                        {"Lanes"},
                                        {{"clk_i", kInput, one},
                                         {"rst_ni", kInput, one},
                                         {"clear_i", kInput, one},
                                         {"commit_valid_i", kInput, one},
                                         {"commit_mask_i", kInput, count_lanes},
                                         {"commit_spike_i", kInput, count_lanes},
                                         {"busy_i", kInput, one},
                                         {"updates_o", kOutput, full},
                                         {"spikes_o", kOutput, full},
                                         {"cycles_o", kOutput, full}}};
  return kInterface;
}

const sv::Interface& axi_results() {
  static const sv::Interface kInterface{"sf_axi_results",
                                        {"ClassBits"},
                                        {{"clk_i", kInput, one},
                                         {"rst_ni", kInput, one},
                                         {"abort_i", kInput, one},
                                         {"result_valid_i", kInput, one},
                                         {"result_ready_o", kOutput, one},
                                         {"result_class_i", kInput, class_bits},
                                         {"result_count_i", kInput, byte},
                                         {"result_last_i", kInput, one},
                                         {"end_i", kInput, one},
                                         {"cut_i", kInput, one},
                                         {"cut_taken_o", kOutput, one},
                                         {"packet_o", kOutput, one},
                                         {"tvalid_o", kOutput, one},
                                         {"tready_i", kInput, one},
                                         {"tdata_o", kOutput, full},
                                         {"tlast_o", kOutput, one},
                                         {"tuser_o", kOutput, one}}};
  return kInterface;
}

const sv::Interface& axi_session() {
  static const sv::Interface kInterface{"sf_axi_session",
                                        {"InputSize", "Depth", "ResetCycles"},
                                        {{"clk_i", kInput, one},
                                         {"rst_ni", kInput, one},
                                         {"soft_reset_i", kInput, one},
                                         {"core_rst_no", kOutput, one},
                                         {"resetting_o", kOutput, one},
                                         {"many_i", kInput, one},
                                         {"joined_i", kInput, one},
                                         {"tvalid_i", kInput, one},
                                         {"tready_o", kOutput, one},
                                         {"tdata_i", kInput, byte},
                                         {"tlast_i", kInput, one},
                                         {"pixel_valid_o", kOutput, one},
                                         {"pixel_last_o", kOutput, one},
                                         {"pixel_ready_i", kInput, one},
                                         {"frame_error_i", kInput, one},
                                         {"result_valid_i", kInput, one},
                                         {"result_ready_i", kInput, one},
                                         {"result_last_i", kInput, one},
                                         {"result_end_o", kOutput, one},
                                         {"cut_o", kOutput, one},
                                         {"cut_taken_i", kInput, one},
                                         {"pixel_event_o", kOutput, one},
                                         {"image_in_o", kOutput, one},
                                         {"image_out_o", kOutput, one},
                                         {"image_cycles_o", kOutput, full},
                                         {"active_o", kOutput, one}}};
  return kInterface;
}

const sv::Interface& axi_memory() {
  static const sv::Interface kInterface{"sf_axi_memory",
                                        {"Layers", "Rows"},
                                        {{"clk_i", kInput, one},
                                         {"rst_ni", kInput, one},
                                         {"start_i", kInput, one},
                                         {"idle_i", kInput, one},
                                         {"check_valid_o", kOutput, one},
                                         {"check_row_o", kOutput, full},
                                         {"check_fold_i", kInput, layer_words},
                                         {"checking_o", kOutput, one},
                                         {"sum_o", kOutput, full}}};
  return kInterface;
}

sv::Interface axi_regs(const AxiMap& map) {
  sv::Interface out{"sf_axi_regs",
                    {},
                    {{"clk_i", kInput, one},
                     {"rst_ni", kInput, one},
                     {"write_i", kInput, one},
                     {"write_addr_i", kInput, address},
                     {"write_data_i", kInput, full},
                     {"write_strobe_i", kInput, four},
                     {"write_error_o", kOutput, one},
                     {"read_i", kInput, one},
                     {"read_addr_i", kInput, address},
                     {"read_data_o", kOutput, full},
                     {"read_error_o", kOutput, one},
                     {"soft_reset_o", kOutput, one},
                     {"resetting_i", kInput, one},
                     {"active_i", kInput, one},
                     {"busy_i", kInput, layers},
                     {"frame_error_i", kInput, one},
                     {"pixel_event_i", kInput, one},
                     {"image_in_i", kInput, one},
                     {"image_o", kOutput, full},
                     {"image_out_i", kInput, one},
                     {"out_image_i", kInput, full},
                     {"out_class_i", kInput, class_bits},
                     {"out_cycles_i", kInput, full},
                     {"many_o", kOutput, one},
                     {"joined_o", kOutput, one},
                     {"packet_i", kInput, one},
                     {"irq_o", kOutput, one},
                     {"clear_o", kOutput, one},
                     {"layer_updates_i", kInput, layer_words},
                     {"layer_spikes_i", kInput, layer_words},
                     {"layer_cycles_i", kInput, layer_words},
                     {"check_o", kOutput, one},
                     {"checking_i", kInput, one},
                     {"memory_sum_i", kInput, full},
                     {"idle_o", kOutput, one},
                     {"cfg_valid_o", kOutput, one},
                     {"cfg_ready_i", kInput, one},
                     {"cfg_error_i", kInput, one},
                     {"cfg_is_mask_o", kOutput, one},
                     {"cfg_is_threshold_o", kOutput, one},
                     {"cfg_layer_o", kOutput, byte},
                     {"cfg_now_o", kOutput, one},
                     {"cfg_image_o", kOutput, full},
                     {"cfg_step_o", kOutput, byte},
                     {"cfg_code_o", kOutput, four},
                     {"cfg_page_o", kOutput, two},
                     {"cfg_word_o", kOutput, half},
                     {"cfg_mask_o", kOutput, [](P p) { return get(p, "MaskBits"); }},
                     {"cfg_which_o", kOutput, two},
                     {"cfg_value_o", kOutput, threshold}}};
  for (const AxiRegister& entry : map.registers) {
    out.parameters.push_back("Addr" + axi_constant(entry.name));
  }
  out.parameters.emplace_back("LayerStride");
  for (const AxiRegister& entry : map.registers) {
    for (const AxiField& field : entry.fields) {
      out.parameters.push_back("Bit" + axi_constant(entry.name) + axi_constant(field.name));
    }
  }
  for (const char* const name : kCoreParameters) out.parameters.emplace_back(name);
  return out;
}

AxiConstants make_axi_constants(const AxiMap& map, const plan::Plan& plan) {
  AxiConstants out{{}, {}, {}, sv::Package("sf_axi_pkg")};
  const auto bind = [&](const std::string& name, const sv::Constant& constant) {
    out.parameters.emplace_back(name, constant);
  };
  out.package.group("Addresses of registers, in bytes");
  for (const AxiRegister& entry : map.registers) {
    const std::string name = "Addr" + axi_constant(entry.name);
    bind(name, out.package.bits(name, kAxiAddressBits, entry.offset));
  }
  bind("LayerStride", out.package.integer("LayerStride", kAxiLayerStride));
  out.package.group("Lowest bits of fields");
  for (const AxiRegister& entry : map.registers) {
    for (const AxiField& field : entry.fields) {
      const std::string name = "Bit" + axi_constant(entry.name) + axi_constant(field.name);
      bind(name, out.package.integer(name, field.low));
    }
  }
  out.package.group("The core");
  for (const char* const name : {"ID", "VERSION", "HASH0", "HASH1", "MEMORY_EXPECTED"}) {
    const std::string constant = axi_constant(name);
    bind(constant, out.package.bits(constant, 32, axi_register(map, name).reset.front()));
  }
  out.layers = out.package.integer("Layers", map.layers);
  bind("Layers", out.layers);
  out.memory_rows = out.package.integer("MemoryRows", map.memory_rows);
  const std::vector<std::uint32_t>& neurons = axi_register(map, "LAYER_NEURONS").reset;
  bind("Neurons", out.package.vector("Neurons", 32, {neurons.begin(), neurons.end()}));
  std::vector<std::int64_t> lanes;
  for (const plan::LayerPlan& layer : plan.layers) lanes.push_back(layer.neuron_lanes);
  bind("NeuronLanes", out.package.vector("NeuronLanes", 9, lanes));
  return out;
}

}  // namespace spinforge::emit
