// SPDX-License-Identifier: Apache-2.0
//
// The C driver of an emitted directory, compiled as its user would and run against the Verilated
// sf_axi, beside golden.
#include <dlfcn.h>

#include <algorithm>
#include <iterator>

#include "rtl/targets/sf_axi.h"
#include "tests/lockstep/axi/system.hpp"
#include "tests/support/tools.hpp"

namespace {

using namespace spinforge;
using golden::Trace;
using test::AxiDriver;
using Pixels = std::vector<std::uint8_t>;

const test::AxiSystem& wrapped() { return test::eventful_system(); }
const network::Network& net() { return wrapped().network; }
Pixels image(std::uint64_t seed) { return wrapped().image(seed); }

/// The driver as a library, without a warning of a strict compiler.
class Library {
 public:
  explicit Library(const test::AxiSystem& system) {
    const std::string path = folder_ / "driver.so";
    const process::Exit exit =
        test::shell("cc -std=c99 -Wall -Wextra -Werror -pedantic -Wconversion -shared -fPIC -o " +
                        path + " axi/sf_axi.c",
                    system.directory());
    INFO(exit.output);
    REQUIRE(exit.status == 0);
    REQUIRE(exit.output == "");
    handle_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    REQUIRE(handle_ != nullptr);
  }
  ~Library() { ::dlclose(handle_); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  template <class Function>
  [[nodiscard]] Function* find(const char* name) const {
    void* const found = ::dlsym(handle_, name);
    REQUIRE(found != nullptr);
    return reinterpret_cast<Function*>(found);
  }

 private:
  test::TempDir folder_;
  void* handle_ = nullptr;
};

const Library& library() {
  static const Library out(wrapped());
  return out;
}

/// Function `name` of the compiled driver.
#define DRIVER(name) library().find<decltype(name)>(#name)

/// A core on the bus, as the driver's callbacks see it.
class Bus {
 public:
  explicit Bus(int pause,
               std::uint64_t seed = 1,
               const test::AxiSystem& system = wrapped(),
               const Library& driver = library())
      : axi(system.driver(pause, seed)) {
    core.read = [](void* context, std::uint32_t offset, std::uint32_t* value) {
      const test::ReadBack back =
          static_cast<Bus*>(context)->axi->read(static_cast<std::uint16_t>(offset));
      *value = back.data;
      return back.response == test::kOkay ? 0 : 1;
    };
    core.write = [](void* context, std::uint32_t offset, std::uint32_t value) {
      return static_cast<Bus*>(context)->axi->write(static_cast<std::uint16_t>(offset), value) ==
                     test::kOkay
                 ? 0
                 : 1;
    };
    core.send = [](void* context, const std::uint8_t* pixels, std::size_t count) {
      Bus& bus = *static_cast<Bus*>(context);
      bus.axi->send({pixels, count});
      for (int i = 0; bus.waits && bus.axi->pixels_left() > 0; ++i) {
        if (i == kPatience) return 1;
        bus.axi->idle(1);
      }
      return 0;
    };
    core.receive =
        [](void* context, std::uint32_t* to, std::size_t count, std::size_t* got, int* user) {
          static_cast<Bus*>(context)->receive(to, count, got, user);
          return 0;
        };
    core.context = this;
    core.beats = room;
    core.room = std::size(room);
    REQUIRE(driver.find<decltype(sf_axi_open)>("sf_axi_open")(&core) == SF_AXI_OK);
  }
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  void send(const Pixels& pixels) {
    const std::size_t images = pixels.size() / image(0).size();
    REQUIRE(DRIVER(sf_axi_send)(&core, pixels.data(), images) == SF_AXI_OK);
  }

  std::unique_ptr<AxiDriver> axi;
  sf_axi core{};
  bool waits = false;  ///< send returns at the end of its transfer, as a DMA's may
  int received = 0;    ///< calls of receive
  std::uint32_t room[1000];

 private:
  static constexpr int kPatience = 200'000;

