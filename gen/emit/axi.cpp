// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/emit/macros.hpp"
#include "gen/emit/vivado.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

using sv::Instance;
using sv::Signal;
using sv::tied;

/// Images that can be under way: two in the pixel buffer, at most two in each layer and its
/// buffers, one in the read-out; rounded up to a power of two. Ends without an image share the
/// room, and pixels wait where there is none.
int session_depth(int layers) {
  int depth = 8;
  while (depth < 2 * layers + 6) depth *= 2;
  return depth;
}

/// Wires sf_axi. Ports have the names of the AMBA specifications, so that block design tools find
/// the interfaces by themselves.
class AxiWriter {
 public:
  AxiWriter(const AxiMap& map, const AxiConstants& axi, const Core& core)
      : map_(map),
        axi_(axi),
        constants_(core.constants),
        features_(core.identity.features),
        module_("sf_axi"),
        core_(core.interface, "u_core"),
        regs_(macro("sf_axi_regs"), "u_regs") {}

  sv::Module write() {
    module_.parameter("MemDir", "mem/", "Directory of the memory images, with a slash at its end.");
    module_.group_ports("clock, and synchronous reset");
    clk_ = input("aclk");
    rst_ = input("aresetn");
    registers();
    session();
    results();
    configuration();
    layer_counters();
    memories();
    module_.add(regs_, "Registers");
    // In braces: no parameter has a port's short form.
    core_.set_text("MemDir", "{MemDir}");
    module_.add(core_, "Core");
    return std::move(module_);
  }

 private:
  /// A port, with what Vivado calls it.
  Signal input(const std::string& name, int width = 1) {
    for (const auto& [key, value] : interface_attributes(name)) module_.attribute(key, value);
    return module_.input(name, width);
  }
  Signal output(const std::string& name, int width = 1) {
    for (const auto& [key, value] : interface_attributes(name)) module_.attribute(key, value);
    return module_.output(name, width);
  }

  Instance instance(const sv::Interface& interface, std::string_view name) {
    Instance out(interface, name);
    out.connect("clk_i", clk_).connect("rst_ni", rst_);
    return out;
  }

  /// A signal from `from`'s output to `to`'s input.
  Signal link(Instance& from,
              const char* output,
              Instance& to,
              const char* input,
              const char* name,
              const sv::Width& width = 1) {
    const Signal signal = module_.signal(name, width);
    from.connect(output, signal);
    to.connect(input, signal);
    return signal;
  }

  /// AXI4-Lite, down to the register bus.
  void registers() {
    regs_.connect("clk_i", clk_).connect("rst_ni", rst_);
    regs_.set("Layers", axi_.layers)
        .set("Steps", constants_.steps)
        .set("InputSize", constants_.input_size)
        .set("Classes", constants_.layers.back().at("Neurons"))
        .set("ClassBits", constants_.class_bits)
        .set("MaskBits", constants_.config_mask_bits)
        .set("Codes", constants_.config_codes)
        .set("Thresholds", constants_.config_thresholds);
    Instance lite = instance(macro("sf_axi_lite"), "u_lite");
    lite.set("AddrBits", kAxiAddressBits);
    module_.group_ports("AXI4-Lite slave: registers");
    for (const sv::Interface::Port& port : macro("sf_axi_lite").ports) {
      const std::string name = port.name.substr(0, port.name.rfind('_'));
      if (name == "clk" || name == "rst" || name.starts_with("write_") || name == "write" ||
          name.starts_with("read_") || name == "read") {
        continue;
      }
      const int width = port.width({{"AddrBits", kAxiAddressBits}});
      lite.connect(port.name,
                   port.direction == sv::Direction::kInput ? input("s_axi_" + name, width)
                                                           : output("s_axi_" + name, width));
    }
    module_.group_signals("register bus");
    link(lite, "write_o", regs_, "write_i", "write");
    link(lite, "write_addr_o", regs_, "write_addr_i", "write_addr", kAxiAddressBits);
    link(lite, "write_data_o", regs_, "write_data_i", "write_data", 32);
    link(lite, "write_strobe_o", regs_, "write_strobe_i", "write_strobe", 4);
    link(regs_, "write_error_o", lite, "write_error_i", "write_error");
    link(lite, "read_o", regs_, "read_i", "read");
    link(lite, "read_addr_o", regs_, "read_addr_i", "read_addr", kAxiAddressBits);
    link(regs_, "read_data_o", lite, "read_data_i", "read_data", 32);
    link(regs_, "read_error_o", lite, "read_error_i", "read_error");
    module_.add(lite, "AXI4-Lite");
  }

