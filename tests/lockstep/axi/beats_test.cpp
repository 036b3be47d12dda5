// SPDX-License-Identifier: Apache-2.0
//
// A wrapper that takes several pixels a beat: tkeep, packets of many images, broken ones.
#include <algorithm>

#include "tests/lockstep/axi/system.hpp"
#include "tests/lockstep/core/bench.hpp"

namespace {

using namespace spinforge;
using golden::Trace;
using harness::Summary;
using test::AxiDriver;
using test::AxiSystem;
using test::Bench;
using Pixels = std::vector<std::uint8_t>;

Bench bench_of(int beat) {
  plan::Options options = test::lanes(8, 4);
  options.pixels_per_beat = beat;
  const network::Network net = test::beats_network();
  return {net, options, test::images_for(net, 3, 15), "axi"};
}

Summary run(const Bench& bench, const harness::Traffic& traffic, bool fields = false) {
  harness::VerifyOptions options;
  options.top = "sf_axi";
  options.traffic = traffic;
  if (fields) options.fields = 5;
  return bench.run(options);
}

const harness::Traffic kRough{.stream = false, .stall = 2, .broken = 3};
const harness::Traffic kStreamed{.stream = true, .stall = {}, .broken = 4};

Trace golden_of(const AxiSystem& system, std::uint32_t number) {
  return test::golden_of(system.network, system.image(number), number);
}

/// A driver whose core takes many images a packet.
std::unique_ptr<AxiDriver> driver(const AxiSystem& system, bool joined) {
  auto axi = system.driver(20, 7);
  const test::Registers& map = system.registers;
  axi->set("PACKETS", map.field("PACKETS", "MANY", 1) | map.field("PACKETS", "JOINED", joined));
  return axi;
}

/// Images 0 and up as a buffer: what is behind an image in its last beat is not 0.
Pixels buffer_of(const AxiSystem& system, std::uint32_t images) {
  const auto beat = static_cast<std::size_t>(system.plan.pixels_per_beat);
  Pixels out;
  for (std::uint32_t i = 0; i < images; ++i) {
    out.resize((out.size() + beat - 1) / beat * beat, 0xee);
    const Pixels pixels = system.image(i);
    out.insert(out.end(), pixels.begin(), pixels.end());
  }
  return out;
}

std::uint32_t events_of(const AxiSystem& system, std::uint32_t images) {
  std::ptrdiff_t out = 0;
  for (std::uint32_t i = 0; i < images; ++i) {
    const Pixels pixels = system.image(i);
    out += std::count_if(pixels.begin(), pixels.end(), [](int pixel) { return pixel != 0; });
  }
  return static_cast<std::uint32_t>(out);
}

}  // namespace

TEST_CASE("verify drives a wrapper of two and four pixels a beat, and finds it equal") {
  const int beat = GENERATE(2, 4);
  CAPTURE(beat);
  const Bench bench = bench_of(beat);
  test::require_equal(run(bench, {}), 18);
  test::require_equal(run(bench, kRough, true), 18);
  test::require_equal(run(bench, kStreamed, true), 18);
  test::require_equal(run(bench, {.stream = true, .stall = 6, .broken = {}, .resets = 7}), 18);
}

TEST_CASE("in a packet of many images each begins with a beat, whatever stands behind the last") {
  const AxiSystem& system = test::beats_system(GENERATE(2, 4));
  const bool joined = GENERATE(false, true), padded = GENERATE(false, true);
  CAPTURE(system.plan.pixels_per_beat, joined, padded);
  constexpr std::uint32_t kImages = 4;
  const auto axi = driver(system, joined);
  if (padded) {
    axi->send(buffer_of(system, kImages));
  } else {
    for (std::uint32_t i = 0; i < kImages; ++i) axi->send(system.image(i), i + 1 == kImages);
  }
  std::vector<Trace> traces;
  for (std::uint32_t i = 0; i < kImages; ++i) traces.push_back(golden_of(system, i));
  if (joined) {
    CHECK(test::is_packet_of(axi->results(1).front(), traces));
  } else {
    for (const Trace& trace : traces) test::check_packet(axi->results(1).front(), trace);
  }
  CHECK(axi->get("ERRORS") == 0);
  CHECK(axi->get("PIXEL_EVENTS") == events_of(system, kImages));
  CHECK(axi->violation() == "");
}

