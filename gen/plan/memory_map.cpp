// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/memory_map.hpp"

#include <vector>

#include "gen/base/fixed.hpp"

namespace spinforge::plan {
namespace {

using fixed::ceil_div;

/// One kind of memory cell, or one mode of it.
struct Cell {
  MemoryKind kind;
  int address_bits;         ///< of its narrowest width
  std::vector<int> widths;  ///< it can be used with; each halves the words of the one before
  double cost;              ///< of one cell
  double scaled = 0.0;      ///< part of the cost that goes by the bits used
  int byte = 0;             ///< bits of one write enable; 0: the whole width
  int narrowest_write = 0;  ///< index into widths: a memory that is written takes no less
  double bram = 0.0;        ///< of one cell, in the units of plan::Part
};

/// From the families' memory descriptions in Yosys 0.23: the modes in which a port reads while
/// another one writes. Those that can never be the cheapest are left out.
const std::vector<Cell>& cells_of(std::string_view target) {
  using enum MemoryKind;
  static const std::vector<Cell> kXc7Cells{
      {kLutRam, 7, {1}, 8, 8},
      {kLutRam, 6, {2}, 8, 8},
      {kLutRam, 5, {4}, 8, 8},
      {kLutRam, 6, {3}, 8, 7},
      {kLutRam, 5, {6}, 8, 7},
      {kBlock, 16, {1}, 513, 0, 9, 0, 2.0},
      {kBlock, 15, {1, 2, 4, 9, 18, 36}, 257, 0, 9, 0, 1.0},
      {kBlock, 14, {1, 2, 4, 9, 18}, 129, 0, 9, 0, 0.5},
      {kBlock, 15, {1, 2, 4, 9, 18, 36, 72}, 257, 0, 9, 3, 1.0},
      {kBlock, 14, {1, 2, 4, 9, 18, 36}, 129, 0, 9, 3, 0.5}};
  static const std::vector<Cell> kEcp5Cells{{kLutRam, 4, {4}, 4},
                                            {kBlock, 14, {1, 2, 4, 9, 18}, 128, 0, 9, 0, 1.0},
                                            {kBlock, 14, {1, 2, 4, 9, 18, 36}, 128, 0, 9, 3, 1.0}};
  static const std::vector<Cell> kIce40Cells{{kBlock, 11, {2, 4, 8}, 64, 0, 0, 0, 1.0},
                                             {kBlock, 11, {2, 4, 8, 16}, 64, 0, 1, 0, 1.0}};
  return target == "xc7" ? kXc7Cells : target == "ecp5" ? kEcp5Cells : kIce40Cells;
}

/// Prices of what is not a cell, per bit or per gate.
constexpr double kLogicRam = 1.0;
constexpr double kLogicRom = 1.0 / 16;
constexpr double kLogicRomXc7 = 1.0 / 64;
constexpr double kMux = 0.5;
/// Reading the old value during a write: done by the cell of xc7 and by LUT RAM; elsewhere a
/// bypass is built around the block RAM.
constexpr double kPlain = 2.0;
constexpr double kBypass = 14.0;

struct Mapping {
  double cost = 0.0;
  MappedMemory mapped;
};

/// The memory in cells of one kind, used with width number `index`.
Mapping with_width(const Cell& cell, const Memory& memory, std::size_t index, bool bypass) {
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
Mapping cheapest(std::string_view target, const Memory& memory, MemoryKind kind) {
  Mapping best;
  for (const Cell& cell : cells_of(target)) {
    if (cell.kind != kind) continue;
    const bool bypass = kind == MemoryKind::kBlock && !memory.rom && target != "xc7";
    for (std::size_t i = 0; i < cell.widths.size(); ++i) {
      if (!memory.rom && static_cast<int>(i) < cell.narrowest_write) continue;
      const Mapping choice = with_width(cell, memory, i, bypass);
      if (best.cost == 0.0 || choice.cost < best.cost) best = choice;
    }
  }
  return best;
}

}  // namespace

MappedMemory map_memory(std::string_view target, const Memory& memory) {
  if (memory.width == 0) return {};
  const Mapping block = cheapest(target, memory, MemoryKind::kBlock);
  if (memory.block) return block.mapped;
  const double bits = static_cast<double>(memory.width) * memory.depth;
  MappedMemory best;
  // Yosys keeps the lowest price in a whole number.
  const double rom = target == "xc7" ? kLogicRomXc7 : kLogicRom;
  int price = static_cast<int>(bits * (memory.rom ? rom : kLogicRam));
  const Mapping lut = memory.rom ? Mapping{} : cheapest(target, memory, MemoryKind::kLutRam);
  for (const Mapping& choice : {lut, block}) {
    if (choice.cost == 0.0 || choice.cost >= price) continue;
    best = choice.mapped;
    price = static_cast<int>(choice.cost);
  }
  return best;
}

}  // namespace spinforge::plan
