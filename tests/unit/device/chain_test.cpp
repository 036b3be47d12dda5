// SPDX-License-Identifier: Apache-2.0
// The chain from the devices to the integer neuron.
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/chain/chain.hpp"
#include "sim/chain/walks.hpp"
#include "sim/device/registers.hpp"
#include "sim/golden/neuron.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;

namespace {

std::vector<chain::Comparison> compare_all(const std::vector<chain::Stimulus>& list,
                                           int frac_bits) {
  std::vector<chain::Comparison> all;
  for (const chain::Stimulus& s : list) all.push_back(chain::compare(s, frac_bits));
  return all;
}

std::vector<chain::Comparison> compare_all(int frac_bits) {
  return compare_all(chain::stimuli(), frac_bits);
}

const chain::Comparison& of(const std::vector<chain::Comparison>& list, const std::string& name) {
  for (const chain::Comparison& c : list) {
    if (c.name == name) return c;
  }
  FAIL("no stimulus " << name);
  return list.front();
}

const chain::Stimulus& named(const std::vector<chain::Stimulus>& list, const std::string& name) {
  for (const chain::Stimulus& s : list) {
    if (s.name == name) return s;
  }
  FAIL("no stimulus " << name);
  return list.front();
}

constexpr const char* kFlipped = "cycle, 200 Oe, closed window";

}  // namespace

namespace spinforge::test {

/// Two layers of set S on 4 x 4 pixels, driven from nothing to several spikes.
network::Network wall_network() {
  network::Network net = empty_network("walls", 4, 4, neuron_s());
  net.steps = 25;
  net.layers = {dense(
                    16, 12, [](int i) { return (i * 5 + i / 16) % 8 - 2; }, 100, 1),
                dense(
                    12, 3, [](int i) { return i % 5 - 1; }, 0, 1200)};
  return net;
}

classify::TestSet gradient_images(std::size_t count) {
  classify::TestSet set;
  set.images = {.count = count, .height = 4, .width = 4, .pixels = {}, .labels = {}};
  for (std::size_t i = 0; i < count * 16; ++i) {
    set.images.pixels.push_back(static_cast<std::uint8_t>((i * 37 + i / 16 * 11) % 256));
  }
  set.count = static_cast<std::uint32_t>(count);
  return set;
}

}  // namespace spinforge::test

TEST_CASE("the integer neuron at W = 16 follows the devices with exact spikes on all stimuli") {
  const auto all = compare_all(14);
  const chain::Summary s = chain::summarise(all);
  CHECK(s.stimuli == 32);
  CHECK(s.worst_shift == 0);
  CHECK(s.max_error < 0.0011);
  for (const chain::Comparison& c : all) {
    INFO(c.name);
    // Once a random drive ends nearer to an end of the window than KA's rounding.
    const int other = c.name == kFlipped ? 1 : 0;
    CHECK(std::abs(c.spikes_integer - c.spikes_device) == other);
  }
}

TEST_CASE("the integer neuron at W = 12 follows the devices but for one late pulse at 6 mA") {
  const auto all = compare_all(10);
  const chain::Summary s = chain::summarise(all);
  CHECK(s.max_error < 0.0111);
  CHECK(s.equal_counts == 30);
  for (const chain::Comparison& c : all) {
    INFO(c.name);
    // One write pulse is five slots. Its leak at this amplitude is below two LSB.
    const int late = c.name == "ex situ, -180 Oe, 6 mA" ? 5 : 0;
    CHECK(c.first_integer - c.first_device == late);
  }
}

TEST_CASE("windows are closed and dead times count in the chain's stimuli") {
  const auto list = chain::stimuli();
  const network::Neuron closed = chain::registers(named(list, "cycle, 220 Oe, closed window"), 14);
  CHECK(closed.closed);
  CHECK(closed.fields[0].th_hi == 14878);
  CHECK(chain::registers(named(list, "S, 1.5e11 A/m2, dead time"), 14).refractory == 2);
  CHECK(chain::registers(named(list, "cycle, 180 Oe, dead time"), 14).refractory == 1);
  const auto all = compare_all(14);
  CHECK(of(all, "S, 1.5e11 A/m2, dead time").spikes_device <
        of(all, "S, 1.5e11 A/m2").spikes_device);
  CHECK(of(all, "cycle, 180 Oe, dead time").spikes_device < of(all, "cycle, 180 Oe").spikes_device);
  // A device whose window is open fires where the closed one waits.
  chain::Stimulus open = named(list, "cycle, 220 Oe, closed window");
  open.high.reset();
  CHECK(chain::compare(open, 14).spikes_device !=
        of(all, "cycle, 220 Oe, closed window").spikes_device);
}