  /// AXI4-Stream of pixels, down to the core.
  void session() {
    Instance session = instance(macro("sf_axi_session"), "u_session");
    session.set("InputSize", constants_.input_size)
        .set("Depth", session_depth(map_.layers))
        .set("ResetCycles", 4);
    module_.group_ports("AXI4-Stream slave: pixels, tlast on the last of a packet");
    session.connect("tvalid_i", input("s_axis_tvalid"))
        .connect("tready_o", output("s_axis_tready"));
    const Signal data = input("s_axis_tdata", 8);
    const Signal last = input("s_axis_tlast");
    session.connect("tdata_i", data).connect("tlast_i", last);
    core_.connect("clk_i", clk_).connect("pixel_data_i", data);

    module_.group_signals("session");
    link(regs_, "soft_reset_o", session, "soft_reset_i", "soft_reset");
    link(session, "core_rst_no", core_, "rst_ni", "core_rst_n");
    resetting_ = link(session, "resetting_o", regs_, "resetting_i", "resetting");
    link(session, "active_o", regs_, "active_i", "active");
    link(regs_, "many_o", session, "many_i", "many");
    link(regs_, "joined_o", session, "joined_i", "joined");
    link(session, "pixel_valid_o", core_, "pixel_valid_i", "pixel_valid");
    link(session, "pixel_last_o", core_, "pixel_last_i", "pixel_last");
    link(core_, "pixel_ready_o", session, "pixel_ready_i", "pixel_ready");
    link(regs_, "image_o", core_, "pixel_image_i", "image", 32);
    const Signal error = link(core_, "frame_error_o", session, "frame_error_i", "frame_error");
    regs_.connect("frame_error_i", error);
    link(session, "pixel_event_o", regs_, "pixel_event_i", "pixel_event");
    link(session, "image_in_o", regs_, "image_in_i", "image_in");
    link(session, "image_out_o", regs_, "image_out_i", "image_out");
    link(session, "image_cycles_o", regs_, "out_cycles_i", "out_cycles", 32);
    result_valid_ = link(core_, "result_valid_o", session, "result_valid_i", "result_valid");
    result_ready_ = module_.signal("result_ready");
    result_last_ = link(core_, "result_last_o", session, "result_last_i", "result_last");
    session.connect("result_ready_i", result_ready_);
    result_end_ = module_.signal("result_end");
    cut_ = module_.signal("cut");
    cut_taken_ = module_.signal("cut_taken");
    session.connect("result_end_o", result_end_)
        .connect("cut_o", cut_)
        .connect("cut_taken_i", cut_taken_);
    module_.add(session, "Images under way");
  }

  /// The core's results, up to an AXI4-Stream.
  void results() {
    Instance results = instance(macro("sf_axi_results"), "u_results");
    results.set("ClassBits", constants_.class_bits)
        .connect("abort_i", resetting_)
        .connect("result_valid_i", result_valid_)
        .connect("result_ready_o", result_ready_)
        .connect("result_last_i", result_last_)
        .connect("end_i", result_end_)
        .connect("cut_i", cut_)
        .connect("cut_taken_o", cut_taken_);
    link(results, "packet_o", regs_, "packet_i", "packet");
    core_.connect("result_ready_i", result_ready_);
    const Signal winner = link(
        core_, "result_class_o", results, "result_class_i", "result_class", constants_.class_bits);
    regs_.connect("out_class_i", winner);
    link(core_, "result_count_o", results, "result_count_i", "result_count", 8);
    link(core_, "result_image_o", regs_, "out_image_i", "result_image", 32);
    module_.group_ports(
        "AXI4-Stream master: {class, 8'd0, count} of each class, tlast on the last of a packet; "
        "tuser where it was cut off");
    results.connect("tvalid_o", output("m_axis_tvalid"))
        .connect("tready_i", input("m_axis_tready"))
        .connect("tdata_o", output("m_axis_tdata", 32))
        .connect("tlast_o", output("m_axis_tlast"))
        .connect("tuser_o", output("m_axis_tuser"));
    module_.add(results, "Results");
    module_.group_ports("interrupt: a level, high while an enabled bit of it is pending");
    regs_.connect("irq_o", output("irq_o"));
  }

  /// Register bus to configuration port.
  void configuration() {
    module_.group_signals("configuration");
    link(regs_, "cfg_valid_o", core_, "cfg_valid_i", "cfg_valid");
    link(core_, "cfg_ready_o", regs_, "cfg_ready_i", "cfg_ready");
    link(core_, "cfg_error_o", regs_, "cfg_error_i", "cfg_error");
    const auto down = [&](const std::string& name, const sv::Width& width = 1) {
      link(regs_, (name + "_o").c_str(), core_, (name + "_i").c_str(), name.c_str(), width);
    };
    down("cfg_is_mask");
    down("cfg_layer", 8);
    down("cfg_now");
    down("cfg_image", 32);
    down("cfg_step", 8);
    down("cfg_code", 4);
    down("cfg_page", 2);
    down("cfg_word", 16);
    down("cfg_mask", constants_.config_mask_bits);
    const int value_bits = regs_.interface().port("cfg_value_o").width({});
    if (features_.thresholds) {
      down("cfg_is_threshold");
      down("cfg_which", 2);
      down("cfg_value", value_bits);
    } else {
      regs_.connect("cfg_is_threshold_o", module_.unused("cfg_is_threshold"))
          .connect("cfg_which_o", module_.unused("cfg_which", 2))
          .connect("cfg_value_o", module_.unused("cfg_value", value_bits));
    }
  }

