// SPDX-License-Identifier: Apache-2.0
//
// Images, counters, configuration and resets through the AXI ports of sf_axi, against golden.
#include <filesystem>
#include <map>
#include <numeric>

#include "gen/base/files.hpp"
#include "sim/expected/timing.hpp"
#include "tests/lockstep/axi/system.hpp"
#include "tests/lockstep/core/eventful.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using golden::Trace;
using test::AxiDriver;
using test::AxiSystem;
using test::golden_of;
using test::kOkay;
using test::kSlaveError;
using test::Packet;
using Pixels = std::vector<std::uint8_t>;

/// One system for all tests of this file: building its model takes longer than all of them.
const AxiSystem& eventful() {
  static const AxiSystem system(test::eventful_network(), test::eventful_lanes(), true);
  return system;
}

Pixels image(const AxiSystem& system, std::uint64_t seed) {
  return test::random_image(system.network, seed);
}

std::uint32_t read_ok(AxiDriver& axi, std::uint16_t address) {
  const test::ReadBack back = axi.read(address);
  CHECK(back.response == kOkay);
  return back.data;
}

/// CONFIG_SELECT with everything in its place.
std::uint32_t select_word(const AxiSystem& system, int code, int page, int step, bool now) {
  const auto field = [&](const char* name, int value) {
    return system.registers.field("CONFIG_SELECT", name, static_cast<std::uint32_t>(value));
  };
  return field("CODE", code) | field("PAGE", page) | field("STEP", step) |
         field("NOW", now ? 1 : 0);
}

std::uint32_t threshold_word(const AxiSystem& system, int code, int which, int value) {
  const auto field = [&](const char* name, std::uint32_t bits) {
    return system.registers.field("CONFIG_THRESHOLD", name, bits);
  };
  return field("CODE", static_cast<std::uint32_t>(code)) |
         field("WHICH", static_cast<std::uint32_t>(which)) |
         field("VALUE", static_cast<std::uint32_t>(value) & 0x3ffffU);
}

std::uint64_t spikes_of(const golden::LayerTrace& layer) {
  return std::accumulate(layer.spike.begin(), layer.spike.end(), std::uint64_t{0});
}

std::uint64_t updates_of(const golden::LayerTrace& layer) {
  std::uint64_t count = 0;
  for (const std::uint8_t flags : layer.flags) count += (flags & golden::kCommitted) != 0 ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("images through AXI give golden's class and counts under any back-pressure") {
  const AxiSystem& system = eventful();
  const int pause = GENERATE(0, 30, 90);
  CAPTURE(pause);
  const auto axi = system.driver(pause, 7 + static_cast<std::uint64_t>(pause));
  constexpr std::uint32_t kImages = 12;
  for (std::uint32_t i = 0; i < kImages; ++i) axi->send(image(system, i));
  const std::vector<Packet> packets = axi->results(kImages);
  for (std::uint32_t i = 0; i < kImages; ++i) {
    CAPTURE(i);
    test::check_packet(packets[i], golden_of(system.network, image(system, i), i));
  }
  axi->idle(50);
  CHECK(axi->waiting() == 0);
  CHECK(axi->beats() == 0);
  CHECK(axi->violation() == "");
  CHECK(read_ok(*axi, system.registers.at("IMAGES_IN")) == kImages);
  CHECK(read_ok(*axi, system.registers.at("IMAGES_OUT")) == kImages);
  CHECK(read_ok(*axi, system.registers.at("LAST_IMAGE")) == kImages - 1);
  CHECK(read_ok(*axi, system.registers.at("IMAGE")) == kImages);
  CHECK(read_ok(*axi, system.registers.at("ERRORS")) == 0);
}

TEST_CASE("counters behind AXI are golden's spikes and the plan's cycles") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver();
  for (std::uint32_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    REQUIRE(axi->write(map.at("CONTROL"), map.field("CONTROL", "CLEAR", 1)) == kOkay);
    const Pixels pixels = image(system, 100 + i);
    const Trace trace = golden_of(system.network, pixels, i);
    const plan::Timing timing = expected::predict(system.network, system.plan, pixels, trace);
    axi->send(pixels);
    test::check_packet(axi->results(1).front(), trace);
    CHECK(read_ok(*axi, map.at("LAST_IMAGE")) == i);
    CHECK(read_ok(*axi, map.at("LAST_CLASS")) == static_cast<std::uint32_t>(trace.predicted));
    CHECK(read_ok(*axi, map.at("LAST_CYCLES")) == timing.image_cycles);
    CHECK(read_ok(*axi, map.at("TOTAL_CYCLES_LOW")) == timing.image_cycles);
    CHECK(read_ok(*axi, map.at("TOTAL_CYCLES_HIGH")) == 0);
    CHECK(read_ok(*axi, map.at("PIXEL_EVENTS")) ==
          pixels.size() - static_cast<std::size_t>(std::count(pixels.begin(), pixels.end(), 0)));
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      CAPTURE(k);
      CHECK(read_ok(*axi, map.at("LAYER_SPIKES", k)) == spikes_of(trace.layers[k]));
      CHECK(read_ok(*axi, map.at("LAYER_UPDATES", k)) == updates_of(trace.layers[k]));
      CHECK(read_ok(*axi, map.at("LAYER_CYCLES", k)) == timing.layers[k].cycles());
    }
    CHECK(map.extract("STATUS", "IDLE", read_ok(*axi, map.at("STATUS"))) == 1);
  }
}

