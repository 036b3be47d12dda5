// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/constraints.hpp"

#include <fmt/format.h>

#include "gen/base/text.hpp"

namespace spinforge::emit {
namespace {

/// Every other constraint follows from the clock: one clock, synchronous reset, every port in its
/// domain.
constexpr std::string_view kXdc = R"(create_clock -name clk_i -period 10.000 [get_ports clk_i]

# Ports that reach pins: half of the period for the board.
# set_input_delay  -clock clk_i 5.000 [get_ports {pixel_* result_ready_i rst_ni}]
# set_output_delay -clock clk_i 5.000 [get_ports {pixel_ready_o result_* frame_error_o}]
# set_property -dict {PACKAGE_PIN E3 IOSTANDARD LVCMOS33} [get_ports clk_i]
)";

constexpr std::string_view kLpf = R"(FREQUENCY PORT "clk_i" 50 MHZ;

# LOCATE COMP "clk_i" SITE "P3";
# IOBUF PORT "clk_i" IO_TYPE=LVCMOS33;
)";

constexpr std::string_view kPcf = R"(set_frequency clk_i {}

# set_io clk_i {}
)";

}  // namespace

Constraints constraints_of(std::string_view target, std::string_view header) {
  const std::string head = text::hash_comment(header);
  if (target == "xc7") return {"constraints/sf_core.xdc", head + std::string(kXdc)};
  if (target == "ecp5") return {"constraints/sf_core.lpf", head + std::string(kLpf)};
  if (target == "ice40up5k") {
    return {"constraints/sf_core.pcf", head + fmt::format(kPcf, 12, 35)};
  }
  if (target == "ice40hx8k") {
    return {"constraints/sf_core.pcf", head + fmt::format(kPcf, 45, "J3")};
  }
  return {};
}

}  // namespace spinforge::emit
