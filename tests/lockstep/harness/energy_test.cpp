// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy.hpp"

#include <nlohmann/json.hpp>

#include "sim/device/device.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/report.hpp"
#include "tests/lockstep/harness/small_core.hpp"

using namespace spinforge;
using test::SmallCore;

namespace {

energy::Report measure(const SmallCore& core, std::uint32_t first, std::uint32_t images) {
  energy::Options options;
  options.directory = core.path();
  options.dataset = core.images();
  options.first = first;
  options.images = images;
  options.build_cache = core.cache();
  options.quiet = true;
  return energy::measure(options);
}

}  // namespace

TEST_CASE("energy: devices take what the spikes of lockstep take, toggles add up over images") {
  const SmallCore core("left");  // verify and energy take the top's name from the manifest
  const energy::Report both = measure(core, 2, 2);
  harness::VerifyOptions options = core.options();
  options.first = 2;
  options.images = 2;
  const harness::Summary verified = harness::verify(options);
  REQUIRE(verified.equal());
  const std::vector<double> spikes = harness::spikes_per_image(verified);
  REQUIRE(both.layers.size() == 2);
  REQUIRE(spikes[0] > 0);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(both.layers[k].spikes == Approx(spikes[k]));
    REQUIRE(both.layers[k].stated_joule);
    CHECK(*both.layers[k].stated_joule ==
          Approx(spikes[k] * device::named("dw-s").number("spike_energy")));
  }
  CHECK(both.cycles == Approx(harness::image_cycles(verified).mean));
  const energy::Report one = measure(core, 2, 1), other = measure(core, 3, 1);
  REQUIRE(both.parts.size() == one.parts.size());
  for (std::size_t i = 0; i < both.parts.size(); ++i) {
    CAPTURE(both.parts[i].name);
    CHECK(both.parts[i].bits == one.parts[i].bits);
    // Not to the last one: registers keep what the image before left in them.
    const auto sum = static_cast<double>(one.parts[i].toggles + other.parts[i].toggles);
    CHECK(static_cast<double>(both.parts[i].toggles) == Approx(sum).epsilon(0.1));
  }
  const auto json = nlohmann::json::parse(energy::json_text(both));
  CHECK(json["parts"].size() == both.parts.size());
  CHECK(energy::json_text(both) == energy::json_text(measure(core, 2, 2)));
}

TEST_CASE("energy: a core that differs from the golden model has none") {
  const SmallCore core;
  core.spoil_threshold();
  CHECK_THROWS_AS(measure(core, 0, 1), Error);
}

TEST_CASE("energy: images beyond the data set are refused before anything is built") {
  const SmallCore core;
  CHECK_THROWS_AS(measure(core, 9, 2), Error);
  CHECK_FALSE(std::filesystem::exists(core.cache()));
}
