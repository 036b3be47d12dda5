// SPDX-License-Identifier: Apache-2.0
//
// Thresholds written to a core, in lockstep: every commit equals that of a golden model whose
// network has them.
#include "sim/golden/golden.hpp"
#include "sim/harness/checker.hpp"
#include "tests/lockstep/core/eventful.hpp"
#include "tests/support/clocked.hpp"

namespace {

using namespace spinforge;

/// Whether the core takes a threshold.
bool write(test::BareCore& core, int layer, int code, int which, int value) {
  core.in.cfg_valid = core.in.cfg_is_threshold = 1;
  core.in.cfg_layer = static_cast<std::uint8_t>(layer);
  core.in.cfg_code = static_cast<std::uint8_t>(code);
  core.in.cfg_which = static_cast<std::uint8_t>(which);
  core.in.cfg_value = value;
  const bool taken = core.tick().cfg_error == 0;
  core.in.cfg_valid = core.in.cfg_is_threshold = 0;
  return taken;
}

/// Runs one image and compares every commit; returns how many were compared.
std::uint64_t run(test::BareCore& core,
                  const harness::Design& design,
                  const network::Network& expected,
                  const std::vector<std::uint8_t>& pixels,
                  std::uint32_t image) {
  golden::Golden golden(expected);
  const golden::Trace& trace = golden.run(pixels, image);
  std::vector<harness::LayerChecker> checkers;
  for (std::size_t k = 0; k < trace.layers.size(); ++k) {
    checkers.emplace_back(static_cast<int>(k) + 1, image, trace.layers[k]);
  }
  std::uint64_t compared = 0, mismatches = 0;
  const bool done = core.run(image, pixels, [&]() -> const SfOutputs& {
    const SfOutputs& out = core.tick();
    for (std::size_t k = 0; k < checkers.size(); ++k) {
      if (out.commits[k].valid == 0) continue;
      const auto outcome = checkers[k].check(out.commits[k], design.plan.layers[k].neuron_lanes);
      compared += outcome.compared;
      mismatches += outcome.mismatches;
    }
    if (out.result_valid != 0) CHECK(out.result_class == trace.predicted);
    return out;
  });
  CHECK(done);
  CHECK(mismatches == 0);
  for (const harness::LayerChecker& checker : checkers) CHECK(checker.complete());
  return compared;
}

}  // namespace

TEST_CASE("thresholds written to a core are in lockstep with a network that has them") {
  const network::Network network = test::eventful_network();
  plan::Options options = test::eventful_lanes();
  options.pipeline = GENERATE(false, true);
  CAPTURE(options.pipeline);
  const test::EmittedCore emitted(network, {.options = options, .thresholds = true});
  const harness::Design design = emitted.design();
  test::BareCore core(design);

  network::Network now = network;
  std::uint64_t compared = 0;
  for (std::uint32_t image = 0; image < 24; ++image) {
    CAPTURE(image);
    // Another threshold of layers 1 and 2 for each image: those in use and those of other codes.
    for (const int layer : {1, 2}) {
      const network::Layer& of = network.layers[static_cast<std::size_t>(layer - 1)];
      network::Neuron& neuron = now.neuron_of(of);
      const int one = 1 << neuron.frac_bits;
      const int codes = static_cast<int>(neuron.fields.size());
      const int code = image % 2 == 0 ? of.field_code : static_cast<int>(image) % codes;
      const int value = static_cast<int>(image * 13U % 48U) * one / 32 - one / 4;
      network::FieldRegisters& set = neuron.fields[static_cast<std::size_t>(code)];
      int* const registers[] = {&set.th_lo, &set.th_hi, &set.th_rest};
      *registers[image % 3] = value;
      CHECK(write(core, layer, code, static_cast<int>(image % 3), value));
    }
    compared += run(core, design, now, test::random_image(network, 500 + image), image);
  }
  CHECK(compared > 10'000);
  CHECK_FALSE(write(core, 3, 0, 0, 1));  // leaky: it has none
  CHECK_FALSE(write(core, 4, 0, 0, 1));  // not there
}
