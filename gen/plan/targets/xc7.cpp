// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/target.hpp"

namespace spinforge::plan {

/// AMD's 7 series. Parts from the data sheets DS180 and, for Zynq-7000, DS190 (its programmable
/// logic is that of the Artix-7).
Target xc7() {
  using enum MemoryKind;
  return {.name = "xc7",
          // LUTs of six inputs, RAMB36, DSP48E1.
          .parts = {{"XC7A100T", 63'400, 126'800, 135, 240},
                    {"XC7A15T", 10'400, 20'800, 25, 45},
                    {"XC7A35T", 20'800, 41'600, 50, 90},
                    {"XC7A50T", 32'600, 65'200, 75, 120},
                    {"XC7A75T", 47'200, 94'400, 105, 180},
                    {"XC7A200T", 134'600, 269'200, 365, 740},
                    {"XC7K70T", 41'000, 82'000, 135, 240},
                    {"XC7K160T", 101'400, 202'800, 325, 600},
                    {"XC7K325T", 203'800, 407'600, 445, 840},
                    {"XC7K410T", 254'200, 508'400, 795, 1'540},
                    {"XC7Z010", 17'600, 35'200, 60, 80},
                    {"XC7Z020", 53'200, 106'400, 140, 220}},
          // The estimate may be off, and a full part is hard to route; a bus, a DMA engine or a
          // processor's memory stands beside.
          .usable = {.luts = 0.85, .blocks = 0.9},
          .table_words = 64,
          .luts = {280,  206, 4.25, 3.53,  2.86, 1.9,  1.1,   0.995, 0.723, 0.75, 0.248, 4.4, 3.52,
                   2.65, 3.7, 1.82, 0.573, 2.22, 0.67, 0.664, 5.29,  0.54,  82,   213,   1.34},
          .lut_multipliers = false,
          .block_ram_reads_old = true,
          .memory_cells = {{kLutRam, 7, {1}, 8, 8},
                           {kLutRam, 6, {2}, 8, 8},
                           {kLutRam, 5, {4}, 8, 8},
                           {kLutRam, 6, {3}, 8, 7},
                           {kLutRam, 5, {6}, 8, 7},
                           {kBlock, 16, {1}, 513, 0, 9, 0, 2.0},
                           {kBlock, 15, {1, 2, 4, 9, 18, 36}, 257, 0, 9, 0, 1.0},
                           {kBlock, 14, {1, 2, 4, 9, 18}, 129, 0, 9, 0, 0.5},
                           {kBlock, 15, {1, 2, 4, 9, 18, 36, 72}, 257, 0, 9, 3, 1.0},
                           {kBlock, 14, {1, 2, 4, 9, 18, 36}, 129, 0, 9, 3, 0.5}},
          .dsp_block = {25, 18, 18, 9, true, true},
          .synth = "synth_xilinx -family xc7 -flatten -noiopad",
          .without_dsp = " -nodsp",
          .prices = {{"LUT", 1},
                     {"SRL", 1},
                     {"RAM32M", 4},
                     {"RAM64M", 4},
                     {"RAM32X1S", 1},
                     {"RAM64X1S", 1},
                     {"RAM128X1S", 2},
                     {"RAM256X1S", 4},
                     {"RAM32X1D", 2},
                     {"RAM64X1D", 2},
                     {"RAM128X1D", 4},
                     {"FD", 0, 1},
                     {"RAMB36", 0, 0, 1},
                     {"RAMB18", 0, 0, 0.5},
                     {"DSP48", 0, 0, 0, 1}},
          .logic_cells = "t:LUT* t:MUXF* t:CARRY4 t:DSP48E1 r:MREG=0 %i r:PREG=0 %i",
          .constraints = {"xdc", "xdc", R"(create_clock -name {0} -period 10.000 [get_ports {0}]

# Ports that reach pins: half of the period for the board.
# set_input_delay  -clock {0} 5.000 [get_ports {{{1}}}]
# set_output_delay -clock {0} 5.000 [get_ports {{{2}}}]
# set_property -dict {{PACKAGE_PIN E3 IOSTANDARD LVCMOS33}} [get_ports {0}]
)"},
          .edalize = "xilinx",
          .vivado_part = "xc7a100tcsg324-1"};
}

}  // namespace spinforge::plan
