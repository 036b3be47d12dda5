// SPDX-License-Identifier: Apache-2.0
#include "gen/chip/chip.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "gen/base/files.hpp"
#include "gen/base/rng.hpp"
#include "sim/golden/reference.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/tools.hpp"
#include "tests/unit/golden/equal.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using chip::Chip;
using chip::Spread;
using test::check_exit;
using test::error_of;

namespace {

/// Two layers of `neuron`, 300 and 3 neurons.
network::Network two_layers(const network::Neuron& neuron) {
  network::Network net = test::empty_network("net", 2, 2, neuron);
  net.steps = 6;
  rng::Sequence random(3);
  const auto weight = [&](int) { return static_cast<int>(random.uniform(-4, 7)); };
  net.layers = {test::dense(4, 300, weight, 1, 8), test::dense(300, 3, weight, 1, 700)};
  network::validate(net);
  return net;
}

const std::vector<double Spread::*> kDeviations{&Spread::th, &Spread::gain, &Spread::leak};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Share of the deviates that are further from 0 than `limit`.
double beyond(const std::vector<double>& values, double limit) {
  const auto far = std::ranges::count_if(values, [=](double z) { return std::abs(z) > limit; });
  return static_cast<double>(far) / static_cast<double>(values.size());
}

std::size_t count(const std::vector<std::int32_t>& values, std::int32_t value) {
  return static_cast<std::size_t>(std::ranges::count(values, value));
}

}  // namespace

TEST_CASE("Deviates are normal: mean, standard deviation and tails") {
  for (double Spread::*const quantity : kDeviations) {
    std::vector<double> z;
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
      std::ranges::copy(chip::deviates(seed, 1, quantity, 5000), std::back_inserter(z));
    }
    std::vector<double> squares = z;
    for (double& value : squares) value *= value;
    CHECK(mean(z) == Approx(0.0).margin(0.01));
    CHECK(mean(squares) == Approx(1.0).margin(0.015));
    // Of a normal distribution 0.3173, 0.0455 and 0.0027; the sum of 64 bytes has 1 to 5 in 100
    // fewer beyond 2 and 3.
    CHECK(beyond(z, 1.0) == Approx(0.3173).margin(0.005));
    CHECK(beyond(z, 2.0) == Approx(0.0455).margin(0.002));
    CHECK(beyond(z, 3.0) == Approx(0.00257).margin(0.0005));
    CHECK(*std::ranges::max_element(z) < 13.9);
  }
}

TEST_CASE("Neurons, layers, chips and quantities draw apart from each other") {
  const auto correlation = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / static_cast<double>(a.size());
  };
  constexpr std::size_t kCount = 10000;
  const auto base = chip::deviates(7, 1, &Spread::th, kCount);
  for (const auto& other : {chip::deviates(8, 1, &Spread::th, kCount),
                            chip::deviates(6, 1, &Spread::th, kCount),
                            chip::deviates(7, 2, &Spread::th, kCount),
                            chip::deviates(7, 1, &Spread::gain, kCount),
                            chip::deviates(7, 1, &Spread::leak, kCount)}) {
    CHECK(correlation(base, other) == Approx(0.0).margin(0.04));
  }
  std::vector<double> next(base.begin() + 1, base.end());
  next.push_back(base.front());
  CHECK(correlation(base, next) == Approx(0.0).margin(0.04));
}

TEST_CASE("A chip's first deviates are these, on every machine") {
  // Sums of S over 16 words: z = sum / 591.2.
  const std::vector<double> z = chip::deviates(7, 1, &Spread::th, 4);
  std::vector<int> sums;
  for (const double value : z) {
    sums.push_back(static_cast<int>(std::lround(value * std::sqrt(349520.0))));
  }
  std::vector<int> expected;
  for (std::uint32_t n = 0; n < 4; ++n) {
    int sum = 0;
    for (std::uint32_t word = 0; word < 16; ++word) {
      const std::uint32_t h = rng::hash(7, 0, 193, word, n);
      sum += static_cast<int>((h & 255) + ((h >> 8) & 255) + ((h >> 16) & 255) + (h >> 24)) - 510;
    }
    expected.push_back(sum);
  }
  CHECK(sums == expected);
}