TEST_CASE("against exact flow and slots the integer neuron's step is the difference") {
  const auto all = compare_all(chain::exact_stimuli(), 14);
  REQUIRE(all.size() == 21);
  // Euler's steps of 1 ns run ahead of a flow that slows down.
  CHECK(of(all, "S, 1.0e11 A/m2").spikes_integer == 12);
  CHECK(of(all, "S, 1.0e11 A/m2").spikes_device == 11);
  CHECK(of(all, "S, 1.2e11 A/m2").spikes_integer == 20);
  CHECK(of(all, "S, 1.2e11 A/m2").spikes_device == 18);
  for (const char* const j : {"1.5e11", "2.0e11", "3.0e11"}) {
    const chain::Comparison& c = of(all, std::string("S, ") + j + " A/m2");
    CHECK(c.spikes_integer == c.spikes_device);
  }
  // A cycle in one step leaks more than its slots, so it never fires earlier.
  for (const char* const field : {"180", "200", "220"}) {
    const chain::Comparison& c = of(all, std::string("cycle, ") + field + " Oe");
    INFO(c.name);
    CHECK(c.spikes_integer <= c.spikes_device);
    CHECK(c.first_integer >= c.first_device);
  }
  CHECK(of(all, "cycle, 200 Oe").spikes_integer < of(all, "cycle, 200 Oe").spikes_device);
  // The whole reset pulse of 2.15 ns, and N_RST = 2.
  CHECK(of(all, "S, 2.0e11 A/m2, dead time").spikes_device == 28);
}

TEST_CASE(
    "walks of a network: integers and doubles in one step agree, exact flow is the device's") {
  const network::Network net = test::wall_network();
  const classify::TestSet set = test::gradient_images(20);
  const std::vector<const device::Device*> devices(2, &device::named("dw-s"));
  chain::Options options{.looks = 50, .threads = 1, .quiet = true};
  const chain::Walks walks = chain::compare_walks(net, devices, set, options);
  REQUIRE(walks.results.size() == 4);
  CHECK(walks.results[0].layers[0].other == 0.0);
  CHECK(walks.results[0].same_class == 1.0);
  CHECK(walks.results[0].layers[0].spikes > 10.0);
  CHECK(walks.results[1].layers[0].other <= 0.05);
  CHECK(walks.results[1].layers[0].spikes ==
        Approx(walks.results[0].layers[0].spikes).epsilon(0.02));
  CHECK(walks.results[3].layers[0].other > walks.results[1].layers[0].other);
  options.threads = 3;
  CHECK(chain::json_text(chain::compare_walks(net, devices, set, options)) ==
        chain::json_text(walks));
  CHECK_THAT(chain::table_text(walks), Catch::Contains("50 times a step"));

  network::Network noisy = net;
  noisy.neurons[0].noise_ns = 3;
  test::error_of(ErrorCode::kRange, "noise", [&] {
    (void)chain::compare_walks(noisy, devices, set, options);
  });
}

TEST_CASE("wider words lower the error of the chain") {
  CHECK(chain::summarise(compare_all(7)).max_error > 0.1);
  CHECK(chain::summarise(compare_all(10)).max_error > chain::summarise(compare_all(14)).max_error);
}

TEST_CASE("the chain's registers are those of the register table") {
  const auto list = chain::stimuli();
  struct Row {
    std::string name;
    int ka, sa, be, th_lo;
  };
  for (const Row& row : {Row{"S, 1.0e11 A/m2", 159, 10, 164, 12288},
                         Row{"P, 500 MHz", 254, 15, 82, 12288},
                         Row{"in situ, 180 Oe", 209, 12, 11, 10409},
                         Row{"in situ, 200 Oe", 209, 12, 11, 10247},
                         Row{"in situ, 220 Oe", 209, 12, 11, 9698},
                         Row{"ex situ, 220 Oe, 15 mA", 228, 12, 10, 7680}}) {
    const network::Neuron neuron = chain::registers(named(list, row.name), 14);
    INFO(row.name);
    CHECK(neuron.ka == row.ka);
    CHECK(neuron.sa == row.sa);
    CHECK(neuron.be == row.be);
    CHECK(neuron.fields[0].th_lo == row.th_lo);
  }
  const device::LeakCode cycle = device::leak_code(0.2556);  // in situ, one step a pulse cycle
  CHECK(cycle.ka == 131);
  CHECK(cycle.sa == 9);
}

TEST_CASE("a stimulus that never fires is compared over all its steps") {
  const auto list = chain::stimuli();
  const chain::Comparison c = chain::compare(named(list, "S, 0.9e11 A/m2"), 14);
  CHECK(c.first_device == 0);
  CHECK(c.first_integer == 0);
  CHECK(c.max_error > 0.0);
}
