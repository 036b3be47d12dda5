// SPDX-License-Identifier: Apache-2.0
//
// Images, counters, configuration and resets through the AXI ports of sf_axi, against golden.
#include <filesystem>
#include <map>
#include <numeric>

#include "gen/base/files.hpp"
#include "sim/expected/timing.hpp"
#include "tests/lockstep/axi/system.hpp"
#include "tests/support/text.hpp"

namespace {

using namespace spinforge;
using golden::Trace;
using test::AxiDriver;
using test::AxiSystem;
using test::kOkay;
using test::kSlaveError;
using test::Packet;
using Pixels = std::vector<std::uint8_t>;

const AxiSystem& wrapped() { return test::eventful_system(); }
const test::Registers& map() { return wrapped().registers; }
const network::Network& net() { return wrapped().network; }
Pixels image(std::uint64_t seed) { return wrapped().image(seed); }

Trace golden_of(std::uint64_t seed, std::uint32_t number, const golden::Control& control = {}) {
  return test::golden_of(net(), image(seed), number, control);
}

/// Takes the result of image `seed`, the core's number `number`, and compares it.
void check_result(AxiDriver& axi, std::uint64_t seed, std::uint32_t number) {
  test::check_packet(axi.results(1).front(), golden_of(seed, number));
}

void run(AxiDriver& axi, std::uint64_t seed, std::uint32_t number) {
  axi.send(image(seed));
  check_result(axi, seed, number);
}

/// A register with these values in its fields.
std::uint32_t word(const char* name, const std::map<std::string, int>& fields) {
  std::uint32_t out = 0;
  for (const auto& [field, value] : fields) {
    out |= map().field(name, field, static_cast<std::uint32_t>(value));
  }
  return out;
}

std::uint32_t select_word(int code, int page, int step, bool now) {
  return word("CONFIG_SELECT",
              {{"CODE", code}, {"PAGE", page}, {"STEP", step}, {"NOW", now ? 1 : 0}});
}

std::uint32_t threshold_word(int code, int which, int value) {
  return word("CONFIG_THRESHOLD", {{"CODE", code}, {"WHICH", which}, {"VALUE", value & 0x3ffff}});
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
  const int pause = GENERATE(0, 30, 90);
  CAPTURE(pause);
  const auto axi = wrapped().driver(pause, 7 + static_cast<std::uint64_t>(pause));
  constexpr std::uint32_t kImages = 12;
  for (std::uint32_t i = 0; i < kImages; ++i) axi->send(image(i));
  const std::vector<Packet> packets = axi->results(kImages);
  for (std::uint32_t i = 0; i < kImages; ++i) {
    CAPTURE(i);
    test::check_packet(packets[i], golden_of(i, i));
  }
  axi->idle(50);
  CHECK(axi->waiting() == 0);
  CHECK(axi->beats() == 0);
  CHECK(axi->violation() == "");
  CHECK(axi->get("IMAGES_IN") == kImages);
  CHECK(axi->get("IMAGES_OUT") == kImages);
  CHECK(axi->get("LAST_IMAGE") == kImages - 1);
  CHECK(axi->get("IMAGE") == kImages);
  CHECK(axi->get("ERRORS") == 0);
}

TEST_CASE("counters behind AXI are golden's spikes and the plan's cycles") {
  const auto axi = wrapped().driver();
  for (std::uint32_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    axi->raise("CONTROL", "CLEAR");
    const Pixels pixels = image(100 + i);
    const Trace trace = golden_of(100 + i, i);
    const plan::Timing timing = expected::predict(net(), wrapped().plan, pixels, trace);
    run(*axi, 100 + i, i);
    CHECK(axi->get("LAST_IMAGE") == i);
    CHECK(axi->get("LAST_CLASS") == static_cast<std::uint32_t>(trace.predicted));
    CHECK(axi->get("LAST_CYCLES") == timing.image_cycles);
    CHECK(axi->get("TOTAL_CYCLES_LOW") == timing.image_cycles);
    CHECK(axi->get("TOTAL_CYCLES_HIGH") == 0);
    CHECK(axi->get("PIXEL_EVENTS") ==
          pixels.size() - static_cast<std::size_t>(std::count(pixels.begin(), pixels.end(), 0)));
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      CAPTURE(k);
      CHECK(axi->get("LAYER_SPIKES", k) == spikes_of(trace.layers[k]));
      CHECK(axi->get("LAYER_UPDATES", k) == updates_of(trace.layers[k]));
      CHECK(axi->get("LAYER_CYCLES", k) == timing.layers[k].cycles());
    }
    CHECK(axi->get("STATUS", "IDLE") == 1);
  }
}

