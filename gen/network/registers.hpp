// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/network/safetensors.hpp"

/// The registers of a neuron, one line each: what reads and writes network.json, what checks it and
/// what hands the values to the RTL go through these tables.
namespace spinforge::network {

/// Values that a register can have, both counted.
struct Range {
  std::int64_t low = 0, high = 0;
};

/// A register of Neuron.
struct Register {
  const char* key;                 ///< in network.json and in messages
  const char* parameter;           ///< of sf_layer
  std::optional<NeuronKind> only;  ///< the kind of neuron that has it; absent: every kind
  std::variant<int Neuron::*, bool Neuron::*> member;
  Range (*range)(const Neuron&) = nullptr;  ///< of a number; registers above it are checked
  const char* no = nullptr;                 ///< words of network.json for a bool;
  const char* yes = nullptr;                ///< null: false and true
  int version = 1;  ///< of network.json that brought it; from 2 on left out where it is neutral

  [[nodiscard]] bool belongs_to(const Neuron& neuron) const {
    return !only || *only == neuron.kind;
  }
};

/// In the order of network.json.
[[nodiscard]] std::span<const Register> registers();

/// A register of FieldRegisters.
struct FieldRegister {
  const char* key;
  const char* parameter;
  bool (*belongs_to)(const Neuron&);
  std::variant<int FieldRegisters::*, bool FieldRegisters::*> member;
  int (*bits)(const Neuron&);  ///< a number is signed
};

/// In the order of network.json.
[[nodiscard]] std::span<const FieldRegister> field_registers();

/// A register of OwnRegisters, a tensor that a layer may name.
struct OwnRegister {
  const char* key;                 ///< in the layer of network.json and in messages
  const char* tensor;              ///< ending of its name in our own files
  const char* parameter;           ///< of sf_layer: bits of each neuron's own, 0 for none
  const char* common;              ///< of sf_layer, where it stands for a Register; else null
  std::optional<NeuronKind> only;  ///< the kind of neuron that has it; absent: every kind
  std::vector<std::int32_t> OwnRegisters::*member;
  Dtype dtype;
  Range (*range)(const Neuron&);
  std::int64_t neutral;  ///< what a value is that changes nothing, where it stands for no Register

  [[nodiscard]] bool belongs_to(const Neuron& neuron) const {
    return !only || *only == neuron.kind;
  }
};

/// In the order of network.json.
[[nodiscard]] std::span<const OwnRegister> own_registers();

/// What the neurons of a layer have that does not name `entry`.
[[nodiscard]] std::int32_t shared_value(const OwnRegister& entry, const Neuron& neuron);

/// What neuron `n` has of a register that its layer names with `values`, one a neuron or a channel;
/// where it does not name it, and there are none, `common`.
[[nodiscard]] inline std::int32_t own_value(const std::vector<std::int32_t>& values,
                                            std::size_t n,
                                            std::int32_t common) {
  return values.empty() ? common : values[n % values.size()];  // channels are the fastest index
}

/// Value of a register of either kind, of the `Neuron` or `FieldRegisters` that holds it.
template <typename RegisterT, typename Holder>
[[nodiscard]] std::int64_t value_of(const RegisterT& entry, const Holder& holder) {
  return std::visit([&](auto member) { return static_cast<std::int64_t>(holder.*member); },
                    entry.member);
}

/// What a register has in a neuron that it does not belong to, or that does not name it.
[[nodiscard]] std::int64_t neutral_value(const Register& entry, const Neuron& neuron);

}  // namespace spinforge::network
