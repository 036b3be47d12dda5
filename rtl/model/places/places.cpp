// SPDX-License-Identifier: Apache-2.0
//
// The adapter of a core, and the places of its state, see places.h.
#include "places.h"

#include <verilated_syms.h>

#include "sim/adapter.cpp"

namespace {

// Our vectors are [high:0] and our memories [0:high], which is how a memory of single bits, of
// which Verilator gives one range as of a vector, is told from a vector.
SfPlace place_of(const VerilatedScope& scope, const VerilatedVar& var) {
  const auto elements = [](const VerilatedRange& range) {
    return static_cast<std::uint32_t>(range.elements());
  };
  const bool memory = var.udims() > 0;
  const bool bits_only = !memory && var.packed().left() < var.packed().right();
  return {.scope = scope.name(),
          .name = var.name(),
          .words = memory      ? elements(var.unpacked())
                   : bits_only ? elements(var.packed())
                               : 1,
          .bits = bits_only ? 1 : elements(var.packed()),
          .stride = bits_only ? 1 : var.entSize(),
          .data = static_cast<std::uint8_t*>(var.datap())};
}

}  // namespace

std::uint32_t sf_places(SfModel* model, SfPlace* places, std::uint32_t size) {
  std::uint32_t count = 0;
  for (const auto& [scope_name, scope] : *model->context.scopeNameMap()) {
    if (scope->varsp() == nullptr) continue;
    for (const auto& [name, var] : *scope->varsp()) {
      if (var.isParam()) continue;
      if (count < size) places[count] = place_of(*scope, var);
      ++count;
    }
  }
  return count;
}

void sf_flip(const SfPlace* place, std::uint32_t word, std::uint32_t bit) {
  // Verilator's words lie as the machine has them, which is little-endian where it runs.
  place->data[std::size_t{word} * place->stride + bit / 8] ^=
      static_cast<std::uint8_t>(1U << bit % 8);
}