  /// A packet, of which nothing stays.
  void receive(std::uint32_t* to, std::size_t count, std::size_t* got, int* user) {
    ++received;
    const test::Packet packet = axi->results(1).front();
    *got = std::min(count, packet.counts.size());
    for (std::size_t i = 0; i < *got; ++i) {
      to[i] = static_cast<std::uint32_t>(packet.classes[i]) << 16 | packet.counts[i];
    }
    *user = packet.cut ? 1 : 0;
  }
};

std::size_t classes() { return static_cast<std::size_t>(net().layers.back().outputs); }

/// Takes results and compares them with golden's.
void check_results(Bus& bus, const std::vector<Trace>& traces) {
  std::vector<std::uint16_t> winners(traces.size());
  std::vector<std::uint8_t> counts(traces.size() * classes());
  REQUIRE(DRIVER(sf_axi_receive)(&bus.core, traces.size(), winners.data(), counts.data()) ==
          SF_AXI_OK);
  for (std::size_t i = 0; i < traces.size(); ++i) {
    CHECK(winners[i] == traces[i].predicted);
    const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(i * classes());
    CHECK(std::vector<std::uint16_t>(begin, begin + static_cast<std::ptrdiff_t>(classes())) ==
          traces[i].counts);
  }
}

}  // namespace

TEST_CASE("C driver: images one by one, joined, and the last one's registers") {
  Bus bus(GENERATE(0, 30));
  std::uint32_t next = 0;
  const auto run = [&](std::uint32_t count) {
    Pixels all;
    std::vector<Trace> traces;
    for (; count > 0; --count, ++next) {
      const Pixels pixels = image(next);
      all.insert(all.end(), pixels.begin(), pixels.end());
      traces.push_back(test::golden_of(net(), pixels, next));
    }
    bus.send(all);
    check_results(bus, traces);
    return traces.back().predicted;
  };
  run(2);
  REQUIRE(DRIVER(sf_axi_packets)(&bus.core, 1, 1) == SF_AXI_OK);
  run(3);
  REQUIRE(DRIVER(sf_axi_packets)(&bus.core, 1, 0) == SF_AXI_OK);
  const int predicted = run(1);
  std::uint32_t number = 0, winner = 0, cycles = 0;
  REQUIRE(DRIVER(sf_axi_last)(&bus.core, &number, &winner, &cycles) == SF_AXI_OK);
  CHECK(number == 5);
  CHECK(winner == static_cast<std::uint32_t>(predicted));
  CHECK(cycles > image(0).size());
  CHECK(DRIVER(sf_axi_send)(&bus.core, image(0).data(), 0) == SF_AXI_ARGUMENT);
  CHECK(bus.axi->violation() == "");
}

TEST_CASE("C driver: transfers may wait for their ends, whatever the core has room for") {
  Bus bus(GENERATE(0, 30));
  bus.waits = true;
  constexpr std::uint32_t kImages = 12;
  Pixels all;
  std::vector<Trace> traces;
  for (std::uint32_t i = 0; i < kImages; ++i) {
    const Pixels pixels = image(i);
    all.insert(all.end(), pixels.begin(), pixels.end());
    traces.push_back(test::golden_of(net(), pixels, i));
  }
  std::vector<std::uint16_t> winners(kImages);
  std::vector<std::uint8_t> counts(kImages * classes());
  const auto run = [&] {
    return DRIVER(sf_axi_run)(&bus.core, all.data(), kImages, winners.data(), counts.data());
  };
  REQUIRE(run() == SF_AXI_OK);
  for (std::uint32_t i = 0; i < kImages; ++i) {
    CHECK(winners[i] == traces[i].predicted);
    for (std::size_t k = 0; k < classes(); ++k) {
      CHECK(counts[i * classes() + k] == traces[i].counts[k]);
    }
  }
  CHECK(bus.received == kImages);
  REQUIRE(DRIVER(sf_axi_packets)(&bus.core, 1, 1) == SF_AXI_OK);
  CHECK(run() == SF_AXI_ARGUMENT);
}

TEST_CASE("C driver: a joined packet is taken by one call of receive, where there is room for it") {
  Bus bus(0);
  REQUIRE(DRIVER(sf_axi_packets)(&bus.core, 1, 1) == SF_AXI_OK);
  const auto images = static_cast<std::uint32_t>(70 / classes() + 2);
  Pixels all;
  std::vector<Trace> traces;
  for (std::uint32_t i = 0; i < images; ++i) {
    const Pixels pixels = image(i);
    all.insert(all.end(), pixels.begin(), pixels.end());
    traces.push_back(test::golden_of(net(), pixels, i));
  }
  bus.send(all);
  bus.core.room = images * classes() - 1;
  std::vector<std::uint16_t> winners(images);
  CHECK(DRIVER(sf_axi_receive)(&bus.core, images, winners.data(), nullptr) == SF_AXI_ARGUMENT);
  ++bus.core.room;
  check_results(bus, traces);
  CHECK(bus.received == 1);
}

TEST_CASE("C driver: several pixels a beat, images that do not fill their beats") {
  const int beat = GENERATE(2, 4);
  CAPTURE(beat);
  const test::AxiSystem& system = test::beats_system(beat);
  const Library driver(system);
  Bus bus(20, 1, system, driver);
  constexpr std::uint32_t kImages = 4;
  const std::size_t size = system.image(0).size();
  const auto whole = static_cast<std::size_t>(beat);
  const std::size_t stride = (size + whole - 1) / whole * whole;
  REQUIRE(stride > size);
  Pixels all((kImages - 1) * stride + size, 0xee);
  std::uint32_t number = 0;
  const auto draw = [&] {
    std::vector<int> expected;
    for (std::uint32_t i = 0; i < kImages; ++i, ++number) {
      const Pixels pixels = system.image(number);
      std::copy(
          pixels.begin(), pixels.end(), all.begin() + static_cast<std::ptrdiff_t>(i * stride));
      expected.push_back(test::golden_of(system.network, pixels, number).predicted);
    }
    return expected;
  };
  std::uint16_t winners[kImages];
  const auto check = [&](const std::vector<int>& expected) {
    CHECK(std::equal(expected.begin(), expected.end(), winners));
    CHECK(bus.axi->get("ERRORS") == 0);
  };
  std::vector<int> expected = draw();
  REQUIRE(driver.find<decltype(sf_axi_run)>("sf_axi_run")(
              &bus.core, all.data(), kImages, winners, nullptr) == SF_AXI_OK);
  check(expected);
  for (const int joined : {0, 1}) {
    REQUIRE(driver.find<decltype(sf_axi_packets)>("sf_axi_packets")(&bus.core, 1, joined) ==
            SF_AXI_OK);
    expected = draw();
    REQUIRE(driver.find<decltype(sf_axi_send)>("sf_axi_send")(&bus.core, all.data(), kImages) ==
            SF_AXI_OK);
    REQUIRE(driver.find<decltype(sf_axi_receive)>("sf_axi_receive")(
                &bus.core, kImages, winners, nullptr) == SF_AXI_OK);
    check(expected);
  }
}

TEST_CASE("C driver: a packet that is cut off, and one with fewer images than were asked for") {
  Bus bus(0);
  std::uint16_t winners[3];
  const Pixels pixels = image(0);
  REQUIRE(DRIVER(sf_axi_packets)(&bus.core, 1, 1) == SF_AXI_OK);
  bus.axi->send(pixels, false);
  bus.axi->send(Pixels{1, 2, 3});
  CHECK(DRIVER(sf_axi_receive)(&bus.core, 1, winners, nullptr) == SF_AXI_CUT);
  std::uint32_t errors = 0;
  REQUIRE(DRIVER(sf_axi_errors)(&bus.core, &errors) == SF_AXI_OK);
  CHECK(errors == wrapped().registers.field("ERRORS", "FRAME", 1));
  REQUIRE(DRIVER(sf_axi_clear_errors)(&bus.core, errors) == SF_AXI_OK);
  REQUIRE(DRIVER(sf_axi_errors)(&bus.core, &errors) == SF_AXI_OK);
  CHECK(errors == 0);
  bus.send(pixels);
  CHECK(DRIVER(sf_axi_receive)(&bus.core, 2, winners, nullptr) == SF_AXI_STREAM);
}

TEST_CASE("C driver: field codes and masks hold from their image and step on") {
  Bus bus(20, 3);
  const auto neurons = static_cast<std::size_t>(net().layers[0].outputs);
  std::vector<std::uint8_t> enabled(neurons, 0);
  for (std::size_t n = 0; n < neurons; n += 3) enabled[n] = 1;
  REQUIRE(DRIVER(sf_axi_mask)(&bus.core, 1, 2, enabled.data()) == SF_AXI_OK);
  REQUIRE(DRIVER(sf_axi_select)(&bus.core, 1, 2, 2, 1, 2) == SF_AXI_OK);
  const golden::Control changed = test::changed_from(net(), 2, 2, enabled);
  // An image that shows whether the writes have arrived.
  std::uint64_t seed = 0;
  const auto differs = [&] {
    return test::golden_of(net(), image(seed), 1, changed).counts !=
           test::golden_of(net(), image(seed), 1).counts;
  };
  while (!differs()) REQUIRE(++seed < 1000);
  for (std::uint32_t i = 0; i < 2; ++i) {
    const Pixels pixels = image(seed);
    bus.send(pixels);
    check_results(bus, {test::golden_of(net(), pixels, i, i == 0 ? golden::Control{} : changed)});
  }
}

TEST_CASE("C driver: thresholds, and a soft reset that brings the network's own back") {
  Bus bus(0);
  network::Network other = net();
  const network::Layer& layer = other.layers[0];
  network::FieldRegisters& set =
      other.neuron_of(layer).fields[static_cast<std::size_t>(layer.field_code)];
  set.th_lo /= 2;
  set.th_rest = -5;
  const auto code = static_cast<std::uint32_t>(layer.field_code);
  REQUIRE(DRIVER(sf_axi_threshold)(&bus.core, 1, code, 0, set.th_lo) == SF_AXI_OK);
  REQUIRE(DRIVER(sf_axi_threshold)(&bus.core, 1, code, 2, set.th_rest) == SF_AXI_OK);
  const Pixels pixels = image(60);
  const Trace trace = test::golden_of(other, pixels, 0);
  CHECK(trace.counts != test::golden_of(net(), pixels, 0).counts);
  bus.send(pixels);
  check_results(bus, {trace});
  REQUIRE(DRIVER(sf_axi_reset)(&bus.core) == SF_AXI_OK);
  REQUIRE(DRIVER(sf_axi_set_image)(&bus.core, 9) == SF_AXI_OK);
  bus.send(pixels);
  check_results(bus, {test::golden_of(net(), pixels, 9)});
  int idle = 0;
  REQUIRE(DRIVER(sf_axi_idle)(&bus.core, &idle) == SF_AXI_OK);
  CHECK(idle == 1);
}

TEST_CASE("C driver: what cannot be is refused before the core, what the core refuses is told") {
  Bus bus(0);
  CHECK(DRIVER(sf_axi_select)(&bus.core, 0, 0, 0, 0, 1) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_select)(&bus.core, 9, 0, 0, 0, 1) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_select)(&bus.core, 1, 15, 0, 0, 1) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_select)(&bus.core, 1, 0, 4, 0, 1) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_select)(&bus.core, 1, 0, 0, 0, 0) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_mask)(&bus.core, 1, 0, nullptr) == SF_AXI_ARGUMENT);
  CHECK(DRIVER(sf_axi_threshold)(&bus.core, 3, 0, 0, 1) == SF_AXI_ARGUMENT);  // leaky: it has none
  CHECK(DRIVER(sf_axi_threshold)(&bus.core, 1, 0, 3, 1) == SF_AXI_ARGUMENT);
  const int limit = 1 << (network::potential_bits(net().neuron_of(net().layers[0])) - 1);
  for (const int value : {limit, -limit - 1, 1 << 20}) {
    CHECK(DRIVER(sf_axi_threshold)(&bus.core, 1, 0, 0, value) == SF_AXI_ARGUMENT);
  }
  int taken = 0;
  while (DRIVER(sf_axi_select)(&bus.core, 1, 0, 0, 1000, 1) == SF_AXI_OK) ++taken;
  CHECK(taken == 4);  // the layer's queue
  CHECK(DRIVER(sf_axi_select)(&bus.core, 1, 0, 0, 1000, 1) == SF_AXI_REFUSED);
  CHECK(DRIVER(sf_axi_select_now)(&bus.core, 1, 0, 0) == SF_AXI_OK);  // drops what waits
  CHECK(DRIVER(sf_axi_select)(&bus.core, 1, 0, 0, 1000, 1) == SF_AXI_OK);
  std::uint32_t errors = 1;
  REQUIRE(DRIVER(sf_axi_errors)(&bus.core, &errors) == SF_AXI_OK);
  CHECK(errors == 0);  // a refusal that was told is not left behind
}

