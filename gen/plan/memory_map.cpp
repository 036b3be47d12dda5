// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/memories.hpp"

#include "gen/base/fixed.hpp"

namespace spinforge::plan {
namespace {

using fixed::ceil_div;

/// Prices of what is not a cell, for a bit or a gate; a flip-flop and a LUT are 1.
constexpr double kMux = 0.5;
/// Reading the old value during a write: done by the cell, or by a bypass that is built around it.
constexpr double kPlain = 2.0;
constexpr double kBypass = 14.0;

struct Mapping {
  double cost = 0.0;
  MappedMemory mapped;
};

/// The memory in cells of one kind, used with width number `index`.
Mapping with_width(const MemoryCell& cell, const Memory& memory, std::size_t index, bool bypass) {
  const int width = cell.widths[index];
  // Words double with each narrower width; the bits that only byte-wide words have lie idle there.
  const int words = 1 << (cell.address_bits - static_cast<int>(index));
  const int rows = ceil_div(memory.depth, words);
  const int byte = memory.rom ? 1 : cell.byte == 0 || cell.byte > width ? width : cell.byte;
  const int bits = rows * ceil_div(memory.width, byte) * byte;
  const int cells = ceil_div(bits, width);
  Mapping out;
  out.cost = (cell.cost - cell.scaled) * cells + cell.scaled * rows * memory.width / width +
             kMux * (rows - 1) * memory.width + (bypass ? kBypass : kPlain);
  if (!memory.rom && rows > 1) out.cost += kMux * rows;
  out.mapped.kind = cell.kind;
  out.mapped.bram = cell.bram * cells;
  out.mapped.lut_cells = cell.kind == MemoryKind::kLutRam ? cells : 0;
  out.mapped.rows = rows;
  return out;
}

/// The cheapest of all cells of `kind`; cost 0 where the family has none.
Mapping cheapest(const Target& target, const Memory& memory, MemoryKind kind) {
  Mapping best;
  const bool bypass = kind == MemoryKind::kBlock && !memory.rom && !target.block_ram_reads_old;
  for (const MemoryCell& cell : target.memory_cells) {
    if (cell.kind != kind) continue;
    for (std::size_t i = 0; i < cell.widths.size(); ++i) {
      if (!memory.rom && static_cast<int>(i) < cell.narrowest_write) continue;
      const Mapping choice = with_width(cell, memory, i, bypass);
      if (best.cost == 0.0 || choice.cost < best.cost) best = choice;
    }
  }
  return best;
}

}  // namespace

MappedMemory map_memory(const Target& target, const Memory& memory) {
  if (memory.width == 0) return {};
  const Mapping block = cheapest(target, memory, MemoryKind::kBlock);
  if (memory.block) return block.mapped;
  const double bits = static_cast<double>(memory.width) * memory.depth;
  MappedMemory best;
  // Yosys keeps the lowest price in a whole number.
  int price = static_cast<int>(memory.rom ? bits / target.table_words : bits);
  const Mapping lut = memory.rom ? Mapping{} : cheapest(target, memory, MemoryKind::kLutRam);
  for (const Mapping& choice : {lut, memory.table ? Mapping{} : block}) {
    if (choice.cost == 0.0 || choice.cost >= price) continue;
    best = choice.mapped;
    price = static_cast<int>(choice.cost);
  }
  return best;
}

}  // namespace spinforge::plan