TEST_CASE("field codes and masks written through AXI hold from their image and step on") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const network::Network& net = system.network;
  const auto axi = system.driver(25, 3);
  // Layer 1: code 2 from step 4 of image 1 on, with every third neuron off.
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 1) == kOkay);
  const int lanes = system.plan.layers[0].neuron_lanes;
  const int neurons = net.layers[0].outputs;
  for (int word = 0; word * lanes < neurons; ++word) {
    std::vector<std::uint32_t> data(static_cast<std::size_t>(lanes + 31) / 32, 0);
    for (int i = 0; i < lanes; ++i) {
      if ((word * lanes + i) % 3 != 0) data[static_cast<std::size_t>(i) / 32] |= 1U << (i % 32);
    }
    for (std::size_t k = 0; k < data.size(); ++k) {
      REQUIRE(axi->write(map.at("MASK_DATA", k), data[k]) == kOkay);
    }
    REQUIRE(axi->write(map.at("CONFIG_MASK"),
                       map.field("CONFIG_MASK", "WORD", static_cast<std::uint32_t>(word)) |
                           map.field("CONFIG_MASK", "PAGE", 2)) == kOkay);
  }
  REQUIRE(axi->write(map.at("CONFIG_IMAGE"), 1) == kOkay);
  REQUIRE(axi->write(map.at("CONFIG_SELECT"), select_word(system, 2, 2, 4, false)) == kOkay);
  golden::Control plain, changed;
  changed.field_code.resize(net.layers.size());
  changed.mask.resize(net.layers.size());
  const std::vector<std::uint8_t> all(static_cast<std::size_t>(neurons), 1);
  std::vector<std::uint8_t> some = all;
  for (std::size_t n = 0; n < some.size(); n += 3) some[n] = 0;
  golden::Control later = changed;
  for (int step = 1; step <= net.steps; ++step) {
    changed.field_code[0].push_back(
        static_cast<std::uint8_t>(step < 4 ? net.layers[0].field_code : 2));
    changed.mask[0].push_back(step < 4 ? all : some);
    later.field_code[0].push_back(2);
    later.mask[0].push_back(some);
  }
  const golden::Control* const controls[] = {&plain, &changed, &later};
  for (std::uint32_t i = 0; i < 3; ++i) axi->send(image(system, 40 + i));
  const std::vector<Packet> packets = axi->results(3);
  bool differs = false;
  for (std::uint32_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    const Trace trace = golden_of(net, image(system, 40 + i), i, *controls[i]);
    test::check_packet(packets[i], trace);
    differs = differs || trace.counts != golden_of(net, image(system, 40 + i), i).counts;
  }
  CHECK(differs);  // else the writes need not have arrived
  CHECK(axi->violation() == "");
}

