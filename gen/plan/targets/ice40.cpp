// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/target.hpp"

namespace spinforge::plan {

/// Lattice's iCE40 UltraPlus. Parts from the data sheets FPGA-DS-02008 and, for LP/HX, 02029.
Target ice40up5k() {
  using enum MemoryKind;
  return {.name = "ice40up5k",
          // Logic cells (a LUT of four inputs and a flip-flop), RAM40_4K (4 kbit), MAC16.
          .parts = {{"iCE40UP5K", 5'280, 5'280, 30, 8}},
          // A flip-flop that does not follow its LUT takes a logic cell of its own; the core is the
          // whole design.
          .usable = {.luts = 0.7, .blocks = 1.0},
          .table_words = 16,
          .luts = {235,  177,  7.79, 6.08, 6.21, 3,     2.5,   1.18, 1.5,   1.77, 0.997, 7.42, 5.51,
                   3.46, 4.23, 1.5,  1.61, 2.24, 0.871, 0.561, 1,    0.856, 79.8, 228,   4.62},
          .lut_multipliers = true,
          .block_ram_reads_old = false,
          .memory_cells = {{kBlock, 11, {2, 4, 8}, 64, 0, 0, 0, 1.0},
                           {kBlock, 11, {2, 4, 8, 16}, 64, 0, 1, 0, 1.0}},
          .dsp_block = {16, 16, 16, 11},
          .synth = "synth_ice40 -device u",
          .with_dsp = " -dsp",
          .prices = {{"SB_LUT4", 1},  // a carry shares the cell of its LUT
                     {"SB_DFF", 0, 1},
                     {"SB_RAM40_4K", 0, 0, 1},
                     {"SB_MAC16", 0, 0, 0, 1}},
          // Of the multipliers those without registers at the product or at the sum: their bits
          // stand in one word each.
          .logic_cells = "t:SB_LUT4 t:SB_CARRY t:SB_MAC16 r:PIPELINE_16x16_MULT_REG1=1'0 %i",
          .nextpnr = {"nextpnr-ice40", "--up5k", "--package", "sg48"},
          .constraints = {"pcf", "PCF", "set_frequency {0} 12\n\n# set_io {0} 35\n"},
          .edalize = "ice40"};
}

/// The same logic and block RAM, no DSP blocks.
Target ice40hx8k() {
  Target out = ice40up5k();
  out.name = "ice40hx8k";
  out.parts = {{"iCE40HX8K", 7'680, 7'680, 32, 0}};
  out.part = out.parts.front();
  out.dsp_block = {};
  out.synth = "synth_ice40 -device hx";
  out.with_dsp = "";
  out.nextpnr = {"nextpnr-ice40", "--hx8k", "--package", "ct256"};
  out.constraints.text = "set_frequency {0} 45\n\n# set_io {0} J3\n";
  return out;
}

}  // namespace spinforge::plan
