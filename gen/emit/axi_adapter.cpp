// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi_adapter.hpp"

#include <fmt/format.h>

#include <vector>

#include "gen/emit/adapter.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

/// A port of sf_axi; they are the same for every network.
struct Port {
  const char* direction;
  int width;
  const char* name;
};

constexpr Port kPorts[] = {
    {"input", 1, "aclk"},           {"input", 1, "aresetn"},        {"input", 1, "s_axi_awvalid"},
    {"output", 1, "s_axi_awready"}, {"input", 12, "s_axi_awaddr"},  {"input", 3, "s_axi_awprot"},
    {"input", 1, "s_axi_wvalid"},   {"output", 1, "s_axi_wready"},  {"input", 32, "s_axi_wdata"},
    {"input", 4, "s_axi_wstrb"},    {"output", 1, "s_axi_bvalid"},  {"input", 1, "s_axi_bready"},
    {"output", 2, "s_axi_bresp"},   {"input", 1, "s_axi_arvalid"},  {"output", 1, "s_axi_arready"},
    {"input", 12, "s_axi_araddr"},  {"input", 3, "s_axi_arprot"},   {"output", 1, "s_axi_rvalid"},
    {"input", 1, "s_axi_rready"},   {"output", 32, "s_axi_rdata"},  {"output", 2, "s_axi_rresp"},
    {"input", 1, "s_axis_tvalid"},  {"output", 1, "s_axis_tready"}, {"input", 8, "s_axis_tdata"},
    {"input", 1, "s_axis_tlast"},   {"output", 1, "m_axis_tvalid"}, {"input", 1, "m_axis_tready"},
    {"output", 32, "m_axis_tdata"}, {"output", 1, "m_axis_tlast"},  {"output", 1, "m_axis_tuser"}};

constexpr std::string_view kTick = R"adapter(
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

std::string declaration(std::string_view direction, int width, std::string_view name) {
  const std::string range = width == 1 ? "" : fmt::format("[{}:0] ", width - 1);
  return fmt::format("  {:<6} logic {}{}", direction, range, name);
}

}  // namespace

std::string axi_probe_text(const sv::Interface& core, std::string_view header) {
  std::vector<std::string> ports, connections;
  std::string assignments;
  for (const Port& port : kPorts) {
    ports.push_back(declaration(port.direction, port.width, port.name));
    connections.push_back(fmt::format("    .{0}({0})", port.name));
  }
  for (const sv::Interface::Port& port : core.ports) {
    if (!is_watched(port.name)) continue;
    ports.push_back(declaration("output", port.width({}), port.name));
    assignments += fmt::format("  assign {0} = u_axi.u_core.{0};\n", port.name);
  }
  return fmt::format(
      "{}{}`default_nettype none\n\nmodule sf_axi_probe (\n{}\n);\n\n  sf_axi u_axi (\n{}\n  "
      ");\n\n{}\n"
      "endmodule\n\n`default_nettype wire\n",
      sv::comment(header),
      sv::kTimescale,
      fmt::join(ports, ",\n"),
      fmt::join(connections, ",\n"),
      assignments);
}

std::string axi_adapter_text(const network::Network& network,
                             const plan::Plan& plan,
                             std::string_view header) {
  return adapter_around(network, plan, "Vsf_axi", kTick, header);
}

}  // namespace spinforge::emit
