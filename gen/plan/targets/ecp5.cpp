// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/target.hpp"

namespace spinforge::plan {

/// Lattice's ECP5. Parts from the data sheet FPGA-DS-02012.
Target ecp5() {
  using enum MemoryKind;
  return {.name = "ecp5",
          // LUTs of four inputs, DP16KD (18 kbit), MULT18X18D.
          .parts = {{"LFE5U-85F", 83'640, 83'640, 208, 156},
                    {"LFE5U-25F", 24'288, 24'288, 56, 28},
                    {"LFE5U-45F", 43'848, 43'848, 108, 72}},
          // As of xc7.
          .usable = {.luts = 0.85, .blocks = 0.9},
          .table_words = 16,
          .luts = {287, 418,  11.9, 5.94, 5.7,  5.15, 1.9,   1.5,  1.3,   2.35, 1.18, 5.78, 7.75,
                   4.4, 4.09, 2.19, 1.82, 2.75, 1.38, 0.767, 8.37, 0.761, 178,  355,  5.49},
          .lut_multipliers = false,
          .block_ram_reads_old = false,
          .memory_cells = {{kLutRam, 4, {4}, 4},
                           {kBlock, 14, {1, 2, 4, 9, 18}, 128, 0, 9, 0, 1.0},
                           {kBlock, 14, {1, 2, 4, 9, 18, 36}, 128, 0, 9, 3, 1.0}},
          .dsp_block = {18, 18, 18, 0},
          .synth = "synth_ecp5",
          .without_dsp = " -nodsp",
          .prices = {{"LUT4", 1},
                     {"CCU2C", 2},
                     {"TRELLIS_DPR16X4", 6},  // four for its bits, two for its write port
                     {"TRELLIS_FF", 0, 1},
                     {"DP16KD", 0, 0, 1},
                     {"PDPW16KD", 0, 0, 1},
                     {"MULT18X18D", 0, 0, 0, 1}},
          .logic_cells = "t:LUT4 t:PFUMX t:L6MUX21 t:CCU2C t:MULT18X18D",
          .constraints = {"lpf", "LPF", R"(FREQUENCY PORT "{0}" 50 MHZ;

# LOCATE COMP "{0}" SITE "P3";
# IOBUF PORT "{0}" IO_TYPE=LVCMOS33;
)"},
          .edalize = "ecp5"};
}

}  // namespace spinforge::plan
