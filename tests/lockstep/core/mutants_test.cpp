// SPDX-License-Identifier: Apache-2.0
//
// Proof that the harness can fail: each mutant of a macro must turn lockstep red.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using spinforge::network::Network;
using spinforge::test::Bench;
using spinforge::test::images_for;
using spinforge::test::lanes;

/// A network in which every part of the neuron matters: both signs, clips, spikes, rests.
Network lively_network() {
  spinforge::network::Network network = spinforge::test::random_network(
      50,
      {.layers = 2, .weight_bits = 4, .steps = 8, .coding = spinforge::network::Coding::kDirect});
  for (spinforge::network::Neuron& neuron : network.neurons) {
    neuron.frac_bits = 6;  // coarse, so that potentials meet the threshold exactly
    const int one = 1 << neuron.frac_bits;
    neuron.v_min = -one / 2;
    neuron.ka = 159;
    neuron.sa = 10;
    neuron.be = one / 100;
    neuron.v_rest = 0;
    neuron.reset = true;
    neuron.refractory = 0;
    neuron.fields.resize(1);
    neuron.fields[0] = {.name = "on",
                        .gate_en = true,
                        .gain = 128,
                        .th_lo = one * 3 / 4,
                        .th_hi = 2 * one - 1,
                        .th_rest = one * 15 / 100};
    neuron.has_gain = false;
  }
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    spinforge::network::Layer& layer = network.layers[k];
    layer.field_code = 0;
    // Drives of a few times the threshold at most, so that every level around it is met.
    layer.mul = {1};
    layer.shift = 0;
    while (spinforge::network::bounds(network, k).d0_max > 256) ++layer.shift;
  }
  spinforge::network::validate(network);
  return network;
}

struct Mutant {
  const char* name;
  const char* file;
  const char* before;
  const char* after;
};

const Bench& intact() {
  static const Network network = lively_network();
  static const Bench bench(network, lanes(8, 4), images_for(network, 50, 12));
  return bench;
}

void require_red(const Mutant& mutant) {
  CAPTURE(mutant.name);
  const Network network = lively_network();
  const Bench bench(network, lanes(8, 4), images_for(network, 50, 12));
  bench.mutate(mutant.file, mutant.before, mutant.after);
  CHECK_FALSE(bench.run().equal());
}

}  // namespace

TEST_CASE("the network of the mutants runs in lockstep when nothing is mutated") {
  CHECK(intact().run().equal());
}

TEST_CASE("mutants of the neuron's arithmetic turn lockstep red") {
  require_red(GENERATE(Mutant{"no clip at V_MIN",
                              "rtl/sf_neuron.sv",
                              "({W{below && !to_home}} & VLow)",
                              "({W{below && !to_home}} & W'(sum))"},
                       Mutant{"leak off by one",
                              "rtl/sf_neuron.sv",
                              "LeakBits'(ScaledBits'(loss_scaled >> Sa))",
                              "LeakBits'(ScaledBits'(loss_scaled >> Sa) + ScaledBits'(1))"}));
}

TEST_CASE("mutants of threshold and reset turn lockstep red") {
  require_red(GENERATE(
      Mutant{"> for >= at the threshold",
             "rtl/sf_neuron.sv",
             "(sum >= SumBits'(th_lo_i))",
             "(sum > SumBits'(th_lo_i))"},
      Mutant{
          "no reset after a spike", "rtl/sf_neuron.sv", "resting || (fire && Reset)", "resting"}));
}

TEST_CASE("mutants of the lanes turn lockstep red") {
  require_red(GENERATE(Mutant{"lane order reversed",
                              "rtl/sf_synapse_array.sv",
                              "(weights[i*WeightBits +: WeightBits])",
                              "(weights[(Lanes-1-i)*WeightBits +: WeightBits])"},
                       Mutant{"bias of the wrong lane",
                              "rtl/sf_synapse_array.sv",
                              "(biases[i*CounterBits +: CounterBits])",
                              "(biases[(Lanes-1-i)*CounterBits +: CounterBits])"}));
}

TEST_CASE("mutants of the rounding and of the image start turn lockstep red") {
  require_red(GENERATE(Mutant{"requantiser without half",
                              "rtl/sf_requantize.sv",
                              "ProductBits'(mul_i) + Half",
                              "ProductBits'(mul_i)"},
                       Mutant{"state of the previous image",
                              "rtl/sf_neuron_lane.sv",
                              "first_i ? W'(VRest) : state_i[W-1:0]",
                              "$signed(state_i[W-1:0])"}));
}

TEST_CASE("a core that is one cycle late turns lockstep red though every value is right") {
  require_red({"spacing too wide",
               "rtl/sf_drive.sv",
               "(BlockWords > MinSpacing) ? BlockWords : MinSpacing;",
               "(BlockWords > MinSpacing) ? BlockWords + 1 : MinSpacing + 1;"});
}
