// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

/// How Yosys builds a memory of the RTL from the cells of a family.
///
/// Its memory_libmap pass prices every way to cover the memory with one kind of cell, at every
/// width that the cell can be read with, and takes the cheapest; a memory that is cheaper as
/// flip-flops or as a table of LUTs becomes that. The same prices here give the same choice, so
/// that block RAMs are counted exactly before anything is synthesised.
namespace spinforge::plan {

/// A memory with one registered read port and, unless it is a ROM, one write port.
struct Memory {
  std::string name;    ///< for people: "layer 1 weights"
  int width = 0;       ///< bits of a word, those that are the same in all words of a ROM left out
  int depth = 1;       ///< words
  bool rom = false;    ///< filled from a file, never written
  bool block = false;  ///< the RTL asks for block RAM, whatever the price
};

enum class MemoryKind { kLogic, kLutRam, kBlock };

/// What becomes of a memory.
struct MappedMemory {
  MemoryKind kind = MemoryKind::kLogic;
  double bram = 0.0;  ///< in the units of plan::Part
  int lut_cells = 0;  ///< cells of LUT RAM
  int rows = 1;       ///< cells that follow each other in address: their outputs are multiplexed
};

/// `target`: a name of plan::targets().
[[nodiscard]] MappedMemory map_memory(std::string_view target, const Memory& memory);

}  // namespace spinforge::plan
