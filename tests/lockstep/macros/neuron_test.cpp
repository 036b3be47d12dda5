// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>

#include "VClosedNeuron.h"
#include "VNoResetNeuron.h"
#include "VRefractoryNeuron.h"
#include "VSmallNeuron.h"
#include "VWallS.h"
#include "VWallSingle.h"
#include "sim/golden/neuron.hpp"
#include "tests/lockstep/macros/ports.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using golden::NeuronState;
using golden::NeuronStep;
using network::FieldRegisters;
using network::Neuron;
using test::set;
using test::sign_extend;

namespace {

/// The macro and the registers it was built with, side by side.
template <typename Model>
class Pair {
 public:
  Pair(Neuron neuron, int drive_bits)
      : neuron_(std::move(neuron)), drive_bits_(drive_bits), model_(std::make_unique<Model>()) {}

  /// One update of the macro.
  NeuronStep rtl(const FieldRegisters& field, const NeuronState& state, std::int64_t drive) {
    const int w = network::potential_bits(neuron_);
    set(model_->gate_i, field.gate_en, 1);
    set(model_->th_lo_i, field.th_lo, w);
    set(model_->th_hi_i, field.th_hi, w);
    set(model_->th_rest_i, field.th_rest, w);
    set(model_->v_i, state.potential, w);
    set(model_->armed_i, state.armed, 1);
    set(model_->ref_i, state.countdown, 8);
    set(model_->drive_i, drive, drive_bits_);
    model_->eval();
    return {.next = {.potential = sign_extend(model_->v_o, w),
                     .armed = model_->armed_o != 0,
                     .countdown = model_->ref_o},
            .spike = model_->spike_o != 0,
            .over = model_->over_o != 0};
  }

  /// The same update of the golden model.
  NeuronStep golden(const FieldRegisters& field, const NeuronState& state, std::int64_t drive) {
    if (field.gate_en) return step_wall(neuron_, field, state, drive);
    return {.next = step_gated(neuron_, state), .spike = false, .over = false};
  }

  /// Every potential, drive, arming and countdown under one register set; the count of updates, or
  /// the first difference as a sentence.
  std::size_t compare_all(const FieldRegisters& field, std::string& difference) {
    const int w = network::potential_bits(neuron_);
    std::size_t compared = 0;
    for (std::int32_t v = -(1 << (w - 1)); v < (1 << (w - 1)); ++v) {
      for (std::int32_t d = -(1 << (drive_bits_ - 1)); d < (1 << (drive_bits_ - 1)); ++d) {
        for (int armed = 0; armed < 2; ++armed) {
          for (int countdown = 0; countdown <= neuron_.refractory; ++countdown) {
            const NeuronState state{.potential = v, .armed = armed != 0, .countdown = countdown};
            if (!(rtl(field, state, d) == golden(field, state, d))) {
              difference = "V " + std::to_string(v) + ", D " + std::to_string(d) + ", armed " +
                           std::to_string(armed) + ", countdown " + std::to_string(countdown);
              return compared;
            }
            ++compared;
          }
        }
      }
    }
    return compared;
  }

 private:
  Neuron neuron_;
  int drive_bits_;
  std::unique_ptr<Model> model_;
};

FieldRegisters field(bool gate, int lo, int hi, int rest) {
  return {.name = "", .gate_en = gate, .gain = 128, .th_lo = lo, .th_hi = hi, .th_rest = rest};
}

template <typename Model>
void require_equal_everywhere(const Neuron& neuron, std::size_t updates) {
  Pair<Model> pair(neuron, 8);
  for (const FieldRegisters& registers : {field(true, 12, 20, 3),
                                          field(true, -5, -1, -9),
                                          field(true, 31, 31, -32),
                                          field(true, 0, 0, 0),
                                          field(false, 12, 20, 3)}) {
    std::string difference;
    CAPTURE(registers.gate_en, registers.th_lo, registers.th_hi, registers.th_rest);
    const std::size_t compared = pair.compare_all(registers, difference);
    CHECK(difference == "");
    CHECK(compared == updates);
  }
}

Neuron wall(int ka, int sa, int be, int v_min, int v_rest) {
  Neuron neuron;
  neuron.frac_bits = 4;
  neuron.ka = ka;
  neuron.sa = sa;
  neuron.be = be;
  neuron.v_min = v_min;
  neuron.v_rest = v_rest;
  return neuron;
}

/// The macro takes the potentials of `vector`, a wall's of register set S.
template <typename Model>
void require_potentials(const test::NeuronVector& vector, int v_min) {
  Neuron neuron = test::neuron_s();
  neuron.v_min = v_min;
  Pair<Model> pair(neuron, 17);
  NeuronState state;
  std::vector<int> potentials;
  for (const int drive : vector.drives) {
    state = pair.rtl(neuron.fields.at(0), state, drive).next;
    potentials.push_back(state.potential);
  }
  CHECK(potentials == vector.potentials);
}

}  // namespace

TEST_CASE("the neuron macro equals the golden neuron for every input at F = 4") {
  const Neuron neuron = wall(39, 7, 1, -32, 0);
  require_equal_everywhere<VSmallNeuron>(neuron, 64 * 256 * 2);
}

TEST_CASE("the neuron macro without reset equals the golden neuron for every input") {
  Neuron neuron = wall(159, 10, 0, -20, 7);
  neuron.reset = false;
  require_equal_everywhere<VNoResetNeuron>(neuron, 64 * 256 * 2);
}

TEST_CASE("refractory countdown and gated leak equal the golden neuron for every input") {
  Neuron neuron = wall(200, 0, 2, 0, 9);
  neuron.refractory = 3;
  neuron.leak_gated = true;
  require_equal_everywhere<VRefractoryNeuron>(neuron, 64 * 256 * 2 * 4);
}

TEST_CASE("a closed window equals the golden neuron for every input") {
  Neuron neuron = wall(39, 7, 1, -32, 0);
  neuron.refractory = 1;
  neuron.closed = true;
  require_equal_everywhere<VClosedNeuron>(neuron, 64 * 256 * 2 * 2);
}

TEST_CASE("the neuron macro reproduces the golden vectors of set S at F = 14") {
  require_potentials<VWallSingle>(test::vector_of_single_wall(), 0);
  require_potentials<VWallS>(test::vector_of_wall(), -32768);
}