TEST_CASE("A chip's products are rounded before anything is added to them, on every machine") {
  network::Network net = two_layers(test::neuron_s());
  const double th = net.neurons[0].fields[0].th_lo;
  std::uint32_t seed = 1;
  while (chip::deviates(seed, 1, &Spread::th, 1)[0] < 0.5) ++seed;
  const double z = chip::deviates(seed, 1, &Spread::th, 1)[0];
  std::size_t ties = 0;
  for (int k = 2; k < 400; k += 2) {
    // A product that rounds to k + 1/2, from above: fused to -k it is more than a half.
    const double spread = (k + 0.5) / th / z;
    const volatile double x = spread * z;
    const volatile double product = x * th;
    if (product != k + 0.5 || std::fma(double{x}, th, -(k + 0.5)) <= 0.0) continue;
    ++ties;
    net.layers[0].own.th_offset.assign(300, -k);
    CHECK(chip::draw(net, seed, {.th = spread}).layers[0].th_offset[0] == 0);
  }
  CHECK(ties > 10);
}

TEST_CASE("What is spread does not change what else was drawn") {
  const network::Network net = two_layers(test::neuron_s());
  const Chip th = chip::draw(net, 7, {.th = 0.1, .dead = 0.1});
  const Chip more = chip::draw(
      net, 7, {.th = 0.1, .gain = 0.05, .leak = 0.2, .dead = 0.1, .stuck = 0.0, .frozen = 0.0});
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(th.layers[k].th_offset == more.layers[k].th_offset);
    CHECK(th.layers[k].fault == more.layers[k].fault);
    CHECK(th.layers[k].gain.empty());
    CHECK(more.layers[k].gain.size() == static_cast<std::size_t>(net.layers[k].outputs));
  }
  // Nor does a layer more, or a wider one.
  network::Network wide = net;
  wide.layers[0] = test::dense(4, 400, [](int) { return 1; });
  wide.layers.resize(1);
  const std::vector<std::int32_t> longer = chip::draw(wide, 7, {.th = 0.1}).layers[0].th_offset;
  CHECK(std::equal(th.layers[0].th_offset.begin(), th.layers[0].th_offset.end(), longer.begin()));
  // More faults are those that there were, and others.
  const Chip worse = chip::draw(net, 7, {.dead = 0.2});
  for (std::size_t n = 0; n < 300; ++n) {
    if (th.layers[0].fault[n] != 0) CHECK(worse.layers[0].fault[n] == 1);
  }
}

TEST_CASE("A chip's registers are spread around the neuron's") {
  const network::Neuron neuron = test::neuron_s();
  const network::Network net = two_layers(neuron);
  const Chip chip = chip::draw(net, 3, {.th = 0.1, .gain = 0.05, .leak = 0.1});
  const auto th = chip::deviates(3, 1, &Spread::th, 300);
  const auto gain = chip::deviates(3, 1, &Spread::gain, 300);
  const auto leak = chip::deviates(3, 1, &Spread::leak, 300);
  const network::OwnRegisters& own = chip.layers[0];
  for (std::size_t n = 0; n < 300; ++n) {
    CHECK(own.th_offset[n] == Approx(0.1 * th[n] * neuron.fields[0].th_lo).margin(0.5001));
    CHECK(own.gain[n] == Approx(1024 * (1 + 0.05 * gain[n])).margin(0.5001));
    CHECK(own.ka[n] == Approx(neuron.ka * (1 + 0.1 * leak[n])).margin(0.5001));
    CHECK(own.be[n] == Approx(neuron.be * (1 + 0.1 * leak[n])).margin(0.5001));
  }
  CHECK(own.beta.empty());
  CHECK(chip.clipped == 0);
}

