// SPDX-License-Identifier: Apache-2.0
#include "sim/upset/flips.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "tests/support.hpp"

using namespace spinforge;
using upset::Flip;
using upset::Kind;

namespace {

const std::vector<harness::Place> kPlaces{
    {"u_layer1.u_drive.gen_events.u_synapses.u_weights.gen_auto.mem", 3, 5},
    {"u_layer1.u_drive.u_walker.row_q", 1, 8},
    {"u_layer1.u_drive.gen_events.u_synapses.u_biases.gen_split.rest", 2, 4},
    {"u_layer1.u_neurons.u_state.gen_block.mem", 64, 13}};

}  // namespace

TEST_CASE("upset: what a bit holds follows from the path of its place") {
  const auto kind = [](const char* path) { return upset::kind_of(path); };
  CHECK(kind("u_layer1.u_drive.gen_events.u_synapses.u_weights.gen_auto.mem") == Kind::kWeights);
  CHECK(kind("u_layer1.u_drive.gen_events.u_synapses.u_biases.gen_split.rest") == Kind::kWeights);
  CHECK(kind("u_layer1.u_drive.u_requantize.gen_mul_memory.u_muls.gen_auto.mem") == Kind::kWeights);
  CHECK(kind("u_layer1.u_neurons.gen_own.u_own.u_rows.gen_auto.mem") == Kind::kWeights);
  CHECK(kind("u_layer2.u_neurons.u_state.gen_block.mem") == Kind::kMembranes);
  CHECK(kind("u_pixels.u_pixels.gen_block.mem") == Kind::kBuffers);
  CHECK(kind("u_layer1.gen_time.u_schedule.steps") == Kind::kBuffers);
  CHECK(kind("u_layer1.u_drive.gen_events.u_synapses.u_weights.data_o") == Kind::kControl);
  CHECK(kind("u_layer1.u_control.queue_q") == Kind::kControl);
  CHECK(kind("u_readout.last_q") == Kind::kControl);
}

TEST_CASE("upset: kinds have names, and what is none is an error that lists them") {
  for (const Kind each : upset::kKinds) CHECK(upset::kind_from(upset::name_of(each)) == each);
  const Error error = test::error_of(ErrorCode::kUsage, [] { (void)upset::kind_from("membrane"); });
  CHECK(error.where() == "--in");
  CHECK_THAT(error.what(), Catch::Contains("weights, membranes, buffers, control"));
}

TEST_CASE("upset: flips are drawn from every bit of a kind and every cycle, and from no other") {
  const upset::Bits weights(kPlaces, Kind::kWeights);
  REQUIRE(weights.count() == 3 * 5 + 2 * 4);
  std::set<std::vector<std::uint64_t>> bits;
  std::set<std::int64_t> cycles;
  for (const Flip& flip : weights.draw(1, 0, 2000, 10)) {
    REQUIRE((flip.place == 0 || flip.place == 2));
    CHECK(flip.word < kPlaces[flip.place].words);
    CHECK(flip.bit < kPlaces[flip.place].bits);
    bits.insert({flip.place, flip.word, flip.bit});
    cycles.insert(flip.cycle);
  }
  CHECK(bits.size() == weights.count());
  CHECK(cycles.size() == 10);
  CHECK(*cycles.begin() == 0);
  CHECK(*cycles.rbegin() == 9);
}

TEST_CASE("upset: flips are a function of seed, image and kind, and more of them keep the first") {
  const upset::Bits bits(kPlaces, Kind::kMembranes);
  const std::vector<Flip> four = bits.draw(7, 3, 4, 1000);
  CHECK(std::ranges::is_sorted(four, {}, &Flip::cycle));
  CHECK(four == bits.draw(7, 3, 4, 1000));
  CHECK(four != bits.draw(8, 3, 4, 1000));
  CHECK(four != bits.draw(7, 4, 4, 1000));
  const std::vector<Flip> nine = bits.draw(7, 3, 9, 1000);
  for (const Flip& flip : four) CHECK(std::ranges::count(nine, flip) == 1);
  CHECK(bits.draw(7, 3, 0, 1000).empty());
}
