// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The FPGAs that a core is made for. All that is known of one is data, filled in by a file of
/// targets/; what plans, emits and synthesises reads these fields and knows no target's name.
namespace spinforge::plan {

/// What a part has, in the units that synthesis counts for the family.
struct Part {
  std::string_view name;
  int lut = 0, ff = 0, bram = 0, dsp = 0;
};

/// Shares of a part that are planned for.
struct Usable {
  double luts;
  double blocks;  ///< block RAMs and DSP blocks
};

/// What the LUTs of a core are proportional to. A family has a number of LUTs for one of each.
enum class Feature {
  kCore,        ///< 1
  kLayers,      ///< layers: control, queue of selects, tags
  kWalls,       ///< bits of V of all neuron macros with a wall
  kLeaky,       ///< bits of V of all leaky neuron macros
  kRefractory,  ///< bits of their countdowns
  kDrives,      ///< bits of D of all neuron macros
  kProducts,    ///< bit products of the multipliers that are in LUTs, both operands varying
  kConstants,   ///< bits added by those with a constant operand
  kPieces,      ///< bits added between the pieces of a product in several DSP blocks
  kLanes,       ///< counter bits of all synapse lanes whose adder is in LUTs
  kDrain,       ///< counter bits that are moved on while a block is drained
  kWalk,        ///< words of a window
  kWordBits,    ///< bits of such a word
  kBuffers,     ///< words of the bitmaps
  kSums,        ///< in time order: counter bits of all lanes that are summed step by step
  kTrains,      ///< in time order: bits of the trains that the neuron macros put together
  kWindows,     ///< words of all windows of a pooled position
  kPool,        ///< bits of the running values of a pool
  kMemoryMux,   ///< bits multiplexed between rows of block RAM
  kTables,      ///< LUTs that a ROM takes if none is shared
  kLutRam,      ///< cells of LUT RAM
  kRegisters,   ///< bits of memories in flip-flops
  kEncoder,     ///< 1 with rate coding
  kMixers,      ///< hashes for random bits: of noise and of rate coding
  kReadout,     ///< score bits that are compared in one cycle
  kCount
};

using LutFeatures = std::array<double, static_cast<std::size_t>(Feature::kCount)>;

enum class MemoryKind { kLogic, kLutRam, kBlock };

/// One kind of memory cell, or one mode of it.
struct MemoryCell {
  MemoryKind kind;
  int address_bits;         ///< of its narrowest width
  std::vector<int> widths;  ///< it can be used with; each halves the words of the one before
  double cost;              ///< of one cell, for Yosys' choice
  double scaled = 0.0;      ///< part of the cost that goes by the bits used
  int byte = 0;             ///< bits of one write enable; 0: the whole width
  int narrowest_write = 0;  ///< index into widths: a memory that is written takes no less
  double bram = 0.0;        ///< of one cell, in the units of Part
};

/// What a DSP block multiplies, as Yosys' mul2dsp is told.
struct DspBlock {
  int a = 0, b = 0;          ///< operand bits, the wider one first; 0: there is no such block
  int piece = 0;             ///< bits of a piece of an operand that is wider than `a`
  int product_min = 0;       ///< a narrower product goes into LUTs
  bool signed_only = false;  ///< an unsigned operand takes a bit more
  bool adds = false;         ///< Yosys has it add to its product
};

/// What a cell of a netlist takes of a part, in its units; of all cells whose name begins with
/// `prefix`.
struct CellPrice {
  std::string_view prefix;
  int lut = 0, ff = 0;
  double bram = 0.0;
  int dsp = 0;
};

/// A file that states a clock, and shows in comments how pins are stated.
struct ConstraintFormat {
  std::string_view suffix;     ///< of the file, and of nextpnr's option that reads it
  std::string_view file_type;  ///< as FuseSoC calls it
  std::string_view text;       ///< {0} clock; {1} input and {2} output ports, as patterns
};

struct Target {
  std::string_view name;    ///< as on the command line: "xc7"
  std::vector<Part> parts;  ///< of the family; the first is the one measured against
  Part part = parts.front();
  Usable usable;  ///< share of the part's resources to plan for

  int table_words;           ///< of which one LUT holds a bit
  LutFeatures luts;          ///< LUTs for one of each feature; tests/unit/plan makes the fit
  bool lut_multipliers;      ///< these hold for multipliers in LUTs, too
  bool block_ram_reads_old;  ///< block RAM itself reads the old value during a write to it
  /// From Yosys' description of the family's memories: the modes in which a port reads while
  /// another one writes. Those that can never be the cheapest are left out.
  std::vector<MemoryCell> memory_cells;
  DspBlock dsp_block;

  std::string_view synth;          ///< Yosys' command, up to the top module
  std::string_view with_dsp{};     ///< its option for multipliers in DSP blocks
  std::string_view without_dsp{};  ///< or in LUTs
  std::vector<CellPrice> prices;   ///< cells of its netlists that cost something
  /// Those that are a level of logic each (LUTs, wide multiplexers, carries, multipliers without
  /// registers): a selection for Yosys.
  std::string_view logic_cells;
  std::vector<std::string> nextpnr = {};  ///< what places and routes, and its options for the part

  ConstraintFormat constraints;
  std::string_view edalize;        ///< the family's name in Edalize's Yosys
  std::string_view vivado_part{};  ///< and the part in its Vivado, which may be asked as well
};

/// All of them, in the order in which people see them.
[[nodiscard]] std::span<const Target> targets();

/// The target of that name, or null.
[[nodiscard]] const Target* known_target(std::string_view name);

/// The target of that name. *Errors*: kUsage.
[[nodiscard]] const Target& find_target(std::string_view name);

/// The target with another part of its family in the place of the default. *Errors*: kUsage.
[[nodiscard]] Target with_part(const Target& target, std::string_view part);

/// The names, "xc7, ecp5, ...".
[[nodiscard]] std::string target_names();

}  // namespace spinforge::plan