TEST_CASE("A leaky chip has the spread of its threshold and of what it loses") {
  const network::Neuron neuron = test::neuron_leaky();
  const Chip chip = chip::draw(two_layers(neuron), 3, {.th = 0.1, .leak = 0.2});
  const auto th = chip::deviates(3, 1, &Spread::th, 300);
  const auto leak = chip::deviates(3, 1, &Spread::leak, 300);
  const network::OwnRegisters& own = chip.layers[0];
  for (std::size_t n = 0; n < 300; ++n) {
    CHECK(own.threshold[n] == Approx(neuron.threshold * (1 + 0.1 * th[n])).margin(0.5001));
    CHECK(1024 - own.beta[n] == Approx((1024 - neuron.beta) * (1 + 0.2 * leak[n])).margin(0.5001));
  }
  CHECK(own.th_offset.empty());
  CHECK(own.ka.empty());
}

TEST_CASE("Registers end at the end of their range, and the chip counts them") {
  network::Neuron neuron = test::neuron_s();
  neuron.ka = 250;
  const network::Network net = two_layers(neuron);
  const Chip chip = chip::draw(net, 1, {.gain = 1.0, .leak = 0.3});
  const std::size_t at_end = count(chip.layers[0].ka, 255) + count(chip.layers[1].ka, 255);
  const std::size_t none = count(chip.layers[0].gain, 0) + count(chip.layers[1].gain, 0);
  CHECK(at_end > 100);
  CHECK(none > 30);  // a sixth of them
  CHECK(chip.clipped > 130);
  CHECK(chip.clipped <= at_end + none);
  CHECK(*std::ranges::min_element(chip.layers[0].gain) == 0);
}

TEST_CASE("Faults come in the shares that were asked for, and none in outputs that were tested") {
  const network::Network net = two_layers(test::neuron_s());
  std::size_t dead = 0, stuck = 0, frozen = 0, outputs = 0;
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    const Spread spread{.dead = 0.1, .stuck = 0.02, .frozen = 0.05};
    const Chip chip = chip::draw(net, seed, spread);
    dead += count(chip.layers[0].fault, 1);
    stuck += count(chip.layers[0].fault, 2);
    frozen += count(chip.layers[0].fault, 3);
    outputs += 3 - count(chip.layers[1].fault, 0);
    Spread tested = spread;
    tested.sound_outputs = true;
    const Chip sound = chip::draw(net, seed, tested);
    CHECK(sound.layers[0] == chip.layers[0]);
    CHECK(count(sound.layers[1].fault, 0) == 3);
  }
  CHECK(dead == Approx(15000 * 0.1 * 0.98 * 0.95).epsilon(0.1));
  CHECK(stuck == Approx(15000 * 0.02 * 0.95).epsilon(0.2));
  CHECK(frozen == Approx(15000 * 0.05).epsilon(0.15));
  CHECK(outputs > 10);
}

TEST_CASE("A chip of a network with registers of single neurons spreads around these") {
  network::Network net = two_layers(test::neuron_s());
  net.layers[0].own.th_offset.assign(300, 1000);
  net.layers[0].own.gain.assign(300, 512);
  net.layers[0].own.fault.assign(300, 0);
  net.layers[0].own.fault[5] = 3;
  const Spread spread{.th = 0.1, .gain = 0.1, .dead = 0.1};
  const network::OwnRegisters own = chip::draw(net, 7, spread).layers[0];
  const network::OwnRegisters plain = chip::draw(two_layers(test::neuron_s()), 7, spread).layers[0];
  for (std::size_t n = 0; n < 300; ++n) {
    CHECK(own.th_offset[n] == plain.th_offset[n] + 1000);
    CHECK(2 * own.gain[n] == Approx(plain.gain[n]).margin(1.01));
    CHECK(own.fault[n] == (n == 5 ? 3 : plain.fault[n]));
  }
  // What is not spread stays.
  CHECK(chip::draw(net, 7, {.leak = 0.1}).layers[0].th_offset == net.layers[0].own.th_offset);
}

