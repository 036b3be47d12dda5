// SPDX-License-Identifier: Apache-2.0
//
// The interrupt of sf_axi: what raises it, what clears it.
#include "tests/lockstep/axi/system.hpp"
#include "tests/support/mutants.hpp"

namespace {

using namespace spinforge;
using test::AxiDriver;

const test::Registers& map() { return test::tiny_system().registers; }

std::uint32_t bit(const char* field) { return map().field("INTERRUPT_ENABLE", field, 1); }

void send(AxiDriver& axi, bool last = true) { axi.send(test::tiny_system().image(1), last); }

/// Sends an image and takes its result.
void run(AxiDriver& axi) {
  send(axi);
  (void)axi.results(1);
}

/// The interrupt in the next cycle.
bool next(AxiDriver& axi) {
  axi.idle(1);
  return axi.interrupt();
}

std::uint32_t pending(AxiDriver& axi) { return axi.get("INTERRUPT_PENDING"); }

}  // namespace

TEST_CASE("the interrupt is high from a result on until its bit is cleared") {
  const auto axi = test::tiny_system().driver();
  axi->set("INTERRUPT_ENABLE", bit("RESULT"));
  axi->idle(20);
  CHECK_FALSE(axi->interrupt());
  run(*axi);
  CHECK(next(*axi));
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
  CHECK(axi->interrupt());  // reading clears nothing
  axi->set("INTERRUPT_PENDING", bit("PACKET"));
  CHECK(next(*axi));
  axi->set("INTERRUPT_PENDING", bit("RESULT"));
  CHECK_FALSE(next(*axi));
  CHECK(pending(*axi) == 0);
  run(*axi);
  CHECK(next(*axi));  // and the next one again
}

TEST_CASE("what is pending interrupts as soon as it is enabled, and not while it is not") {
  const auto axi = test::tiny_system().driver();
  run(*axi);
  axi->idle(5);
  CHECK_FALSE(axi->interrupt());
  axi->set("INTERRUPT_ENABLE", bit("ERROR"));
  CHECK_FALSE(next(*axi));
  axi->set("INTERRUPT_ENABLE", 0xffffffffU, 0b1110);  // none of its bytes
  CHECK_FALSE(next(*axi));
  axi->set("INTERRUPT_ENABLE", 0xffffffffU);
  CHECK(next(*axi));
  CHECK(axi->get("INTERRUPT_ENABLE") == (bit("RESULT") | bit("PACKET") | bit("ERROR")));
  axi->set("INTERRUPT_ENABLE", 0);
  CHECK_FALSE(next(*axi));
}

TEST_CASE("a packet is out when its last beat has been taken") {
  const auto axi = test::tiny_system().driver();
  axi->take_results(false);
  send(*axi);
  axi->idle(500);
  CHECK(pending(*axi) == 0);  // the first beat waits, the last is in the core
  axi->take_results(true);
  (void)axi->results(1);
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
}

TEST_CASE("joined packets interrupt once for all their images") {
  const auto axi = test::tiny_system().driver();
  axi->set("PACKETS", map().field("PACKETS", "MANY", 1) | map().field("PACKETS", "JOINED", 1));
  send(*axi, false);
  while (axi->get("IMAGES_OUT") != 1) axi->idle(1);
  CHECK(pending(*axi) == bit("RESULT"));
  run(*axi);
  CHECK(pending(*axi) == (bit("RESULT") | bit("PACKET")));
}

TEST_CASE("dropped frames and refused configuration interrupt as errors") {
  const auto axi = test::tiny_system().driver();
  axi->set("INTERRUPT_ENABLE", bit("ERROR"));
  SECTION("a frame of the wrong length") {
    axi->send(std::vector<std::uint8_t>{1});
    axi->idle(20);
    CHECK(axi->get("ERRORS") == map().field("ERRORS", "FRAME", 1));
  }
  SECTION("a layer that is not there") {
    axi->set("CONFIG_LAYER", 200);
    CHECK(axi->write("CONFIG_SELECT", 0) == test::kSlaveError);
    axi->idle(1);
    CHECK(axi->get("ERRORS") == map().field("ERRORS", "CONFIG", 1));
  }
  SECTION("a queue that is full") {
    axi->set("CONFIG_LAYER", 1);
    axi->set("CONFIG_IMAGE", 1000);
    while (axi->write("CONFIG_SELECT", map().field("CONFIG_SELECT", "STEP", 1)) == test::kOkay) {
    }
    CHECK(axi->get("ERRORS") == map().field("ERRORS", "QUEUE", 1));
  }
  CHECK(axi->interrupt());
  CHECK(pending(*axi) == bit("ERROR"));
  // Clearing ERRORS does not clear the interrupt, clearing the interrupt does.
  axi->set("ERRORS", 0xffffffffU);
  CHECK(next(*axi));
  axi->set("INTERRUPT_PENDING", bit("ERROR"));
  CHECK_FALSE(next(*axi));
}

TEST_CASE("a wrong parity is told, and interrupts, until the core is reset") {
  plan::Options options;
  options.parity = true;
  const test::AxiSystem sound(test::tiny_system().network, options);
  const test::AxiSystem broken(test::tiny_system().network, options);
  // Finds each word wrong. (A memory that holds such words is refused before the first clock.)
  test::mutate(broken.directory(), {"", "sf_parity.sv", "(^word_i)", "!(^word_i)"});
  const std::uint32_t parity = sound.registers.field("ERRORS", "PARITY", 1);
  const auto read_words = [&](AxiDriver& axi) {
    axi.send(std::vector<std::uint8_t>(sound.image(0).size(), 255));
    (void)axi.results(1);
  };
  const auto quiet = sound.driver();
  read_words(*quiet);
  CHECK(quiet->get("ERRORS") == 0);

  const auto axi = broken.driver();
  axi->set("INTERRUPT_ENABLE", bit("ERROR"));
  read_words(*axi);
  CHECK(axi->get("ERRORS") == parity);
  CHECK(axi->interrupt());
  axi->raise("ERRORS", "PARITY");
  CHECK(axi->get("ERRORS") == parity);  // the core still says it
  axi->raise("CONTROL", "RESET");
  while (axi->get("STATUS", "RESETTING") != 0) axi->idle(1);
  axi->raise("ERRORS", "PARITY");
  CHECK(axi->get("ERRORS") == 0);
  read_words(*axi);
  CHECK(axi->get("ERRORS") == parity);  // and again, as the memory is as it was
}
