// SPDX-License-Identifier: Apache-2.0
//
// The interrupt of sf_axi: what raises it, what clears it.
#include "tests/lockstep/axi/system.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using test::AxiDriver;
using test::AxiSystem;
using test::kOkay;

const AxiSystem& tiny() {
  static const AxiSystem system(network::load(test::source("tests/data/three-neurons")));
  return system;
}

std::uint32_t bit(const char* field) {
  return tiny().registers.field("INTERRUPT_ENABLE", field, 1);
}

std::uint32_t pending(AxiDriver& axi) {
  return axi.read(tiny().registers.at("INTERRUPT_PENDING")).data;
}

void write(AxiDriver& axi, const char* name, std::uint32_t value, std::uint32_t strobe = 15) {
  REQUIRE(axi.write(tiny().registers.at(name), value, strobe) == kOkay);
}

void send(AxiDriver& axi) { axi.send(test::random_image(tiny().network, 1)); }

}  // namespace

TEST_CASE("the interrupt is high from a result on until its bit is cleared") {
  const auto axi = tiny().driver();
  write(*axi, "INTERRUPT_ENABLE", bit("RESULT"));
  axi->idle(20);
  CHECK_FALSE(axi->interrupt());
  send(*axi);
  (void)axi->results(1);
  axi->idle(1);
  CHECK(axi->interrupt());
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
  CHECK(axi->interrupt());  // reading clears nothing
  write(*axi, "INTERRUPT_PENDING", bit("PACKET"));
  axi->idle(1);
  CHECK(axi->interrupt());
  write(*axi, "INTERRUPT_PENDING", bit("RESULT"));
  axi->idle(1);
  CHECK_FALSE(axi->interrupt());
  CHECK(pending(*axi) == 0);
  send(*axi);
  (void)axi->results(1);
  axi->idle(1);
  CHECK(axi->interrupt());  // and the next one again
}

TEST_CASE("what is pending interrupts as soon as it is enabled, and not while it is not") {
  const auto axi = tiny().driver();
  send(*axi);
  (void)axi->results(1);
  axi->idle(5);
  CHECK_FALSE(axi->interrupt());
  write(*axi, "INTERRUPT_ENABLE", bit("ERROR"));
  axi->idle(1);
  CHECK_FALSE(axi->interrupt());
  write(*axi, "INTERRUPT_ENABLE", 0xffffffffU, 0b1110);  // none of its bytes
  axi->idle(1);
  CHECK_FALSE(axi->interrupt());
  write(*axi, "INTERRUPT_ENABLE", 0xffffffffU);
  axi->idle(1);
  CHECK(axi->interrupt());
  CHECK(axi->read(tiny().registers.at("INTERRUPT_ENABLE")).data ==
        (bit("RESULT") | bit("PACKET") | bit("ERROR")));
  write(*axi, "INTERRUPT_ENABLE", 0);
  axi->idle(1);
  CHECK_FALSE(axi->interrupt());
}

TEST_CASE("a packet is out when its last beat has been taken") {
  const auto axi = tiny().driver();
  axi->take_results(false);
  send(*axi);
  axi->idle(500);
  CHECK(pending(*axi) == 0);  // the first beat waits, the last is in the core
  axi->take_results(true);
  (void)axi->results(1);
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
}

TEST_CASE("joined packets interrupt once for all their images") {
  const auto axi = tiny().driver();
  const test::Registers& map = tiny().registers;
  write(*axi, "PACKETS", map.field("PACKETS", "MANY", 1) | map.field("PACKETS", "JOINED", 1));
  const auto pixels = test::random_image(tiny().network, 1);
  axi->send(pixels, false);
  while (axi->read(map.at("IMAGES_OUT")).data != 1) axi->idle(1);
  CHECK(pending(*axi) == bit("RESULT"));
  axi->send(pixels);
  (void)axi->results(1);
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
}

TEST_CASE("dropped frames and refused configuration interrupt as errors") {
  const auto axi = tiny().driver();
  const test::Registers& map = tiny().registers;
  write(*axi, "INTERRUPT_ENABLE", bit("ERROR"));
  SECTION("a frame of the wrong length") {
    axi->send(std::vector<std::uint8_t>{1});
    axi->idle(20);
    CHECK(axi->read(map.at("ERRORS")).data == map.field("ERRORS", "FRAME", 1));
  }
  SECTION("a layer that is not there") {
    write(*axi, "CONFIG_LAYER", 200);
    CHECK(axi->write(map.at("CONFIG_SELECT"), 0) == test::kSlaveError);
    axi->idle(1);
    CHECK(axi->read(map.at("ERRORS")).data == map.field("ERRORS", "CONFIG", 1));
  }
  SECTION("a queue that is full") {
    write(*axi, "CONFIG_LAYER", 1);
    write(*axi, "CONFIG_IMAGE", 1000);
    while (axi->write(map.at("CONFIG_SELECT"), map.field("CONFIG_SELECT", "STEP", 1)) == kOkay) {
    }
    CHECK(axi->read(map.at("ERRORS")).data == map.field("ERRORS", "QUEUE", 1));
  }
  CHECK(axi->interrupt());
  CHECK(pending(*axi) == bit("ERROR"));
  // Clearing ERRORS does not clear the interrupt, clearing the interrupt does.
  write(*axi, "ERRORS", 0xffffffffU);
  axi->idle(1);
  CHECK(axi->interrupt());
  write(*axi, "INTERRUPT_PENDING", bit("ERROR"));
  axi->idle(1);
  CHECK_FALSE(axi->interrupt());
}
