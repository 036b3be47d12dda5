// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/build.hpp"

#include <thread>

#include "tests/lockstep/harness/small_core.hpp"

using namespace spinforge;
using harness::Build;
using test::SmallCore;
namespace fs = std::filesystem;

TEST_CASE("a model is built once, also by two at the same time, and after an interrupted build") {
  const SmallCore core;
  Build first, second;
  {
    std::thread other([&] { second = core.build(); });
    first = core.build();
    other.join();
  }
  CHECK(first.library == second.library);
  CHECK((first.seconds == 0) != (second.seconds == 0));
  CHECK(core.build().seconds == 0);
  fs::remove(first.library);
  fs::create_directories(first.library + ".partial");
  files::write(first.library + ".partial/Vsf_core.mk", "left by a build that was killed");
  CHECK(core.build().seconds > 0);
  CHECK(fs::exists(first.library));
  CHECK_FALSE(fs::exists(first.library + ".partial"));
}

TEST_CASE("other sources are another model, other memory images are not") {
  const SmallCore core;
  const std::string before = core.build().library;
  const std::string weights = core.dir / "core/mem/layer1_weights.mem";
  files::write(weights, files::read(weights) + "\n");
  CHECK(core.build().library == before);
  const std::string macro = core.dir / "core/rtl/sf_neuron.sv";
  files::write(macro, files::read(macro) + "\n");
  CHECK(core.build().library != before);
}

TEST_CASE("the waveform of an image is written where it was asked for") {
  const SmallCore core;
  harness::VerifyOptions options = core.options();
  options.first = 3;
  options.images = 1;
  options.wave = core.dir / "image.fst";
  const harness::Summary summary = harness::verify(options);
  CHECK(summary.equal());
  CHECK(summary.wave == options.wave);
  CHECK(files::read(options.wave).size() > 1000);
}

TEST_CASE("a mismatch of a real core comes with its waveform") {
  const SmallCore core;
  test::spoil_threshold(core);
  harness::VerifyOptions options = core.options();
  options.wave = core.dir / "mismatch.fst";
  const harness::Summary summary = harness::verify(options);
  CHECK_FALSE(summary.equal());
  REQUIRE(summary.mismatch);
  CHECK(summary.mismatch->neuron >= 0);
  CHECK_THAT(summary.reproduce, Catch::Contains("--first 0"));
  CHECK(files::read(options.wave).size() > 1000);
}
