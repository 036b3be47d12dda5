// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/resources.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <future>
#include <mutex>

#include "gen/base/files.hpp"
#include "gen/plan/memories.hpp"
#include "gen/synth/synth.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/recorded_runs.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;

namespace {

/// Emits the network and synthesises it.
synth::Report synthesised(const std::string& target,
                          const network::Network& network,
                          const plan::Options& options) {
  const test::EmittedCore core(network, {.options = options, .target = target});
  synth::Request request;
  request.directory = core.path();
  request.target = target;
  request.route = false;
  return synth::synthesise(request);
}

synth::Usage count(const std::string& target,
                   const network::Network& network,
                   const plan::Options& options) {
  return synthesised(target, network, options).usage;
}

/// A small core and the target that it is synthesised for.
struct Core {
  const char* target;
  std::uint64_t seed;
  int lanes;
};

}  // namespace

TEST_CASE("plan: block RAMs and DSP blocks are those of Yosys, LUTs within 15 % of its count") {
  if (test::missing({"yosys"})) return;
  for (const Core& core : {Core{"xc7", 2, 5}, Core{"ecp5", 3, 10}, Core{"ice40up5k", 6, 5}}) {
    CAPTURE(core.target, core.seed);
    const network::Network network = test::random_conv_network(core.seed, {.leaky = true});
    const plan::Options options = test::lanes(core.lanes);
    const plan::Plan plan = plan::make_plan(network, options);
    const synth::Usage used = count(core.target, network, options);

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

TEST_CASE(
    "gen/synth/README.md: the levels of the small core are those of Yosys, fewer with pipeline") {
  if (test::missing({"yosys"})) return;
  const std::string page = files::read(test::source("gen/synth/README.md"));
  const network::Network network = network::load(test::source("weights/models/mnist-fc196-dw"));
  for (const std::string target : {"xc7", "ecp5"}) {
    plan::Options options = test::lanes(8);
    const int whole = synthesised(target, network, options).levels;
    options.pipeline = true;
    const int cut = synthesised(target, network, options).levels;
    CHECK(cut < whole);
    CHECK_THAT(page,
               Catch::Contains(
                   fmt::format("| `mnist-fc196-dw` | 8 | `{}` | {} | {} |", target, whole, cut)));
  }
}

// Not a test of anything: after a change of the macros it counts the recorded runs anew.
//   test_slow_synth "[recount]"             all of them, an hour on two cores
//   RECOUNT="ecp5 conv" test_slow_synth "[recount]"   those whose name begins so
TEST_CASE("runs.csv is counted again", "[.recount]") {
  const char* const only = std::getenv("RECOUNT");
  std::vector<test::RecordedRun> runs = test::recorded_runs();
  std::mutex mutex;
  std::size_t next = 0, done = 0;
  const auto work = [&] {
    for (std::unique_lock lock(mutex); next < runs.size();) {
      test::RecordedRun& run = runs[next++];
      if (only != nullptr && !run.name().starts_with(only)) continue;
      lock.unlock();
      const synth::Usage used = count(run.target, test::network_of(run), test::options_of(run));
      lock.lock();
      fmt::print(stderr, "{}: {} LUT, were {}\n", run.name(), used.lut, run.counted.lut);
      run.counted = {used.lut, used.bram, used.dsp};
      test::record(runs);
      ++done;
    }
  };
  std::future<void> other = std::async(std::launch::async, work);
  work();
  other.get();
  CHECK(done > 0);
}
