// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/resources.hpp"

#include <cmath>

#include "gen/base/process.hpp"
#include "gen/emit/emit.hpp"
#include "gen/plan/memories.hpp"
#include "gen/synth/synth.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;

namespace {

/// A small core and the target that it is synthesised for.
struct Core {
  const char* target;
  std::uint64_t seed;
  int lanes;
};

}  // namespace

TEST_CASE("plan: block RAMs and DSP blocks are those of Yosys, LUTs within 15 % of its count") {
  if (!process::on_path("yosys")) test::skip("no yosys on PATH");
  for (const Core& core : {Core{"xc7", 2, 5}, Core{"ecp5", 3, 10}, Core{"ice40up5k", 6, 5}}) {
    CAPTURE(core.target, core.seed);
    const test::TempDir folder;
    const network::Network network = test::random_conv_network(core.seed, {.leaky = true});
    network::save(network, folder / "network");
    emit::Request emission;
    emission.network = folder / "network";
    emission.output = folder / "core";
    emission.options.lanes = core.lanes;
    emission.target = core.target;
    const plan::Plan plan = emit::emit(emission).plan;
    synth::Request request;
    request.directory = folder / "core";
    request.target = core.target;
    request.route = false;
    const synth::Usage used = synth::synthesise(request).usage;

    const plan::Target& target = plan::find_target(core.target);
    const plan::Resources expected = plan::predict_resources(target, network, plan);
    CHECK(used.bram == Approx(expected.bram));
    CHECK(used.dsp == expected.dsp);
    CHECK(static_cast<double>(expected.lut) == Approx(static_cast<double>(used.lut)).epsilon(0.15));
    // Every memory for which the RTL asks for block RAM has become one.
    double least = 0.0;
    for (const plan::Memory& memory : plan::memories(network, plan)) {
      if (memory.block) least += target.name == "xc7" ? 0.5 : 1.0;
    }
    CHECK(least > 0.0);
    CHECK(used.bram >= least);
  }
}
