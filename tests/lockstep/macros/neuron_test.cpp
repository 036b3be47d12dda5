// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>

#include "VNoResetNeuron.h"
#include "VRefractoryNeuron.h"
#include "VSmallNeuron.h"
#include "VWallS.h"
#include "VWallSingle.h"
#include "sim/golden/neuron.hpp"

namespace {

using spinforge::golden::NeuronState;
using spinforge::golden::NeuronStep;
using spinforge::network::FieldRegisters;
using spinforge::network::Neuron;

/// Two's complement of `bits` bits, as Verilator's unsigned ports carry it, and back.
std::uint32_t to_port(std::int64_t value, int bits) {
  return static_cast<std::uint32_t>(value) & ((1U << bits) - 1U);
}
std::int32_t from_port(std::uint32_t value, int bits) {
  const std::uint32_t sign = 1U << (bits - 1);
  return static_cast<std::int32_t>((value ^ sign) - sign);
}

/// The macro and the registers it was built with, side by side.
template <typename Model>
class Pair {
 public:
  Pair(Neuron neuron, int drive_bits)
      : neuron_(std::move(neuron)), drive_bits_(drive_bits), model_(std::make_unique<Model>()) {}

  /// One update of the macro.
  NeuronStep rtl(const FieldRegisters& field, const NeuronState& state, std::int64_t drive) {
    const int w = spinforge::network::potential_bits(neuron_);
    auto set = [](auto& port, std::uint32_t value) {
      port = static_cast<std::remove_reference_t<decltype(port)>>(value);
    };
    set(model_->gate_i, field.gate_en ? 1 : 0);
    set(model_->th_lo_i, to_port(field.th_lo, w));
    set(model_->th_hi_i, to_port(field.th_hi, w));
    set(model_->th_rest_i, to_port(field.th_rest, w));
    set(model_->v_i, to_port(state.potential, w));
    set(model_->armed_i, state.armed ? 1 : 0);
    set(model_->ref_i, static_cast<std::uint32_t>(state.countdown));
    set(model_->drive_i, to_port(drive, drive_bits_));
    model_->eval();
    return {.next = {.potential = from_port(model_->v_o, w),
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
    const int w = spinforge::network::potential_bits(neuron_);
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

Neuron wall_s(int v_min) {
  Neuron neuron;
  neuron.frac_bits = 14;
  neuron.ka = 159;
  neuron.sa = 10;
  neuron.be = 164;
  neuron.v_min = v_min;
  return neuron;
}

/// Potentials (after the reset) that the macro takes under a sequence of drives.
template <typename Model>
std::vector<std::int32_t> run(Pair<Model>& pair, const std::vector<std::int32_t>& drives) {
  const FieldRegisters registers = field(true, 12288, 32767, 2458);
  std::vector<std::int32_t> potentials;
  NeuronState state;
  for (std::int32_t d : drives) {
    state = pair.rtl(registers, state, d).next;
    potentials.push_back(state.potential);
  }
  return potentials;
}

}  // namespace

TEST_CASE("the neuron macro equals the golden neuron for every input at F = 4") {
  Neuron neuron;
  neuron.frac_bits = 4;
  neuron.ka = 39;
  neuron.sa = 7;
  neuron.be = 1;
  neuron.v_min = -32;
  require_equal_everywhere<VSmallNeuron>(neuron, 64 * 256 * 2);
}

TEST_CASE("the neuron macro without reset equals the golden neuron for every input") {
  Neuron neuron;
  neuron.frac_bits = 4;
  neuron.ka = 159;
  neuron.sa = 10;
  neuron.v_min = -20;
  neuron.v_rest = 7;
  neuron.reset = false;
  require_equal_everywhere<VNoResetNeuron>(neuron, 64 * 256 * 2);
}

TEST_CASE("refractory countdown and gated leak equal the golden neuron for every input") {
  Neuron neuron;
  neuron.frac_bits = 4;
  neuron.ka = 200;
  neuron.sa = 0;
  neuron.be = 2;
  neuron.v_rest = 9;
  neuron.refractory = 3;
  neuron.leak_gated = true;
  require_equal_everywhere<VRefractoryNeuron>(neuron, 64 * 256 * 2 * 4);
}

TEST_CASE("the neuron macro reproduces the golden vectors of set S at F = 14") {
  Pair<VWallSingle> single(wall_s(0), 17);
  CHECK(run(single, std::vector<std::int32_t>(18, 1702)) == std::vector<std::int32_t>{1702,
                                                                                      3213,
                                                                                      4653,
                                                                                      5986,
                                                                                      7184,
                                                                                      8233,
                                                                                      9129,
                                                                                      9877,
                                                                                      10491,
                                                                                      10986,
                                                                                      11380,
                                                                                      11691,
                                                                                      11934,
                                                                                      12122,
                                                                                      12267,
                                                                                      0,
                                                                                      1702,
                                                                                      3213});
  Pair<VWallS> both_signs(wall_s(-32768), 17);
  CHECK(run(both_signs,
            {3000,
             -4000,
             1500,
             -9000,
             -9000,
             6000,
             8000,
             2000,
             3000,
             -4000,
             1500,
             -9000,
             -9000,
             6000,
             8000,
             2000}) == std::vector<std::int32_t>{3000,
                                                 -1249,
                                                 430,
                                                 -8736,
                                                 -16849,
                                                 -7995,
                                                 775,
                                                 2605,
                                                 5377,
                                                 939,
                                                 2267,
                                                 -6946,
                                                 -15325,
                                                 -6935,
                                                 1685,
                                                 3494});
}
