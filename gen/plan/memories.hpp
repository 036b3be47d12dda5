// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/target.hpp"

/// The memories of a core, and how Yosys builds one from the cells of a family.
namespace spinforge::plan {

/// A memory with one read port, registered unless it is a table, and one write port unless it is a
/// ROM.
struct Memory {
  std::string name;    ///< for people: "layer 1 weights"
  int width = 0;       ///< bits of a word, those that are the same in all words of a ROM left out
  int depth = 1;       ///< words
  bool rom = false;    ///< filled from a file, never written
  bool block = false;  ///< the RTL asks for block RAM, whatever the price
  bool table = false;  ///< read in the cycle of the address: no block RAM does
};

/// Every memory of the core, those of the input first, then layer by layer. The network's values
/// matter: a bit that a ROM has the same in all its words is no memory.
[[nodiscard]] std::vector<Memory> memories(const network::Network& network, const Plan& plan);

/// Rows of the first of the two memories that sf_rom makes of one of `depth` rows, or `depth` where
/// it makes one.
[[nodiscard]] int rom_main(int depth);

/// Bits of the spike trains between the layers in time order.
[[nodiscard]] std::int64_t train_bits(const network::Network& network, const Plan& plan);

/// What becomes of a memory.
struct MappedMemory {
  MemoryKind kind = MemoryKind::kLogic;
  double bram = 0.0;  ///< in the units of plan::Part
  int lut_cells = 0;  ///< cells of LUT RAM
  int rows = 1;       ///< cells that follow each other in address: their outputs are multiplexed
};

/// Yosys' memory_libmap prices every way to cover the memory with one kind of cell, at every width
/// that the cell can be read with, and takes the cheapest; a memory that is cheaper as flip-flops
/// or as a table of LUTs becomes that. The same prices here give the same choice, so that block
/// RAMs are counted exactly before anything is synthesised.
[[nodiscard]] MappedMemory map_memory(const Target& target, const Memory& memory);

}  // namespace spinforge::plan
