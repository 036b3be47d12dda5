// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi_adapter.hpp"

#include "gen/emit/adapter.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kAxiTick = R"adapter(
void sf_axi_tick(SfModel* model, const SfAxiInputs* inputs, SfAxiOutputs* outputs) {
  Top& core = model->core;
  core.aclk = 0;
  core.aresetn = inputs->resetn;
  core.s_axi_awvalid = inputs->awvalid;
  core.s_axi_awaddr = inputs->awaddr;
  core.s_axi_awprot = 0;
  core.s_axi_wvalid = inputs->wvalid;
  core.s_axi_wdata = inputs->wdata;
  core.s_axi_wstrb = inputs->wstrb;
  core.s_axi_bready = inputs->bready;
  core.s_axi_arvalid = inputs->arvalid;
  core.s_axi_araddr = inputs->araddr;
  core.s_axi_arprot = 0;
  core.s_axi_rready = inputs->rready;
  core.s_axis_tvalid = inputs->pixel_valid;
  core.s_axis_tdata = inputs->pixel_data;
  core.s_axis_tlast = inputs->pixel_last;
  core.m_axis_tready = inputs->result_ready;
  model->eval();
  outputs->awready = core.s_axi_awready;
  outputs->wready = core.s_axi_wready;
  outputs->bvalid = core.s_axi_bvalid;
  outputs->bresp = core.s_axi_bresp;
  outputs->arready = core.s_axi_arready;
  outputs->rvalid = core.s_axi_rvalid;
  outputs->rresp = core.s_axi_rresp;
  outputs->rdata = core.s_axi_rdata;
  outputs->pixel_ready = core.s_axis_tready;
  outputs->result_valid = core.m_axis_tvalid;
  outputs->result_last = core.m_axis_tlast;
  outputs->result_user = core.m_axis_tuser;
  outputs->result_data = core.m_axis_tdata;
  outputs->irq = core.irq_o;
  outputs->frame_error = core.frame_error_o;
  outputs->busy = core.status_busy_o;
  sample_commits(core, outputs->commits);
  core.aclk = 1;
  model->eval();
}
)adapter";

bool is_watched(std::string_view name) {
  return name.starts_with("commit") || name == "frame_error_o" || name == "status_busy_o";
}

}  // namespace

std::string axi_probe_text(const sv::Interface& axi,
                           const sv::Interface& core,
                           std::string_view header) {
  sv::Module module("sf_axi_probe");
  module.parameter("MemDir", "mem/", "Directory of the memory images, with a slash at its end.");
  module.group_ports("of sf_axi");
  sv::Instance inside(axi, "u_axi");
  inside.set_text("MemDir", "{MemDir}");
  for (const sv::Interface::Port& port : axi.ports) {
    const int width = port.width({});
    inside.connect(port.name,
                   port.direction == sv::Direction::kInput ? module.input(port.name, width)
                                                           : module.output(port.name, width));
  }
  module.add(inside, "The wrapper");
  module.group_ports("of the core inside");
  module.group_assignments("The core inside");
  for (const sv::Interface::Port& port : core.ports) {
    if (!is_watched(port.name)) continue;
    const int width = port.width({});
    module.assign(module.output(port.name, width), {"u_axi.u_core." + port.name, width});
  }
  return module.print(header);
}

std::string axi_adapter_text(const network::Network& network,
                             const plan::Plan& plan,
                             std::string_view header) {
  return adapter_around(network, plan, "Vsf_axi", kAxiTick, "", header);
}

}  // namespace spinforge::emit