TEST_CASE("field codes and masks written through AXI hold from their image and step on") {
  const auto axi = wrapped().driver(25, 3);
  // Layer 1: code 2 from step 4 of image 1 on, with every third neuron off.
  axi->set("CONFIG_LAYER", 1);
  const int lanes = wrapped().plan.layers[0].neuron_lanes;
  const auto neurons = static_cast<std::size_t>(net().layers[0].outputs);
  for (int index = 0; index * lanes < static_cast<int>(neurons); ++index) {
    std::vector<std::uint32_t> data(static_cast<std::size_t>(lanes + 31) / 32, 0);
    for (int i = 0; i < lanes; ++i) {
      if ((index * lanes + i) % 3 != 0) data[static_cast<std::size_t>(i) / 32] |= 1U << (i % 32);
    }
    for (std::size_t k = 0; k < data.size(); ++k) {
      REQUIRE(axi->write(map().at("MASK_DATA", k), data[k]) == kOkay);
    }
    axi->set("CONFIG_MASK", word("CONFIG_MASK", {{"WORD", index}, {"PAGE", 2}}));
  }
  axi->set("CONFIG_IMAGE", 1);
  axi->set("CONFIG_SELECT", select_word(2, 2, 4, false));
  std::vector<std::uint8_t> some(neurons, 1);
  for (std::size_t n = 0; n < some.size(); n += 3) some[n] = 0;
  const golden::Control plain{}, changed = test::changed_from(net(), 4, 2, some),
                                 later = test::changed_from(net(), 1, 2, some);
  const golden::Control* const controls[] = {&plain, &changed, &later};
  for (std::uint32_t i = 0; i < 3; ++i) axi->send(image(40 + i));
  const std::vector<Packet> packets = axi->results(3);
  bool differs = false;
  for (std::uint32_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    const Trace trace = golden_of(40 + i, i, *controls[i]);
    test::check_packet(packets[i], trace);
    differs = differs || trace.counts != golden_of(40 + i, i).counts;
  }
  CHECK(differs);  // else the writes need not have arrived
  CHECK(axi->violation() == "");
}

TEST_CASE("the checksum of the memories behind AXI is that of the network's images") {
  const auto axi = wrapped().driver();
  const auto checking = [&] { return axi->get("STATUS", "CHECKING") == 1; };
  const auto sum = [&] { return axi->get("MEMORY_SUM"); };
  const std::uint32_t expected = axi->get("MEMORY_EXPECTED");
  CHECK(expected != 0);
  CHECK(sum() == 0);
  // Twice, and after an image.
  for (std::uint32_t i = 0; i < 2; ++i) {
    axi->raise("CONTROL", "CHECK");
    CHECK(checking());
    CHECK(sum() == 0);
    while (checking()) {
    }
    CHECK(sum() == expected);
    run(*axi, 30 + i, i);
  }
  // An image takes the memories back at once, wherever the check is, and does not notice it.
  for (std::uint32_t i = 2; i < 6; ++i) {
    axi->send(image(30 + i));
    axi->idle(20 * static_cast<int>(i));
    axi->raise("CONTROL", "CHECK");
    check_result(*axi, 30 + i, i);
    CHECK_FALSE(checking());
    CHECK(sum() == 0);
  }
  axi->raise("CONTROL", "CHECK");
  while (checking()) {
  }
  CHECK(sum() == expected);
  CHECK(axi->violation() == "");
}

