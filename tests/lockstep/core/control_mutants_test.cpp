// SPDX-License-Identifier: Apache-2.0
//
// Mutants of what field codes, masks, noise and the other neurons bring to a core: each must turn
// lockstep red under random control.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"

namespace {

using namespace spinforge;
using harness::Summary;
using test::Bench;

struct Mutant {
  const char* name;
  const char* file;
  const char* before;
  const char* after;
};

Summary run(const Mutant& mutant) {
  const network::Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), test::eventful_images(net));
  bench.mutate(mutant.file, mutant.before, mutant.after);
  harness::VerifyOptions options;
  options.fields = test::kControlSeed;
  return bench.run(options);
}

void require_red(const Mutant& mutant) {
  CAPTURE(mutant.name);
  CHECK(run(mutant).mismatches > 0);
}

}  // namespace

TEST_CASE("mutants of threshold range and arming turn lockstep red") {
  require_red(GENERATE(Mutant{"over at TH_HI itself",
                              "rtl/sf_neuron.sv",
                              "(sum > SumBits'(th_hi_i))",
                              "(sum >= SumBits'(th_hi_i))"},
                       Mutant{"fires unarmed", "rtl/sf_neuron.sv", "armed_i && reached", "reached"},
                       Mutant{"re-arms below TH_REST only",
                              "rtl/sf_neuron.sv",
                              "(sum <= SumBits'(th_rest_i))",
                              "(sum < SumBits'(th_rest_i))"},
                       Mutant{"re-arms while gated",
                              "rtl/sf_neuron.sv",
                              "armed_o = (armed_i && !fire)",
                              "armed_o = !gate_i || (armed_i && !fire)"}));
}

TEST_CASE("mutants of the refractory time and of gated neurons turn lockstep red") {
  require_red(GENERATE(
      Mutant{"refractory a step short",
             "rtl/sf_neuron.sv",
             "ref_o = RefBits'(Refractory);",
             "ref_o = RefBits'(Refractory - 1);"},
      Mutant{"countdown lost while gated", "rtl/sf_neuron.sv", "ref_o = ref_i;", "ref_o = '0;"},
      Mutant{"no leak while gated", "rtl/sf_neuron.sv", "LeakGated ? W'(leaked) : v_i", "v_i"},
      Mutant{"creeps while gated, though it should not",
             "rtl/sf_neuron.sv",
             "LeakGated ? W'(leaked) : v_i",
             "LeakGated ? W'(leaked) : v_i - W'(v_i != '0)"}));
}

TEST_CASE("mutants of gain, noise and leaky turn lockstep red") {
  require_red(GENERATE(
      Mutant{"a byte of noise dropped",
             "rtl/sf_noise.sv",
             "+ $signed({3'd0, hash[31:24]})",
             "+ 11'sd127"},
      Mutant{"noise without its step",
             "rtl/sf_neuron_array.sv",
             "{LayerTag, 8'd0, step_i}",
             "{LayerTag, 16'd1}"},
      Mutant{"gain of code 0",
             "rtl/sf_field_registers.sv",
             "? FieldGain[c*9 +: 9]",
             "? FieldGain[8:0]"},
      Mutant{"leaky resets at once",
             "rtl/sf_leaky.sv",
             "gate_i ? v_next : v_i",
             "gate_i ? (spike_o ? v_next - W'(Threshold) : v_next) : v_i"}));
}

TEST_CASE("mutants of masks and selects turn lockstep red") {
  require_red(GENERATE(Mutant{"pages share one memory",
                              "rtl/sf_field_control.sv",
                              ".waddr_i ({page_i, mask_addr})",
                              ".waddr_i ({2'd1, mask_addr})"},
                       Mutant{"mask ignored",
                              "rtl/sf_field_control.sv",
                              "all_q ? {NeuronLanes{1'b1}} : stored",
                              "all_q || (stored != '0) ? {NeuronLanes{1'b1}} : stored"},
                       Mutant{"select at the image's next step, whichever",
                              "rtl/sf_field_control.sv",
                              "&& (head[13:6] == start_step_i)",
                              ""},
                       Mutant{"select forgotten after its step",
                              "rtl/sf_field_control.sv",
                              "code_q  <= code_o;",
                              "code_q  <= code_q;"}));
}

TEST_CASE("gated blocks that are walked turn lockstep red though every value is right") {
  const Summary summary = run({"gated blocks walked",
                               "rtl/sf_field_control.sv",
                               "gate ? ~any : '1",
                               "gate && (any != '0 || any == '0) ? '0 : {Blocks{1'b0}}"});
  CHECK(summary.mismatches == 0);
  CHECK(summary.commits > 0);
  CHECK_FALSE(summary.timing_exact);
  CHECK_FALSE(summary.equal());
}
