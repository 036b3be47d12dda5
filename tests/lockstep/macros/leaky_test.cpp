// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cstdint>
#include <memory>
#include <vector>

#include "VLeakyFull.h"
#include "VLeakySubtract.h"
#include "VLeakyZero.h"
#include "VNoise.h"
#include "VRest.h"
#include "gen/base/rng.hpp"
#include "sim/golden/neuron.hpp"
#include "tests/lockstep/macros/ports.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using golden::NeuronState;
using golden::NeuronStep;
using network::Neuron;
using network::NeuronKind;
using test::set;
using test::sign_extend;

namespace {

Neuron leaky(int frac_bits, int beta, int sb, int threshold, int v_min, bool to_zero) {
  Neuron neuron;
  neuron.kind = NeuronKind::kLeaky;
  neuron.frac_bits = frac_bits;
  neuron.beta = beta;
  neuron.sb = sb;
  neuron.threshold = threshold;
  neuron.v_min = v_min;
  neuron.reset_to_zero = to_zero;
  return neuron;
}

/// One update of the macro.
template <typename Model>
NeuronStep step(Model& model, int frac_bits, bool gate, std::int32_t v, std::int32_t drive) {
  constexpr int kDriveBits = sizeof(model.drive_i) == 1 ? 8 : 17;
  const int w = frac_bits + 2;
  set(model.gate_i, gate, 1);
  set(model.v_i, v, w);
  set(model.drive_i, drive, kDriveBits);
  model.eval();
  return {.next = {.potential = sign_extend(model.v_o, w), .armed = true, .countdown = 0},
          .spike = model.spike_o != 0,
          .over = false};
}

/// Potentials and drives, gate open and closed, for which macro and golden neuron differ.
template <typename Model>
int differences(const Neuron& neuron) {
  Model model;
  const int reach = 1 << (neuron.frac_bits + 1);
  int different = 0;
  for (std::int32_t v = -reach; v < reach; ++v) {
    const NeuronState state{.potential = v, .armed = true, .countdown = 0};
    for (std::int32_t d = -128; d < 128; ++d) {
      const NeuronStep on = step(model, neuron.frac_bits, true, v, d);
      different += !(on == step_leaky(neuron, state, d));
      const NeuronStep off = step(model, neuron.frac_bits, false, v, d);
      different += !(off == NeuronStep{.next = step_gated(neuron, state), .spike = false});
    }
  }
  return different;
}

}  // namespace

TEST_CASE("the leaky macro equals the golden neuron for every input at F = 4") {
  CHECK(differences<VLeakySubtract>(leaky(4, 61, 6, 16, -32, false)) == 0);
  CHECK(differences<VLeakyZero>(leaky(4, 3, 2, 11, -20, true)) == 0);
}

TEST_CASE("the leaky macro reproduces the golden vector at F = 14") {
  VLeakyFull model;
  const test::NeuronVector& vector = test::vector_of_leaky();
  std::vector<int> potentials, spikes;
  std::int32_t v = 0;
  for (const int drive : vector.drives) {
    const NeuronStep next = step(model, 14, true, v, drive);
    v = next.next.potential;
    if (next.spike) spikes.push_back(static_cast<int>(potentials.size()));
    potentials.push_back(v);
  }
  CHECK(potentials == vector.potentials);
  CHECK(spikes == vector.spikes);
}

TEST_CASE("the noise macro equals the golden noise") {
  Neuron neuron;
  neuron.noise_ns = 371;
  neuron.noise_sn = 5;
  const network::FieldRegisters field;
  VNoise model;
  int different = 0;
  rng::Sequence random(3);
  for (int i = 0; i < 100'000; ++i) {
    const auto shared = static_cast<std::uint32_t>(random.next());
    const auto index = static_cast<std::uint32_t>(random.uniform(0, 65534));
    model.shared_i = shared;
    model.index_i = index;
    model.eval();
    const std::int64_t expected = golden::drive(neuron, field, 0, rng::mix(shared ^ index));
    different += sign_extend(model.noise_o, 16) != expected;
  }
  CHECK(different == 0);
}

TEST_CASE("the rest macro equals the golden rest potential, beyond both ends of the track too") {
  Neuron neuron;
  neuron.frac_bits = 10;
  neuron.v_min = -900;
  neuron.v_rest = 300;
  neuron.rest_rs = 371;
  neuron.rest_sr = 6;
  VRest model;
  int different = 0, clipped = 0;
  rng::Sequence random(4);
  for (int i = 0; i < 100'000; ++i) {
    const auto shared = static_cast<std::uint32_t>(random.next());
    const auto index = static_cast<std::uint32_t>(random.uniform(0, 65534));
    model.shared_i = shared;
    model.index_i = index;
    model.eval();
    const std::int64_t expected = golden::rest(neuron, rng::mix(shared ^ index));
    clipped += expected == -900 || expected == 2047;
    different += sign_extend(model.v_o, 12) != expected;
  }
  CHECK(different == 0);
  CHECK(clipped > 10);
}