TEST_CASE("the checksum of the memories behind AXI is that of the network's images") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver();
  const auto check = [&] {
    REQUIRE(axi->write(map.at("CONTROL"), map.field("CONTROL", "CHECK", 1)) == kOkay);
  };
  const auto checking = [&] {
    return map.extract("STATUS", "CHECKING", read_ok(*axi, map.at("STATUS"))) == 1;
  };
  const auto sum = [&] { return read_ok(*axi, map.at("MEMORY_SUM")); };
  const std::uint32_t expected = read_ok(*axi, map.at("MEMORY_EXPECTED"));
  CHECK(expected != 0);
  CHECK(sum() == 0);
  // Twice, and after an image.
  for (std::uint32_t i = 0; i < 2; ++i) {
    check();
    CHECK(checking());
    CHECK(sum() == 0);
    while (checking()) {
    }
    CHECK(sum() == expected);
    axi->send(image(system, 30 + i));
    test::check_packet(axi->results(1).front(),
                       golden_of(system.network, image(system, 30 + i), i));
  }
  // An image takes the memories back at once, wherever the check is, and does not notice it.
  for (std::uint32_t i = 2; i < 6; ++i) {
    axi->send(image(system, 30 + i));
    for (std::uint32_t wait = 0; wait < 20 * i; ++wait) axi->idle(1);
    check();
    test::check_packet(axi->results(1).front(),
                       golden_of(system.network, image(system, 30 + i), i));
    CHECK_FALSE(checking());
    CHECK(sum() == 0);
  }
  check();
  while (checking()) {
  }
  CHECK(sum() == expected);
  CHECK(axi->violation() == "");
}

TEST_CASE("memories that hold other words show another checksum, whatever the simulation says") {
  const AxiSystem system(network::load(test::source("tests/data/three-neurons")));
  // Without the check of the simulation, which would end it.
  const std::string rom = system.directory() + "/rtl/sf_rom.sv";
  std::string text = files::read(rom);
  const std::string guard = "`ifndef SYNTHESIS";
  const std::size_t at = text.find(guard);
  REQUIRE(at != std::string::npos);
  files::write(rom, text.replace(at, guard.size(), "`ifdef SIMULATION_THAT_CHECKS"));
  const test::Registers& map = system.registers;
  const auto sum = [&] {
    const auto axi = system.driver();
    REQUIRE(axi->write(map.at("CONTROL"), map.field("CONTROL", "CHECK", 1)) == test::kOkay);
    axi->idle(40);
    return axi->read(map.at("MEMORY_SUM")).data;
  };
  const std::uint32_t expected = system.driver()->read(map.at("MEMORY_EXPECTED")).data;
  CHECK(sum() == expected);
  for (const char* const name :
       {"layer1_weights", "layer1_biases", "layer2_weights", "layer2_muls"}) {
    CAPTURE(name);
    const std::string path = system.directory() + "/mem/" + name + ".mem";
    const std::string image = files::read(path);
    std::string other = image;
    other.front() = other.front() == '1' ? '0' : '1';
    files::write(path, other);
    CHECK(sum() != expected);
    files::write(path, image);
  }
  CHECK(sum() == expected);
  // What Vivado makes of files that it does not find.
  for (const auto& entry : std::filesystem::directory_iterator(system.directory() + "/mem")) {
    std::string zeros = files::read(entry.path().string());
    for (char& c : zeros) c = c == '\n' ? c : '0';
    files::write(entry.path().string(), zeros);
  }
  CHECK(sum() != expected);
  CHECK(sum() != 0);
}

TEST_CASE("thresholds written through AXI are those of a network that has them") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver(20, 5);
  network::Network changed = system.network;
  const network::Layer& layer = changed.layers[0];
  network::Neuron& neuron = changed.neuron_of(layer);
  for (const network::Layer& other : changed.layers) {
    REQUIRE((&other == &layer || other.neuron != layer.neuron));
  }
  network::FieldRegisters& set = neuron.fields[static_cast<std::size_t>(layer.field_code)];
  set.th_lo /= 2;
  set.th_hi = set.th_lo + 3;
  set.th_rest = -5;
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 1) == kOkay);
  const int values[] = {set.th_lo, set.th_hi, set.th_rest};
  for (int which = 0; which < 3; ++which) {
    REQUIRE(axi->write(map.at("CONFIG_THRESHOLD"),
                       threshold_word(system, layer.field_code, which, values[which])) == kOkay);
  }
  bool differs = false;
  for (std::uint32_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    axi->send(image(system, 60 + i));
    const Trace trace = golden_of(changed, image(system, 60 + i), i);
    test::check_packet(axi->results(1).front(), trace);
    differs = differs || trace.counts != golden_of(system.network, image(system, 60 + i), i).counts;
  }
  CHECK(differs);
  // A soft reset brings the network's own thresholds back.
  REQUIRE(axi->write(map.at("CONTROL"), map.field("CONTROL", "RESET", 1)) == kOkay);
  axi->send(image(system, 70));
  test::check_packet(axi->results(1).front(), golden_of(system.network, image(system, 70), 8));
}