  /// A counter for each layer, and the commit port behind it.
  void layer_counters() {
    const int layers = map_.layers;
    module_.group_signals("layers");
    const Signal busy = link(core_, "status_busy_o", regs_, "busy_i", "busy", layers);
    const Signal clear = module_.signal("clear");
    regs_.connect("clear_o", clear);
    std::vector<std::string> names[3];
    const char* const kinds[] = {"updates", "spikes", "cycles"};
    for (int k = layers; k >= 1; --k) {
      Instance layer = instance(macro("sf_axi_layer"), fmt::format("u_layer{}", k));
      const sv::Constant& lanes =
          constants_.layers[static_cast<std::size_t>(k - 1)].at("NeuronLanes");
      layer.set("Lanes", lanes)
          .connect("clear_i", clear)
          .connect("busy_i", sv::slice(busy, k - 1, k - 1));
      commits(layer, k, lanes);
      for (int kind = 0; kind < 3; ++kind) {
        const Signal count = module_.signal(fmt::format("layer{}_{}", k, kinds[kind]), 32);
        layer.connect(fmt::format("{}_o", kinds[kind]), count);
        names[kind].push_back(count.name);
      }
      module_.add(layer, fmt::format("Counters of layer {}", k));
    }
    module_.group_assignments("Counters, layer 1 lowest");
    for (int kind = 0; kind < 3; ++kind) {
      const Signal all = module_.signal(fmt::format("all_{}", kinds[kind]), 32 * layers);
      module_.assign(all, {sv::concat(names[kind]), 32 * layers});
      regs_.connect(fmt::format("layer_{}_i", kinds[kind]), all);
    }
  }

  /// The commit port of layer `k`: what is counted, and the rest left open.
  void commits(Instance& layer, int k, const sv::Constant& lanes) {
    const std::string prefix = fmt::format("commit{}_", k);
    for (const sv::Interface::Port& port : core_.interface().ports) {
      if (!port.name.starts_with(prefix)) continue;
      const std::string name = port.name.substr(0, port.name.size() - 2);
      const std::string field = name.substr(prefix.size());
      const int width = port.width({});
      if (field == "valid" || field == "mask" || field == "spike") {
        const Signal signal =
            module_.signal(name, field == "valid" ? sv::Width(1) : sv::Width(lanes));
        core_.connect(port.name, signal);
        layer.connect(fmt::format("commit_{}_i", field), signal);
      } else {
        core_.connect(port.name, module_.unused(name, width));
      }
    }
  }

  /// What the memories hold, by their read ports.
  void memories() {
    Instance memory = instance(macro("sf_axi_memory"), "u_memory");
    memory.set("Layers", axi_.layers).set("Rows", map_.memory_rows);
    module_.group_signals("checksum of the memories");
    link(regs_, "check_o", memory, "start_i", "check");
    link(regs_, "idle_o", memory, "idle_i", "idle");
    link(memory, "check_valid_o", core_, "check_valid_i", "check_valid");
    link(memory, "check_row_o", core_, "check_row_i", "check_row", 32);
    link(core_, "check_fold_o", memory, "check_fold_i", "check_fold", 32 * map_.layers);
    link(memory, "checking_o", regs_, "checking_i", "checking");
    link(memory, "sum_o", regs_, "memory_sum_i", "memory_sum", 32);
    module_.add(memory, "Checksum of the memories");
  }

  const AxiMap& map_;
  const AxiConstants& axi_;
  const Constants& constants_;
  const Features& features_;
  sv::Module module_;
  Instance core_, regs_;
  Signal clk_, rst_, resetting_, result_valid_, result_ready_, result_last_;
  Signal result_end_, cut_, cut_taken_;
};

}  // namespace

Wrapper::Wrapper(const Core& of)
    : core(of),
      map(make_axi_map(of.network, of.plan, of.identity.network_hash, of.identity.features)),
      constants(make_axi_constants(map, of.plan)),
      module(AxiWriter(map, constants, of).write()),
      interface(module.interface()) {}

std::string axi_text(const Wrapper& wrapper) {
  return wrapper.module.print(wrapper.core.header(
      "A neuromorphic core between AXI4-Stream (pixels in, results out) and AXI4-Lite "
      "(registers).\n\n"
      "Reset       synchronous, active low\n"
      "Registers   axi/registers.md, axi/registers.h, axi/registers.json\n"
      "Golden      the integer network in network/"));
}

}  // namespace spinforge::emit
