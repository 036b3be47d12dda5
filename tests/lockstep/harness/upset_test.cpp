// SPDX-License-Identifier: Apache-2.0
//
// Bits of a real core are inverted: what is reached, what is state, and what is repeatable.
#include "sim/upset/upset.hpp"

#include <algorithm>
#include <set>

#include "tests/lockstep/harness/small_core.hpp"

using namespace spinforge;
using upset::Effect;
using upset::Flip;
using upset::Kind;

namespace {

/// A core, its model and images, shared by the tests: a build takes a while.
struct Upset : test::SmallCore {
  harness::Design design = test::SmallCore::design();
  std::string library =
      harness::build_model(
          design, {.cache = SPINFORGE_MODEL_CACHE, .trace = harness::Trace::kPlaces, .quiet = true})
          .library;
  dataset::Images set = test::random_images(test::small_network(), 10);

  [[nodiscard]] upset::Options options() const {
    upset::Options o;
    o.directory = path();
    o.dataset = images();
    o.flips = {1, 16};
    o.build_cache = SPINFORGE_MODEL_CACHE;
    o.quiet = true;
    return o;
  }
  /// Image `image` with `flips`.
  [[nodiscard]] upset::Trial run(upset::Rig& rig,
                                 std::uint32_t image,
                                 const std::vector<Flip>& flips = {}) const {
    return rig.run(set.image(image), image, rig.expect(set.image(image), image), flips);
  }
};

std::size_t place_of(const upset::Rig& rig, const std::string& ending) {
  const auto& all = rig.places().all();
  const auto found = std::ranges::find_if(
      all, [&](const harness::Place& place) { return place.path.ends_with(ending); });
  REQUIRE(found != all.end());
  return static_cast<std::size_t>(found - all.begin());
}

}  // namespace

TEST_CASE_METHOD(Upset, "upset: every kind of state of a core is reached, ROM with all its words") {
  const upset::Rig rig(design, library);
  const auto& all = rig.places().all();
  for (const Kind kind : upset::kKinds) CHECK(upset::Bits(all, kind).count() > 0);
  const harness::Place& weights = all[place_of(rig, "u_weights.gen_auto.mem")];
  CHECK(weights.path.starts_with("u_layer1."));
  CHECK(weights.words == 3 * 20);  // 23 neurons in lanes of 8
  CHECK(weights.bits == static_cast<std::uint32_t>(8 * design.network.layers[0].weight_bits));
  std::set<std::string> paths;
  for (const harness::Place& place : all) CHECK(paths.insert(place.path).second);
}

TEST_CASE_METHOD(Upset, "upset: a core without flips is masked, and so after every flip before") {
  upset::Rig rig(design, library);
  for (const Kind kind : upset::kKinds) {
    const upset::Bits bits(rig.places().all(), kind);
    for (std::uint32_t image = 0; image < 4; ++image) {
      (void)run(rig, image, bits.draw(1, image, 8, 100));
      CAPTURE(upset::name_of(kind), image);
      CHECK(upset::effect_of(run(rig, image)) == Effect::kMasked);
    }
  }
}

TEST_CASE_METHOD(Upset, "upset: a flip shows where it must") {
  upset::Rig rig(design, library);
  const upset::Rig::Expected expected = rig.expect(set.image(1), 1);
  const auto effect = [&](const std::string& place, std::int64_t cycle, std::uint32_t word = 0) {
    return upset::effect_of(run(rig, 1, {{cycle, place_of(rig, place), word, 0}}));
  };
  // The weight from each pixel to neuron 0 matters where the pixel is not black.
  const std::string weights = "u_layer1.u_drive.gen_events.u_synapses.u_weights.gen_auto.mem";
  const auto pixels = set.image(1);
  for (std::uint32_t i = 0; i < pixels.size(); ++i) {
    CAPTURE(i);
    CHECK((effect(weights, 0, i) == Effect::kMasked) == (pixels[i] == 0));
  }
  // An image's number in the buffer comes out again, or a layer says what it must not.
  CHECK(effect("u_readout.image_q", expected.cycles - 2) == Effect::kDetected);
  // The membrane of the last step is read no more.
  CHECK(effect("u_layer2.u_neurons.u_state.gen_auto.mem", expected.cycles - 1) == Effect::kMasked);
}

TEST_CASE_METHOD(Upset,
                 "upset: membranes that are flipped in the midst of an image are not masked") {
  upset::Rig rig(design, library);
  const upset::Bits bits(rig.places().all(), Kind::kMembranes);
  std::size_t shown = 0;
  for (std::uint32_t image = 0; image < 10; ++image) {
    const auto cycles = rig.expect(set.image(image), image).cycles;
    shown += upset::effect_of(run(rig, image, bits.draw(1, image, 64, cycles))) != Effect::kMasked;
  }
  CHECK(shown > 5);
}

TEST_CASE(
    "upset: with parity one wrong weight that is used is always told, and a sound core is quiet") {
  const network::Network network = test::small_network();
  plan::Options lanes = test::lanes(8);
  lanes.parity = true;
  lanes.order = GENERATE(plan::Order::kStep, plan::Order::kTime);
  const test::EmittedCore core(network, {.options = lanes});
  const harness::Design design = core.design();
  const std::string library =
      harness::build_model(
          design, {.cache = SPINFORGE_MODEL_CACHE, .trace = harness::Trace::kPlaces, .quiet = true})
          .library;
  upset::Rig rig(design, library);
  const dataset::Images set = test::random_images(network, 10);
  std::vector<Flip> in_weights;
  for (std::size_t i = 0; i < rig.places().all().size(); ++i) {
    const harness::Place& place = rig.places().all()[i];
    if (place.path.find(".u_weights.") == std::string::npos || !place.path.ends_with(".mem"))
      continue;
    for (std::uint32_t word = 0; word < place.words; ++word) {
      in_weights.push_back({0, i, word, word % place.bits});  // the bit of parity among them
    }
  }
  std::size_t told = 0;
  const upset::Rig::Expected expected = rig.expect(set.image(2), 2);
  for (const Flip& flip : in_weights) {
    const upset::Trial trial = rig.run(set.image(2), 2, expected, std::vector{flip});
    const Effect effect = upset::effect_of(trial);
    CHECK((effect == Effect::kMasked || trial.sign == upset::Sign::kParity));
    told += trial.sign == upset::Sign::kParity;
    CHECK(upset::effect_of(rig.run(set.image(2), 2, expected, {})) == Effect::kMasked);
  }
  CHECK(told > 5);
  CHECK(told < in_weights.size());  // some words are not read
}

TEST_CASE_METHOD(Upset, "upset: the same bytes for any number of processes") {
  upset::Options one = options(), three = options();
  one.jobs = 1;
  three.jobs = 3;
  const upset::Result result = upset::run(one);
  CHECK(result.sound());
  CHECK(result.rows.size() == 1 + 2 * std::size(upset::kKinds));
  CHECK(upset::json_text(result) == upset::json_text(upset::run(three)));
  for (const upset::Row& row : result.rows) CHECK(row.images == 10);
}

TEST_CASE_METHOD(Upset, "upset: a core that is not golden's equal is told from one that is upset") {
  spoil_threshold();
  upset::Options o = options();
  o.kinds = {Kind::kMembranes};
  o.flips = {1};
  CHECK_FALSE(upset::run(o).sound());
}
