// SPDX-License-Identifier: Apache-2.0
//
// Mutants of what field codes, masks, noise and the other neurons bring to a core: each must turn
// lockstep red under random control.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"

using namespace spinforge;
using harness::Summary;

namespace {

Summary run(const test::Mutant& mutant, plan::Order order = plan::Order::kStep) {
  const network::Network net = test::eventful_network();
  plan::Options lanes = test::eventful_lanes();
  lanes.order = order;
  const test::Bench bench(net, lanes, test::eventful_images(net));
  bench.mutate(mutant);
  harness::VerifyOptions options;
  options.fields = test::kControlSeed;
  return bench.run(options);
}

void require_red(const char* mutants, plan::Order order = plan::Order::kStep) {
  for (const test::Mutant& mutant : test::mutants(mutants)) {
    CAPTURE(mutant.name);
    CHECK(run(mutant, order).mismatches > 0);
  }
}

}  // namespace

TEST_CASE("mutants of threshold range and arming turn lockstep red") {
  require_red(R"(
sf_neuron.sv: over at TH_HI itself
- (sum > SumBits'(th_hi_i))
+ (sum >= SumBits'(th_hi_i))
sf_neuron.sv: fires unarmed
- armed_i && !resting
+ !resting
sf_neuron.sv: re-arms below TH_REST only
- (sum <= SumBits'(th_rest_i))
+ (sum < SumBits'(th_rest_i))
sf_neuron.sv: re-arms while gated
- armed_o = (armed_i && !fire)
+ armed_o = !gate_i || (armed_i && !fire)
)");
}

TEST_CASE("mutants of the refractory time and of gated neurons turn lockstep red") {
  require_red(R"(
sf_neuron.sv: refractory a step short
- ref_o = RefBits'(Refractory);
+ ref_o = RefBits'(Refractory - 1);
sf_neuron.sv: countdown lost while gated
- ref_o = ref_i;
+ ref_o = '0;
sf_neuron.sv: no leak while gated
- LeakGated ? W'(leaked) : v_i
+ v_i
sf_neuron.sv: creeps while gated, though it should not
- LeakGated ? W'(leaked) : v_i
+ LeakGated ? W'(leaked) : v_i - W'(v_i != '0)
)");
}

TEST_CASE("mutants of gain, noise and leaky turn lockstep red") {
  require_red(R"(
sf_noise.sv: a byte of noise dropped
- + $signed({3'd0, hash[31:24]})
+ + 11'sd127
sf_neuron_array.sv: noise without its step
- {LayerTag, 8'd0, step_i}
+ {LayerTag, 16'd1}
sf_field_registers.sv: gain of code 0
- ? FieldGain[c*9 +: 9]
+ ? FieldGain[8:0]
sf_leaky.sv: leaky resets at once
- gate_i ? v_next : v_i
+ gate_i ? (spike_o ? v_next - W'(Threshold) : v_next) : v_i
)");
}

TEST_CASE("mutants of masks and selects turn lockstep red") {
  require_red(R"(
sf_field_control.sv: pages share one memory
- .waddr_i ({page_i, mask_addr})
+ .waddr_i ({2'd1, mask_addr})
sf_field_control.sv: mask ignored
- all_q ? {NeuronLanes{1'b1}} : stored
+ all_q || (stored != '0) ? {NeuronLanes{1'b1}} : stored
sf_field_control.sv: select at the image's next step, whichever
- && (head[13:6] == start_step_i)
+
sf_field_control.sv: select forgotten after its step
- code_q  <= code_o;
+ code_q  <= code_q;
)");
}

// The gates of a walk in step order are proven in tests/formal.
TEST_CASE("mutants of the gates of time order turn lockstep red") {
  require_red(R"(
sf_layer.sv: first block gated as in the image before
- walk_start ? '1 : sampled_used
+ sampled_used
sf_layer.sv: a block gated that any step gates
- (walk_used & enabled) == '0
+ (walk_used & enabled) != walk_used
sf_schedule.sv: gates of the last step alone
- used_q | used_i
+ used_i
)",
              plan::Order::kTime);
}

TEST_CASE("gated blocks that are walked turn lockstep red though every value is right") {
  const Summary summary = run({.name = "gated blocks walked",
                               .file = "sf_field_control.sv",
                               .before = "? 4'd1 << page_o : 4'd0",
                               .after = "? 4'd1 << page_o | 4'd1 : 4'd1"});
  CHECK(summary.mismatches == 0);
  CHECK(summary.commits > 0);
  CHECK_FALSE(summary.timing_exact);
  CHECK_FALSE(summary.equal());
}