TEST_CASE("C driver: the memories are checked between images, not during one") {
  Bus bus(20);
  CHECK(DRIVER(sf_axi_check)(&bus.core) == SF_AXI_OK);
  const Pixels pixels = image(0);
  bus.axi->take_results(false);
  bus.send(pixels);
  bus.axi->idle(5);
  CHECK(DRIVER(sf_axi_check)(&bus.core) == SF_AXI_REFUSED);
  bus.axi->take_results(true);
  check_results(bus, {test::golden_of(net(), pixels, 0)});
  CHECK(DRIVER(sf_axi_check)(&bus.core) == SF_AXI_OK);
}

TEST_CASE("C driver: the interrupt of a result") {
  Bus bus(0);
  const std::uint32_t result = wrapped().registers.field("INTERRUPT_ENABLE", "RESULT", 1);
  REQUIRE(DRIVER(sf_axi_interrupts)(&bus.core, result) == SF_AXI_OK);
  const Pixels pixels = image(3);
  bus.send(pixels);
  int waited = 0;
  while (!bus.axi->interrupt() && waited < 100'000) bus.axi->idle(1), ++waited;
  CHECK(bus.axi->interrupt());
  std::uint32_t pending = 0;
  REQUIRE(DRIVER(sf_axi_pending)(&bus.core, &pending) == SF_AXI_OK);
  CHECK((pending & result) == result);
  REQUIRE(DRIVER(sf_axi_acknowledge)(&bus.core, pending) == SF_AXI_OK);
  bus.axi->idle(1);
  CHECK_FALSE(bus.axi->interrupt());
  check_results(bus, {test::golden_of(net(), pixels, 0)});
}

TEST_CASE("C driver: registers in memory, and the wrong network in them") {
  std::vector<std::uint32_t> memory(1024, 0);
  sf_axi core{};
  core.base = memory.data();
  CHECK(DRIVER(sf_axi_open)(&core) == SF_AXI_NETWORK);
  for (const auto& entry : wrapped().registers.all()) {
    memory[static_cast<std::size_t>(entry.offset) / 4] = entry.reset.front();
  }
  CHECK(DRIVER(sf_axi_open)(&core) == SF_AXI_OK);
  memory[wrapped().registers.at("HASH1") / 4] ^= 1;
  CHECK(DRIVER(sf_axi_open)(&core) == SF_AXI_NETWORK);
  REQUIRE(DRIVER(sf_axi_interrupts)(&core, 5) == SF_AXI_OK);
  CHECK(memory[wrapped().registers.at("INTERRUPT_ENABLE") / 4] == 5);
}

TEST_CASE("C driver: a bus that answers with an error") {
  sf_axi core{};
  core.read = [](void*, std::uint32_t, std::uint32_t*) { return 1; };
  core.write = [](void*, std::uint32_t, std::uint32_t) { return 1; };
  CHECK(DRIVER(sf_axi_open)(&core) == SF_AXI_BUS);
  CHECK(DRIVER(sf_axi_reset)(&core) == SF_AXI_BUS);
  CHECK(DRIVER(sf_axi_select_now)(&core, 1, 0, 0) == SF_AXI_BUS);
}
