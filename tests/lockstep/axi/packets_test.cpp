// SPDX-License-Identifier: Apache-2.0
//
// Packets of many images: what a DMA sends as one buffer, and what it gets back.
#include "tests/lockstep/axi/system.hpp"

namespace {

using namespace spinforge;
using golden::Trace;
using test::AxiDriver;
using test::Packet;
using Pixels = std::vector<std::uint8_t>;

const test::AxiSystem& wrapped() { return test::eventful_system(); }
std::uint32_t frame_error() { return wrapped().registers.field("ERRORS", "FRAME", 1); }
Pixels image(std::uint64_t seed) { return wrapped().image(seed); }

Trace golden_of(const Pixels& pixels, std::uint32_t number) {
  return test::golden_of(wrapped().network, pixels, number);
}

/// A driver whose core takes many images a packet.
std::unique_ptr<AxiDriver> driver(bool joined, int pause = 0, std::uint64_t seed = 1) {
  auto axi = wrapped().driver(pause, seed);
  const test::Registers& map = wrapped().registers;
  const std::uint32_t word =
      map.field("PACKETS", "MANY", 1) | map.field("PACKETS", "JOINED", joined ? 1 : 0);
  axi->set("PACKETS", word);
  REQUIRE(axi->get("PACKETS") == word);
  return axi;
}

/// Sends images number `first` and up as one packet, and returns what golden makes of them.
std::vector<Trace> send(AxiDriver& axi, std::uint32_t first, int count) {
  std::vector<Trace> out;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t number = first + static_cast<std::uint32_t>(i);
    axi.send(image(number), i + 1 == count);
    out.push_back(golden_of(image(number), number));
  }
  return out;
}

/// That one packet of results comes, and holds these images, whole.
void check_joined(AxiDriver& axi, const std::vector<Trace>& traces, bool cut = false) {
  const Packet packet = axi.results(1).front();
  CHECK(packet.cut == cut);
  CHECK(test::is_packet_of(packet, traces));
}

/// That a packet of results comes for each of them.
void check_each(AxiDriver& axi, const std::vector<Trace>& traces) {
  for (const Trace& trace : traces) test::check_packet(axi.results(1).front(), trace);
}

}  // namespace

TEST_CASE("a packet of many images gives a packet of results for each of them") {
  const auto axi = driver(false, GENERATE(0, 40), 3);
  const std::vector<std::vector<Trace>> expected = {
      send(*axi, 0, 4), send(*axi, 4, 1), send(*axi, 5, 3)};
  for (const std::vector<Trace>& traces : expected) check_each(*axi, traces);
  CHECK(axi->get("ERRORS") == 0);
  CHECK(axi->violation() == "");
}

TEST_CASE("joined: a packet of many images gives one packet of results") {
  const auto axi = driver(true, GENERATE(0, 40), 4);
  const std::vector<std::vector<Trace>> expected = {
      send(*axi, 0, 3), send(*axi, 3, 1), send(*axi, 4, 5), send(*axi, 9, 2)};
  for (const std::vector<Trace>& traces : expected) check_joined(*axi, traces);
  axi->idle(50);
  CHECK((axi->beats() == 0 && axi->waiting() == 0));
  CHECK(axi->get("ERRORS") == 0);
  CHECK(axi->violation() == "");
}

TEST_CASE("a packet that ends within an image loses that image, says so, and the next is right") {
  const bool joined = GENERATE(false, true);
  const int missing = GENERATE(1, 5);
  CAPTURE(joined, missing);
  const auto axi = driver(joined, 25, 5);
  const std::vector<Trace> whole = {golden_of(image(0), 0), golden_of(image(1), 1)};
  axi->send(image(0), false);
  axi->send(image(1), false);
  Pixels broken = image(2);
  broken.resize(broken.size() - static_cast<std::size_t>(missing));
  axi->send(broken);
  const std::vector<Trace> next = send(*axi, 2, 2);  // the image that was lost has no number
  if (joined) {
    check_joined(*axi, whole, true);
    check_joined(*axi, next);
  } else {
    check_each(*axi, whole);
    check_each(*axi, next);
  }
  CHECK(axi->get("ERRORS") == frame_error());
  CHECK(axi->get("IMAGES_IN") == 4);
  CHECK(axi->violation() == "");
}

TEST_CASE("joined: a pixel too many shifts what follows and is seen at the packet's end") {
  const auto axi = driver(true, 10, 6);
  Pixels all = image(0);
  all.push_back(200);
  for (const std::uint8_t pixel : image(1)) all.push_back(pixel);
  axi->send(all);
  const std::size_t size = image(0).size();
  const Pixels second(all.begin() + static_cast<std::ptrdiff_t>(size),
                      all.begin() + static_cast<std::ptrdiff_t>(2 * size));
  check_joined(*axi, {golden_of(image(0), 0), golden_of(second, 1)}, true);
  CHECK(axi->get("ERRORS") == frame_error());
}

TEST_CASE("joined: every packet of pixels gets its packet of results, broken ones too") {
  const auto axi = driver(true, 5, 7);
  // More broken packets than ends that can be under way, while nobody takes one.
  constexpr std::size_t kBroken = 40;
  axi->take_results(false);
  for (std::size_t i = 0; i < kBroken; ++i) axi->send(Pixels(1 + i % 3, 9));
  const std::vector<Trace> whole = send(*axi, 0, 2);
  axi->idle(2000);
  CHECK(axi->pixels_left() > 0);  // they wait, none is lost
  axi->take_results(true);
  for (const Packet& packet : axi->results(kBroken)) {
    CHECK(packet.cut);
    CHECK(packet.counts.empty());
  }
  check_joined(*axi, whole);
  axi->idle(50);
  CHECK(axi->get("STATUS", "IDLE") == 1);
  CHECK(axi->violation() == "");
}

TEST_CASE("a packet keeps the mode that its first pixel found") {
  const auto axi = driver(true, 0, 8);
  const std::vector<Trace> traces = send(*axi, 0, 2);
  while (axi->pixels_left() > image(0).size()) axi->idle(1);
  axi->set("PACKETS", 0);
  check_joined(*axi, traces);
  // From the next packet on the other one: two images in one packet are a frame that is too long.
  (void)send(*axi, 2, 2);
  check_each(*axi, send(*axi, 2, 1));
  CHECK(axi->get("ERRORS") == frame_error());
}

TEST_CASE("joined: a soft reset within a packet of results ends it, and the next is whole") {
  const auto axi = driver(true, 10, 9);
  (void)send(*axi, 0, 3);
  const std::size_t beats = static_cast<std::size_t>(GENERATE(1, 4));
  while (axi->beats() < beats) axi->idle(1);
  axi->take_results(false);
  axi->give_up();
  axi->idle(50);
  axi->raise("CONTROL", "RESET");
  axi->set("IMAGE", 50);
  axi->take_results(true);
  CHECK(axi->results(1).front().cut);
  axi->idle(3000);
  CHECK((axi->beats() == 0 && axi->waiting() == 0));
  check_joined(*axi, send(*axi, 50, 2));
  CHECK(axi->violation() == "");
}