TEST_CASE("a threshold is refused while its layer is busy, and for a layer that has none") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver();
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 3) == kOkay);  // leaky
  CHECK(axi->write(map.at("CONFIG_THRESHOLD"), threshold_word(system, 0, 0, 1)) == kSlaveError);
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 1) == kOkay);
  CHECK(axi->write(map.at("CONFIG_THRESHOLD"), threshold_word(system, 9, 0, 1)) == kSlaveError);
  CHECK(axi->write(map.at("CONFIG_THRESHOLD"), threshold_word(system, 0, 3, 1)) == kSlaveError);
  axi->send(image(system, 80));
  while (map.extract("STATUS", "BUSY", read_ok(*axi, map.at("STATUS"))) == 0) {
  }
  CHECK(axi->write(map.at("CONFIG_THRESHOLD"), threshold_word(system, 0, 0, 1)) == kSlaveError);
  test::check_packet(axi->results(1).front(), golden_of(system.network, image(system, 80), 0));
  CHECK(map.extract("ERRORS", "CONFIG", read_ok(*axi, map.at("ERRORS"))) == 1);
}

TEST_CASE("what the registers cannot do is answered with an error and has no effect") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver(40, 9);
  CHECK(read_ok(*axi, map.at("ID")) == 0x53464158U);
  CHECK(read_ok(*axi, map.at("LAYERS")) == system.network.layers.size());
  CHECK(read_ok(*axi, map.at("STEPS")) == static_cast<std::uint32_t>(system.network.steps));
  // Every address: what the map has answers, everything else is refused.
  std::map<int, std::string> access;
  for (const auto& entry : map.all()) {
    for (int k = 0; k < entry.count; ++k) access[entry.offset + k * entry.stride] = entry.access;
  }
  for (int address = 0; address < 4096; address += 4) {
    const std::string kind = access.contains(address) ? access[address] : "none";
    CAPTURE(address, kind);
    const bool readable = kind != "none" && kind != "wo";
    CHECK((axi->read(static_cast<std::uint16_t>(address)).response == kOkay) == readable);
    if (kind == "wo") continue;
    const bool writable = kind != "none" && kind != "ro";
    // Strobes of no byte: the answer without the effect.
    CHECK((axi->write(static_cast<std::uint16_t>(address), 0xffffffffU, 0) == kOkay) == writable);
  }
  // Bytes by their strobes.
  REQUIRE(axi->write(map.at("IMAGE"), 0x11223344U) == kOkay);
  REQUIRE(axi->write(map.at("IMAGE"), 0xaabbccddU, 0b0101) == kOkay);
  CHECK(read_ok(*axi, map.at("IMAGE")) == 0x11bb33ddU);
  REQUIRE(axi->write(map.at("IMAGE"), 0) == kOkay);
  // Refused by the core: no such layer, no such code; by the wrapper: a strobe is missing.
  CHECK(read_ok(*axi, map.at("ERRORS")) == 0);
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 4) == kOkay);
  CHECK(axi->write(map.at("CONFIG_SELECT"), select_word(system, 0, 0, 1, true)) == kSlaveError);
  REQUIRE(axi->write(map.at("CONFIG_LAYER"), 1) == kOkay);
  CHECK(axi->write(map.at("CONFIG_SELECT"), select_word(system, 4, 0, 1, true)) == kSlaveError);
  CHECK(axi->write(map.at("CONFIG_SELECT"), select_word(system, 1, 0, 1, true), 0b0111) ==
        kSlaveError);
  CHECK(read_ok(*axi, map.at("ERRORS")) == map.field("ERRORS", "CONFIG", 1));
  // A full queue refuses too: the bus never waits.
  REQUIRE(axi->write(map.at("CONFIG_IMAGE"), 1000) == kOkay);
  for (int i = 0; i < 4; ++i) {
    REQUIRE(axi->write(map.at("CONFIG_SELECT"), select_word(system, 1, 0, 1, false)) == kOkay);
  }
  CHECK(axi->write(map.at("CONFIG_SELECT"), select_word(system, 1, 0, 1, false)) == kSlaveError);
  CHECK(read_ok(*axi, map.at("ERRORS")) ==
        (map.field("ERRORS", "CONFIG", 1) | map.field("ERRORS", "QUEUE", 1)));
  REQUIRE(axi->write(map.at("ERRORS"), map.field("ERRORS", "CONFIG", 1)) == kOkay);
  CHECK(read_ok(*axi, map.at("ERRORS")) == map.field("ERRORS", "QUEUE", 1));
  axi->send(image(system, 90));
  test::check_packet(axi->results(1).front(), golden_of(system.network, image(system, 90), 0));
  CHECK(axi->violation() == "");
}

