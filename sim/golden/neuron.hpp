// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "gen/network/network.hpp"

/// One neuron at one step, written as the equations stand in gen/network/README.md and computed in
/// 64 bits: the definition that the fast layers of golden.cpp and the RTL macro are tested against.
namespace spinforge::golden {

/// A neuron of a layer with the registers that are its own.
struct Single {
  network::Neuron neuron;
  std::int64_t gain = 1024;  ///< of D0, 1024 = 1.0
  network::Fault fault = network::Fault::kSound;
};

/// Neuron `n` of `layer`, whose neurons are `neuron`: TH_OFFSET is in its thresholds already.
[[nodiscard]] Single single(const network::Layer& layer,
                            const network::Neuron& neuron,
                            std::size_t n);

/// What a neuron keeps from one step to the next. The default is not a start value: see initial().
struct NeuronState {
  std::int32_t potential = 0;  ///< V, W = F + 2 bits
  bool armed = true;           ///< may fire (kWall)
  int countdown = 0;           ///< refractory steps left, 0..255 (kWall)
  friend bool operator==(const NeuronState&, const NeuronState&) = default;
};

/// The outcome of one update.
struct NeuronStep {
  NeuronState next;
  bool spike = false;
  bool over = false;  ///< above TH_HI, and fired there or, with a closed window, did not
  friend bool operator==(const NeuronStep&, const NeuronStep&) = default;
};

/// State at the start of an image: V = `rest`, armed, nothing counting down.
[[nodiscard]] NeuronState initial(std::int64_t rest);
/// The same where nothing is drawn: V = V_REST.
[[nodiscard]] NeuronState initial(const network::Neuron& neuron);

/// Added to a layer's number where the random bits are those of its rest potentials.
inline constexpr std::uint32_t kRestLayers = 128;

/// V_REST as it is drawn at a step (kWall). `random` is rng::hash of the neuron's coordinates, its
/// layer's number 128 higher and the step 0 at the start of an image.
[[nodiscard]] std::int64_t rest(const network::Neuron& neuron, std::uint32_t random);

/// D0 = (C*mul + half) >> shift, half = 2^(shift-1) and 0 where shift = 0. Never clipped.
[[nodiscard]] std::int64_t requantise(std::int64_t counter, int mul, int shift);

/// D: D0 times the field's gain (where the neuron has one), with noise (where it has any) added or
/// as a factor. `random` is rng::hash of the neuron's coordinates.
[[nodiscard]] std::int64_t drive(const network::Neuron& neuron,
                                 const network::FieldRegisters& field,
                                 std::int64_t d0,
                                 std::uint32_t random);

/// D0 times the gain of a single neuron.
[[nodiscard]] std::int64_t own_gain(const Single& single, std::int64_t d0);

/// |V| less the leak, with V's sign: what is left of V before the drive is added (kWall).
[[nodiscard]] std::int64_t leak(const network::Neuron& neuron, std::int64_t potential);

/// V1, the new V before it is clipped and before anything fires.
[[nodiscard]] std::int64_t unclipped(const network::Neuron& neuron,
                                     std::int64_t potential,
                                     std::int64_t drive);
/// The same of a leaky neuron, `spiked` saying whether the reset of a spike is due.
[[nodiscard]] std::int64_t unclipped_leaky(const network::Neuron& neuron,
                                           std::int64_t potential,
                                           std::int64_t drive,
                                           bool spiked);

/// Whether V is that of a leaky neuron that fires (kLeaky).
[[nodiscard]] bool leaky_fires(const network::Neuron& neuron, std::int64_t potential);

/// Update of a domain-wall or Hall-bar neuron (kWall) that is not gated off. `rest` is what V is
/// set to where it is: as drawn at this step, while it counts down as drawn at the spike.
[[nodiscard]] NeuronStep step_wall(const network::Neuron& neuron,
                                   const network::FieldRegisters& field,
                                   const NeuronState& state,
                                   std::int64_t drive,
                                   std::int64_t rest);
/// The same where nothing is drawn: `rest` = V_REST.
[[nodiscard]] NeuronStep step_wall(const network::Neuron& neuron,
                                   const network::FieldRegisters& field,
                                   const NeuronState& state,
                                   std::int64_t drive);

/// Update of a leaky neuron (kLeaky) that is not gated off.
[[nodiscard]] NeuronStep step_leaky(const network::Neuron& neuron,
                                    const NeuronState& state,
                                    std::int64_t drive);

/// Update of a single neuron, whatever its kind and its fault, that is not gated off. `first`: at
/// the image's first step.
[[nodiscard]] NeuronStep step(const Single& single,
                              std::size_t field_code,
                              const NeuronState& state,
                              std::int64_t drive,
                              std::int64_t rest,
                              bool first);

/// A gated-off neuron: unchanged, or with `leak_gated` (kWall) its V leaks and nothing else moves.
[[nodiscard]] NeuronState step_gated(const network::Neuron& neuron, const NeuronState& state);

}  // namespace spinforge::golden
