// SPDX-License-Identifier: Apache-2.0
//
// Proof that the harness can fail: each mutant of a macro must turn lockstep red.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using network::Network;

namespace {

/// A network in which every part of the neuron matters: both signs, clips, spikes, rests.
Network lively_network() {
  Network network = test::random_network(
      50, {.layers = 2, .weight_bits = 4, .steps = 8, .coding = network::Coding::kDirect});
  for (network::Neuron& neuron : network.neurons) {
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
    network::Layer& layer = network.layers[k];
    layer.field_code = 0;
    // Drives of a few times the threshold at most, so that every level around it is met.
    layer.mul = {1};
    layer.shift = 0;
    while (network::bounds(network, k).d0_max > 256) ++layer.shift;
  }
  network::validate(network);
  return network;
}

test::Bench bench_of_lively() {
  const Network network = lively_network();
  return {network, test::lanes(8, 4), test::images_for(network, 50, 12)};
}

void require_red(const char* mutants) {
  for (const test::Mutant& mutant : test::mutants(mutants)) {
    CAPTURE(mutant.name);
    const test::Bench bench = bench_of_lively();
    bench.mutate(mutant);
    CHECK_FALSE(bench.run().equal());
  }
}

}  // namespace

TEST_CASE("the network of the mutants runs in lockstep when nothing is mutated") {
  CHECK(bench_of_lively().run().equal());
}

TEST_CASE("mutants of the neuron's arithmetic turn lockstep red") {
  require_red(R"(
sf_neuron.sv: no clip at V_MIN
- ({W{below && !to_home}} & VLow)
+ ({W{below && !to_home}} & W'(sum))
sf_neuron.sv: leak off by one
- LeakBits'(ScaledBits'(loss_scaled >> Sa))
+ LeakBits'(ScaledBits'(loss_scaled >> Sa) + ScaledBits'(1))
)");
}

TEST_CASE("mutants of threshold and reset turn lockstep red") {
  require_red(R"(
sf_neuron.sv: > for >= at the threshold
- (sum >= SumBits'(th_lo_i))
+ (sum > SumBits'(th_lo_i))
sf_neuron.sv: no reset after a spike
- resting || (fire && Reset)
+ resting
)");
}

TEST_CASE("mutants of the lanes turn lockstep red") {
  require_red(R"(
sf_synapse_array.sv: lane order reversed
- (weights[i*WeightBits +: WeightBits])
+ (weights[(Lanes-1-i)*WeightBits +: WeightBits])
sf_synapse_array.sv: bias of the wrong lane
- (biases[i*CounterBits +: CounterBits])
+ (biases[(Lanes-1-i)*CounterBits +: CounterBits])
)");
}

TEST_CASE("mutants of the rounding and of the image start turn lockstep red") {
  require_red(R"(
sf_requantize.sv: requantiser without half
- ProductBits'(mul_i) + Half
+ ProductBits'(mul_i)
sf_states.sv: state of the previous image
- initial_i ? Initial : word
+ word
)");
}

TEST_CASE("a core that is one cycle late turns lockstep red though every value is right") {
  require_red(R"(
sf_drive.sv: spacing too wide
- (BlockWords > MinSpacing) ? BlockWords : MinSpacing;
+ (BlockWords > MinSpacing) ? BlockWords + 1 : MinSpacing + 1;
)");
}

TEST_CASE("mutants of the image's number do not pass: its upper bits are driven, too") {
  require_red(R"(
sf_pixel_buffer.sv: the upper half at 0
- .wr_image_i  (pixel_image_i),
+ .wr_image_i  ({16'd0, pixel_image_i[15:0]}),
sf_pixel_buffer.sv: the highest bit at 0
- .wr_image_i  (pixel_image_i),
+ .wr_image_i  ({1'b0, pixel_image_i[30:0]}),
)");
}

TEST_CASE("a layer that is not busy while it commits is seen in streams, too") {
  const test::Bench bench = bench_of_lively();
  bench.mutate(test::mutants(R"(
sf_layer.sv: done a cycle before the last commit
- assign busy_o    = (images_q != 2'd0) || image_start;
+ assign busy_o    = (images_q > 2'(image_end)) || image_start;
)")
                   .front());
  harness::VerifyOptions options;
  options.traffic.stream = true;
  const harness::Summary summary = bench.run(options);
  REQUIRE(summary.mismatch);
  CHECK(summary.mismatch->field == "busy");
}

TEST_CASE(
    "a class that is wrong on the 17th image after a reset passes parts of 16, and no longer") {
  const Network network = lively_network();
  const test::Bench bench(network, test::lanes(8, 4), test::images_for(network, 50, 32));
  bench.mutate(test::mutants(R"(
sf_readout.sv: another class on the 17th image
- assign result_class_o = best_class_q;
+ logic [4:0] sent_q; always_ff @(posedge clk_i) if (!rst_ni) sent_q <= '0; else if (sent) sent_q <= sent_q + 1'b1; assign result_class_o = best_class_q ^ ClassBits'(sent_q == 5'd16);
)")
                   .front());
  harness::VerifyOptions options;
  options.traffic.stream = GENERATE(false, true);
  test::require_equal(bench.run(options), bench.images());
  options.part = 32;
  const harness::Summary summary = bench.run(options);
  REQUIRE(summary.mismatch);
  CHECK(summary.mismatch->image == 16);
  CHECK(summary.mismatch->field.starts_with("class of result beat"));
}