TEST_CASE("a frame of the wrong length is dropped, reported, and counts as no image") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const auto axi = system.driver(15, 11);
  Pixels wrong = image(system, 1);
  wrong.pop_back();
  axi->send(wrong);
  wrong.resize(wrong.size() + 3, 1);
  axi->send(wrong);
  axi->send(image(system, 2));
  test::check_packet(axi->results(1).front(), golden_of(system.network, image(system, 2), 0));
  CHECK(read_ok(*axi, map.at("ERRORS")) == map.field("ERRORS", "FRAME", 1));
  CHECK(read_ok(*axi, map.at("IMAGES_IN")) == 1);
  REQUIRE(axi->write(map.at("ERRORS"), map.field("ERRORS", "FRAME", 1)) == kOkay);
  CHECK(read_ok(*axi, map.at("ERRORS")) == 0);
}

TEST_CASE("after a soft reset in the middle of an image the next one is right") {
  const AxiSystem& system = eventful();
  const test::Registers& map = system.registers;
  const std::size_t size = static_cast<std::size_t>(system.network.input.size());
  const bool give_up = GENERATE(true, false);
  const int when = GENERATE(0, 1, 2, 3, 4);
  CAPTURE(give_up, when);
  const auto axi = system.driver(10, 20 + static_cast<std::uint64_t>(when));
  axi->send(image(system, 5));
  axi->send(image(system, 6));
  axi->send(image(system, 7));
  switch (when) {
    case 0:  // among the pixels
      while (axi->pixels_left() > 3 * size - size / 2) axi->idle(1);
      break;
    case 1:  // while the layers work
      axi->idle(static_cast<int>(size) + 60);
      break;
    default:  // within a result, after one, two or three beats
      while (axi->beats() + 1 != static_cast<std::size_t>(when)) axi->idle(1);
      axi->take_results(when != 3);
      break;
  }
  // A master that gives up stops first; another one goes on as if nothing had happened.
  if (give_up) axi->give_up();
  REQUIRE(axi->write(map.at("CONTROL"), map.field("CONTROL", "RESET", 1)) == kOkay);
  REQUIRE(axi->write(map.at("IMAGE"), 77) == kOkay);
  axi->take_results(true);
  axi->idle(3000);
  // What had begun is ended; what else comes is whole: images whose pixels came after the reset.
  std::uint32_t number = read_ok(*axi, map.at("IMAGE"));
  for (std::size_t left = axi->waiting(); left > 0; --left) {
    const Packet packet = axi->results(1).front();
    CHECK((packet.cut ||
           packet.counts.size() == static_cast<std::size_t>(system.network.layers.back().outputs)));
  }
  CHECK(axi->beats() == 0);
  CHECK(map.extract("STATUS", "IDLE", read_ok(*axi, map.at("STATUS"))) == 1);
  for (std::uint64_t i = 0; i < 3; ++i) {
    axi->send(image(system, 50 + i));
    test::check_packet(axi->results(1).front(),
                       golden_of(system.network, image(system, 50 + i), number++));
  }
  CHECK(axi->violation() == "");
}