TEST_CASE("memories that hold other words show another checksum, whatever the simulation says") {
  const AxiSystem system(network::load(test::source("tests/data/three-neurons")));
  // Without the check of the simulation, which would end it.
  test::edit(
      system.directory() + "/rtl/sf_rom.sv", "`ifndef SYNTHESIS", "`ifdef SIMULATION_THAT_CHECKS");
  const auto sum = [&] {
    const auto axi = system.driver();
    axi->raise("CONTROL", "CHECK");
    axi->idle(40);
    return axi->get("MEMORY_SUM");
  };
  const std::uint32_t expected = system.driver()->get("MEMORY_EXPECTED");
  CHECK(sum() == expected);
  for (const char* const name :
       {"layer1_weights", "layer1_biases", "layer2_weights", "layer2_muls"}) {
    CAPTURE(name);
    const std::string path = system.directory() + "/mem/" + name + ".mem";
    const std::string memory = files::read(path);
    std::string other = memory;
    other.front() = other.front() == '1' ? '0' : '1';
    files::write(path, other);
    CHECK(sum() != expected);
    files::write(path, memory);
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
  const auto axi = wrapped().driver(20, 5);
  network::Network changed = net();
  const network::Layer& layer = changed.layers[0];
  network::Neuron& neuron = changed.neuron_of(layer);
  for (const network::Layer& other : changed.layers) {
    REQUIRE((&other == &layer || other.neuron != layer.neuron));
  }
  network::FieldRegisters& set = neuron.fields[static_cast<std::size_t>(layer.field_code)];
  set.th_lo /= 2;
  set.th_hi = set.th_lo + 3;
  set.th_rest = -5;
  axi->set("CONFIG_LAYER", 1);
  const int values[] = {set.th_lo, set.th_hi, set.th_rest};
  for (int which = 0; which < 3; ++which) {
    axi->set("CONFIG_THRESHOLD", threshold_word(layer.field_code, which, values[which]));
  }
  bool differs = false;
  for (std::uint32_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    axi->send(image(60 + i));
    const Trace trace = test::golden_of(changed, image(60 + i), i);
    test::check_packet(axi->results(1).front(), trace);
    differs = differs || trace.counts != golden_of(60 + i, i).counts;
  }
  CHECK(differs);
  // A soft reset brings the network's own thresholds back.
  axi->raise("CONTROL", "RESET");
  run(*axi, 70, 8);
}

TEST_CASE("a threshold is refused while its layer is busy, and for a layer that has none") {
  const auto axi = wrapped().driver();
  const auto refused = [&](int code, int which) {
    CHECK(axi->write("CONFIG_THRESHOLD", threshold_word(code, which, 1)) == kSlaveError);
  };
  axi->set("CONFIG_LAYER", 3);  // leaky
  refused(0, 0);
  axi->set("CONFIG_LAYER", 1);
  refused(9, 0);
  refused(0, 3);
  axi->send(image(80));
  while (axi->get("STATUS", "BUSY") == 0) {
  }
  refused(0, 0);
  check_result(*axi, 80, 0);
  CHECK(axi->get("ERRORS", "CONFIG") == 1);
}

TEST_CASE("what the registers cannot do is answered with an error and has no effect") {
  const auto axi = wrapped().driver(40, 9);
  CHECK(axi->get("ID") == 0x53464158U);
  CHECK(axi->get("LAYERS") == net().layers.size());
  CHECK(axi->get("STEPS") == static_cast<std::uint32_t>(net().steps));
  // Every address: what the map has answers, everything else is refused.
  std::map<int, std::string> access;
  for (const auto& entry : map().all()) {
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
  axi->set("IMAGE", 0x11223344U);
  axi->set("IMAGE", 0xaabbccddU, 0b0101);
  CHECK(axi->get("IMAGE") == 0x11bb33ddU);
  axi->set("IMAGE", 0);
  // Refused by the core: no such layer, no such code; by the wrapper: a strobe is missing.
  const auto refused = [&](std::uint32_t select, std::uint32_t strobe = 15) {
    CHECK(axi->write("CONFIG_SELECT", select, strobe) == kSlaveError);
  };
  CHECK(axi->get("ERRORS") == 0);
  axi->set("CONFIG_LAYER", 4);
  refused(select_word(0, 0, 1, true));
  axi->set("CONFIG_LAYER", 1);
  refused(select_word(4, 0, 1, true));
  refused(select_word(1, 0, 1, true), 0b0111);
  CHECK(axi->get("ERRORS") == word("ERRORS", {{"CONFIG", 1}}));
  // A full queue refuses too: the bus never waits.
  axi->set("CONFIG_IMAGE", 1000);
  for (int i = 0; i < 4; ++i) axi->set("CONFIG_SELECT", select_word(1, 0, 1, false));
  refused(select_word(1, 0, 1, false));
  CHECK(axi->get("ERRORS") == word("ERRORS", {{"CONFIG", 1}, {"QUEUE", 1}}));
  axi->raise("ERRORS", "CONFIG");
  CHECK(axi->get("ERRORS") == word("ERRORS", {{"QUEUE", 1}}));
  run(*axi, 90, 0);
  CHECK(axi->violation() == "");
}

TEST_CASE("a frame of the wrong length is dropped, reported, and counts as no image") {
  const auto axi = wrapped().driver(15, 11);
  Pixels wrong = image(1);
  wrong.pop_back();
  axi->send(wrong);
  wrong.resize(wrong.size() + 3, 1);
  axi->send(wrong);
  run(*axi, 2, 0);
  CHECK(axi->get("ERRORS") == word("ERRORS", {{"FRAME", 1}}));
  CHECK(axi->get("IMAGES_IN") == 1);
  axi->raise("ERRORS", "FRAME");
  CHECK(axi->get("ERRORS") == 0);
}

TEST_CASE("after a soft reset in the middle of an image the next one is right") {
  const std::size_t size = static_cast<std::size_t>(net().input.size());
  const bool give_up = GENERATE(true, false);
  const int when = GENERATE(0, 1, 2, 3, 4);
  CAPTURE(give_up, when);
  const auto axi = wrapped().driver(10, 20 + static_cast<std::uint64_t>(when));
  for (const std::uint64_t seed : {5U, 6U, 7U}) axi->send(image(seed));
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
  axi->raise("CONTROL", "RESET");
  axi->set("IMAGE", 77);
  axi->take_results(true);
  axi->idle(3000);
  // What had begun is ended; what else comes is whole: images whose pixels came after the reset.
  std::uint32_t number = axi->get("IMAGE");
  for (std::size_t left = axi->waiting(); left > 0; --left) {
    const Packet packet = axi->results(1).front();
    CHECK((packet.cut ||
           packet.counts.size() == static_cast<std::size_t>(net().layers.back().outputs)));
  }
  CHECK(axi->beats() == 0);
  CHECK(axi->get("STATUS", "IDLE") == 1);
  for (std::uint64_t i = 0; i < 3; ++i) run(*axi, 50 + i, number++);
  CHECK(axi->violation() == "");
}