TEST_CASE("a beat that lacks a pixel loses the rest of its packet, and nothing else") {
  const AxiSystem& system = test::beats_system(GENERATE(2, 4));
  const bool joined = GENERATE(false, true);
  const unsigned all = (1U << system.plan.pixels_per_beat) - 1;
  // The last one is behind all pixels of the image before, as a beat of nothing.
  const unsigned keep = GENERATE_COPY(all - 1, all >> 1U, 0U);
  CAPTURE(system.plan.pixels_per_beat, joined, keep);
  const auto axi = driver(system, joined);
  axi->send(system.image(0), false);
  axi->send_beat(0x01010101 & (all == 3 ? 0xffffU : ~0U), keep, false);
  axi->send(system.image(1), false);
  axi->send(system.image(2));
  axi->send(system.image(1));  // the next packet
  const test::Packet first = axi->results(1).front();
  CHECK(first.cut == joined);
  CHECK(test::is_packet_of(first, {golden_of(system, 0)}));
  test::check_packet(axi->results(1).front(), test::golden_of(system.network, system.image(1), 1));
  axi->idle(50);
  CHECK((axi->beats() == 0 && axi->waiting() == 0));
  CHECK(axi->get("ERRORS") == system.registers.field("ERRORS", "FRAME", 1));
  CHECK(axi->get("IMAGES_IN") == 2);
  CHECK(axi->get("STATUS", "IDLE") == 1);
  CHECK(axi->violation() == "");
}

TEST_CASE("a packet that ends short of its last pixel is seen, of many images as well as of one") {
  const AxiSystem& system = test::beats_system(4);
  const bool many = GENERATE(false, true);
  const auto missing = static_cast<std::size_t>(GENERATE(1, 2));
  CAPTURE(many, missing);
  const auto axi = many ? driver(system, true) : system.driver(20, 7);
  Pixels pixels = system.image(0);
  pixels.resize(pixels.size() - missing);
  axi->send(pixels);
  if (many) CHECK(axi->results(1).front().cut);
  axi->send(system.image(0));
  test::check_packet(axi->results(1).front(), golden_of(system, 0));
  CHECK(axi->get("ERRORS") == system.registers.field("ERRORS", "FRAME", 1));
  // With one image a packet a byte too many is an error too: nothing says that it is padding.
  if (!many) {
    pixels = system.image(0);
    pixels.push_back(0);
    axi->raise("ERRORS", "FRAME");
    axi->send(pixels);
    axi->idle(200);
    CHECK(axi->get("ERRORS") == system.registers.field("ERRORS", "FRAME", 1));
  }
}

TEST_CASE("mutants of the beats do not pass") {
  for (const test::Mutant& mutant : test::mutants(R"(
sf_axi_session.sv: PIXEL_EVENTS counts what is not there
- EventBits'(pixel_keep_o[i] && (
+ EventBits'((
sf_axi_session.sv: PIXEL_EVENTS counts one pixel a beat
- assign below = gen_pixel[i-1].events;
+ assign below = '0;
sf_axi_session.sv: pixels too many in the last beat of an image
- assign pixel_keep_o = (many && at_end) ?
+ assign pixel_keep_o = at_end ?
sf_pixel_buffer.sv: a beat that lacks a pixel
- assign whole         = !torn_q &&
+ assign whole         =
)")) {
    CAPTURE(mutant.name);
    const Bench bench = bench_of(4);
    bench.mutate(mutant);
    CHECK_FALSE((run(bench, {}).equal() && run(bench, kRough, true).equal() &&
                 run(bench, kStreamed).equal()));
  }
}
