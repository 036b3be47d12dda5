// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include "gen/base/text.hpp"

namespace spinforge::emit {
namespace {

/// Names of a top module and its ports.
struct Top {
  const char* name;
  const char* clock;
  const char* inputs;  ///< as patterns
  const char* outputs;
};
constexpr Top kCore{
    "sf_core", "clk_i", "pixel_* result_ready_i rst_ni", "pixel_ready_o result_* frame_error_o"};
constexpr Top kAxi{"sf_axi",
                   "aclk",
                   "s_axi_*valid s_axi_*addr s_axi_wdata s_axis_t* m_axis_tready aresetn",
                   "s_axi_*ready s_axi_*resp s_axi_rdata s_axis_tready m_axis_t* irq_o"};

/// Every other constraint follows from the clock: one clock, synchronous reset, every port in its
/// domain.
constexpr std::string_view kXdc = R"(create_clock -name {0} -period 10.000 [get_ports {0}]

# Ports that reach pins: half of the period for the board.
# set_input_delay  -clock {0} 5.000 [get_ports {{{1}}}]
# set_output_delay -clock {0} 5.000 [get_ports {{{2}}}]
# set_property -dict {{PACKAGE_PIN E3 IOSTANDARD LVCMOS33}} [get_ports {0}]
)";

constexpr std::string_view kLpf = R"(FREQUENCY PORT "{0}" 50 MHZ;

# LOCATE COMP "{0}" SITE "P3";
# IOBUF PORT "{0}" IO_TYPE=LVCMOS33;
)";

constexpr std::string_view kPcf = R"(set_frequency {0} {1}

# set_io {0} {2}
)";

}  // namespace

File constraints_of(std::string_view target, bool axi, std::string_view header) {
  const Top& top = axi ? kAxi : kCore;
  const auto file = [&](const char* suffix, const std::string& text) {
    return File{fmt::format("constraints/{}.{}", top.name, suffix),
                text::hash_comment(header) + text};
  };
  if (target == "xc7") return file("xdc", fmt::format(kXdc, top.clock, top.inputs, top.outputs));
  if (target == "ecp5") return file("lpf", fmt::format(kLpf, top.clock));
  if (target == "ice40up5k") return file("pcf", fmt::format(kPcf, top.clock, 12, 35));
  if (target == "ice40hx8k") return file("pcf", fmt::format(kPcf, top.clock, 45, "J3"));
  return {};
}

}  // namespace spinforge::emit