TEST_CASE("Neurons of a map are devices of their own") {
  const network::Network net = test::random_conv_network(1);
  const Chip chip = chip::draw(net, 1, {.gain = 0.1});
  for (std::size_t k = 0; k < net.layers.size(); ++k) {
    CHECK(chip.layers[k].gain.size() == static_cast<std::size_t>(net.layers[k].outputs));
  }
  network::validate(chip::apply(net, chip));
}

TEST_CASE("A golden model of several chips does what one of each does") {
  const auto seed = GENERATE(range(1U, 9U));
  test::RandomOptions options{.leaky = true, .noise = true, .device = true};
  const network::Network net = seed % 3 == 0 ? test::random_conv_network(seed, options)
                                             : test::random_network(seed, options);
  std::vector<network::Network> chips;
  for (std::uint32_t n = 1; n <= 3; ++n) {
    const Spread spread{.th = 0.2, .gain = 0.1, .leak = 0.3, .dead = 0.1, .stuck = 0.1};
    chips.push_back(chip::apply(net, chip::draw(net, n, spread)));
  }
  chips.push_back(net);
  golden::Golden all(chips);
  for (std::uint32_t image = 0; image < 3; ++image) {
    const std::vector<std::uint8_t> pixels = test::random_image(net, image);
    std::size_t seen = 0;
    all.run_chips(pixels, image, [&](std::size_t n, const golden::Trace& trace) {
      CHECK(n == seen++);
      test::require_equal(trace, golden::reference(chips[n], pixels, image, {}));
    });
    CHECK(seen == 4);
  }
}

TEST_CASE("A chip's file says all of it") {
  const network::Network net = two_layers(GENERATE(test::neuron_s(), test::neuron_leaky()));
  Chip chip = chip::draw(net, 4294967295U, {.th = 0.1, .leak = 0.25, .stuck = 0.01});
  chip.network_hash = std::string(64, 'a');
  chip.spread.sound_outputs = true;
  CHECK((chip::from_json(chip::to_json(chip), "chip.json") == chip));
  const Chip plain = chip::draw(net, 0, {});
  CHECK((chip::from_json(chip::to_json(plain), "chip.json") == plain));
  CHECK((chip::apply(net, plain).layers == net.layers));
}

TEST_CASE("A file that is no chip is refused by name") {
  const std::string good = chip::to_json(chip::draw(two_layers(test::neuron_s()), 1, {.th = 0.1}));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return error_of([&] { (void)chip::from_json(text, "c.json"); });
  };
  CHECK(with("\"chip_version\": 1", "\"chip_version\": 2").code() == ErrorCode::kRange);
  CHECK(with("\"seed\": 1", "\"seed\": -1").where() == "c.json / seed");
  CHECK(with("\"th\": 0.1", "\"thresholds\": 0.1").code() == ErrorCode::kParse);
  CHECK(with("\"TH_OFFSET\"", "\"TH_OFF\"").code() == ErrorCode::kParse);
  CHECK(with("\"TH_OFFSET\": [", "\"TH_OFFSET\": [0.5, ").code() == ErrorCode::kParse);
}

TEST_CASE("A chip that does not fit a network is refused") {
  const network::Network net = two_layers(test::neuron_s());
  Chip chip = chip::draw(net, 1, {.th = 0.1});
  chip.layers[0].th_offset.pop_back();
  CHECK(error_of([&] { (void)chip::apply(net, chip, "c.json"); }).where() ==
        "c.json / layer 1 / TH_OFFSET");
  chip.layers[0].th_offset.push_back(40000);
  CHECK(error_of([&] { (void)chip::apply(net, chip); }).code() == ErrorCode::kRange);
  chip.layers.pop_back();
  CHECK(error_of([&] { (void)chip::apply(net, chip); }).code() == ErrorCode::kShape);
}

TEST_CASE("A spread is read as it is written, and refused where it is none") {
  const Spread spread{.th = 0.1, .gain = 0.05, .dead = 0.01};
  CHECK(chip::spread_text(spread) == "th=0.1,gain=0.05,dead=0.01");
  CHECK(chip::parse_spread("--spread", "th=0.10,gain=0.05,dead=0.01") == spread);
  CHECK(chip::parse_spread("--spread", "") == Spread());
  for (const char* const bad : {"th",
                                "th=",
                                "th=x",
                                "th=0.1,",
                                ",th=0.1",
                                ",",
                                "foo=0.1",
                                "th=0.1,th=0.2",
                                "=0.1",
                                "th=0.1 ",
                                "th:0.1"}) {
    CAPTURE(bad);
    CHECK(error_of([&] { (void)chip::parse_spread("--spread", bad); }).code() == ErrorCode::kUsage);
  }
  for (const char* const bad : {"th=-0.1", "dead=1.5", "th=nan"}) {
    CAPTURE(bad);
    CHECK(error_of([&] { (void)chip::parse_spread("--spread", bad); }).code() == ErrorCode::kRange);
  }
}

TEST_CASE("spinforge-sim chip: golden and emitted core have the same chip") {
  const test::TempDir folder;
  const network::Network net = two_layers(test::neuron_s());
  network::save(net, folder / "net");
  const auto sim = [&](const std::string& line) {
    return test::shell(SPINFORGE_SIM " " + line, folder.path());
  };
  const auto gen = [&](const std::string& line) {
    return test::shell(SPINFORGE_GEN " " + line, folder.path());
  };
  check_exit(sim("chip net --seed 7 --spread th=0.10,gain=0.05,leak=0.2 --dead 0.01 --stuck 0.001 "
                 "-o chip.json"),
             0,
             "net: chip 7, 303 neurons");
  const Chip chip = chip::from_json(files::read(folder / "chip.json"), "chip.json");
  Chip expected =
      chip::draw(net, 7, {.th = 0.10, .gain = 0.05, .leak = 0.2, .dead = 0.01, .stuck = 0.001});
  expected.network_hash = network::directory_hash(folder / "net");
  CHECK((chip == expected));
  check_exit(gen("emit net --chip chip.json -o core --no-vectors"), 0);
  const network::Network on_chip = network::load(folder / "core/network");
  CHECK((on_chip == chip::apply(net, chip)));
  const auto manifest = nlohmann::json::parse(files::read(folder / "core/manifest.json"));
  CHECK(manifest.dump().find(network::directory_hash(folder / "core/network")) !=
        std::string::npos);
  check_exit(gen("plan net --chip chip.json"), 0, "net");
  // The command that the core names makes it again from its own network, the chip's file forgotten.
  const std::string command = manifest["command"];
  std::filesystem::create_directory(folder / "again");
  std::filesystem::copy(folder / "core/network", folder / "again/net");
  REQUIRE(command.starts_with("spinforge-gen emit net -o DIR "));
  check_exit(test::shell("cd again && " SPINFORGE_GEN " emit net -o core " +
                             command.substr(std::string("spinforge-gen emit net -o DIR ").size()),
                         folder.path()),
             0);
  check_exit(test::shell("diff -r core again/core", folder.path()), 0);

  network::Network other = net;
  other.seed = 2;
  network::save(other, folder / "other");
  check_exit(gen("emit other --chip chip.json -o core2"), ErrorCode::kUsage, "another network");
  CHECK_FALSE(std::filesystem::exists(folder / "core2"));
  check_exit(
      sim("chip net --spread th=0.1,dead=0.1 --dead 0.1 -o c.json"), ErrorCode::kUsage, "--dead");
  check_exit(sim("chip net --spread th=0.1"), ErrorCode::kUsage, "-o");
}
