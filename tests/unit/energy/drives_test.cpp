// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/drives.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "gen/base/files.hpp"
#include "sim/device/writing.hpp"
#include "sim/energy/energy.hpp"
#include "tests/support.hpp"
#include "tests/support/idx.hpp"

using namespace spinforge;
using energy::DeviceEnergy;
using energy::LayerDrives;

namespace {

/// The worked example of gen/network/README.md: its drives at its image stand there.
const network::Network& example() {
  static const network::Network network = network::load(test::source("tests/data/three-neurons"));
  return network;
}

classify::TestSet one_image() {
  classify::TestSet set;
  set.images = {.count = 1, .height = 1, .width = 2, .pixels = {200, 40}, .labels = {}};
  set.count = 1;
  return set;
}

/// A Hall bar that is the example's neuron H: register set 1 is 180 Oe.
device::Device bar(const std::string& more = "") {
  return device::parse_device(
      R"({"schema_version": 1, "base": "hall-in-situ-180", "law": "hall", "text": "test",
          "neuron": "H",
          "parameters": {)" +
          more +
          R"(},
          "register_fields": {"values": [0, 180], "unit": "Oe", "source": "test"}})",
      "mine");
}

constexpr double kAmpere = 256e-9 * 64e-9;  // of 1 A/m2

}  // namespace

TEST_CASE("energy of a worked network: every drive of a domain wall, by hand") {
  const auto drives = energy::count_drives(example(), one_image(), 1, true);
  REQUIRE(drives.size() == 2);
  CHECK(drives[0].updates == 6);
  CHECK(drives[0].spikes == 2);
  const DeviceEnergy e = energy::device_energy(example(), 0, device::named("dw-s"), drives[0], 1);
  // D = 6095 at all six steps; 2^14 is 1 / (1.039e-3 * 1e-9) A/m2.
  const double density = 6095.0 / 16384.0 / 1.039e-12;
  const double current = density * kAmpere;
  CHECK(current == Approx(5.866e-3).epsilon(1e-4));
  CHECK(*e.drives == Approx(6 * current * current * 580 * 1e-9));
  CHECK(*e.drives == Approx(119.8e-12).epsilon(1e-3));
  const double reset = 3e11 * kAmpere;
  CHECK(*e.resets == Approx(2 * reset * reset * 580 * 2.148e-9).epsilon(1e-3));
  CHECK(*e.reads == Approx(6 * 0.138205 * 0.138205 / (380 + 574.87) * 1e-9));
  CHECK_FALSE(e.field);
  CHECK(e.unit == "A/m2");
  CHECK(e.strongest == Approx(density));
  CHECK(e.known == 3e11);
  CHECK(e.share_above == 1.0);
  CHECK(e.share_energy_above == 1.0);
}

TEST_CASE("energy of a worked network: pulses, reads, field and resets of Hall bars, by hand") {
  const auto drives = energy::count_drives(example(), one_image(), 1, true);
  CHECK(drives[1].updates == 12);
  CHECK(drives[1].spikes == 1);
  const DeviceEnergy e = energy::device_energy(example(), 1, bar(), drives[1], 1);
  // 15 mA write 3.1475 uV of 17 uV, which are 0.75; a drive D takes the current whose power is so.
  const double full = 3.1475 / 17.0 * 0.75 * 16384;
  const auto milliampere = [&](double d) {
    return 3.011 + (15 - 3.011) * std::pow(d / full, 1 / 1.677);
  };
  const auto pulse = [&](double d) { return std::pow(1e-3 * milliampere(d), 2) * 460 * 500e-6; };
  const double expected = 4 * pulse(2250) + 4 * pulse(2176) + 2 * pulse(9000) + 2 * pulse(4352);
  CHECK(*e.drives == Approx(expected));
  CHECK(*e.reads == Approx(12 * 4 * 0.7e-3 * 0.7e-3 * 460 * 12e-3));
  const double wire = 2 * std::numbers::pi * 3e-6 * 180 * 1e3 / (4 * std::numbers::pi);
  CHECK(*e.field == Approx(12 * wire * wire * 4 * (500e-6 + 4 * 12e-3)));
  CHECK(*e.resets == Approx(100 * wire * wire * 4 * (500e-6 + 4 * 12e-3)));
  CHECK(e.unit == "mA");
  CHECK(e.known == 15.0);
  CHECK(e.strongest == Approx(milliampere(9000)));
  CHECK(e.share_above == Approx(4.0 / 12));  // 9000 and 4352, twice each
  CHECK(e.share_energy_above == Approx((2 * pulse(9000) + 2 * pulse(4352)) / expected));
}

TEST_CASE("energy: drives are counted exactly, in any order and for any number of threads") {
  energy::DriveCounts one, other;
  const std::int64_t large = std::int64_t{1} << 31;
  for (const std::int64_t d : {5, -5, 0, 7}) one.add(d);
  for (const std::int64_t d : {-large, large, std::int64_t{7}}) other.add(d);
  const auto told = [](const energy::DriveCounts& counts) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> list;
    counts.each([&](std::int64_t size, std::uint64_t times) { list.emplace_back(size, times); });
    return list;
  };
  energy::DriveCounts sum = one, back = other;
  sum.add(other);
  back.add(one);
  CHECK(told(sum) == decltype(told(sum)){{0, 1}, {5, 2}, {7, 2}, {large, 2}});
  CHECK(told(sum) == told(back));

  classify::TestSet set = one_image();
  set.images.count = set.count = 40;
  set.images.pixels.resize(80);
  for (std::size_t i = 0; i < 80; ++i) set.images.pixels[i] = static_cast<std::uint8_t>(3 * i);
  const auto alone = energy::count_drives(example(), set, 1, true);
  const auto together = energy::count_drives(example(), set, 4, true);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(told(alone[k].drives) == told(together[k].drives));
    CHECK(alone[k].spikes == together[k].spikes);
  }
}

TEST_CASE("energy: a neuron that is gated off has no drive") {
  golden::Golden model(example());
  const golden::Control control{.field_code = {{}, {1, 1, 0, 0, 0, 1}}, .mask = {}};
  const std::vector<std::uint8_t> pixels{200, 40};
  LayerDrives layer;
  energy::add(model.run(pixels, 0, control).layers[1], layer);
  CHECK(layer.updates == 6);
}

TEST_CASE("energy: what a device's file lacks is left out and named") {
  device::Device device = bar();
  device.parameters.erase("write_resistance");
  const auto drives = energy::count_drives(example(), one_image(), 1, true);
  const DeviceEnergy e = energy::device_energy(example(), 1, device, drives[1], 1);
  CHECK_FALSE(e.drives);
  CHECK_FALSE(e.reads);
  CHECK(e.field);
  CHECK(e.missing == std::vector<std::string>{"write_resistance"});
  CHECK(*e.share_above > 0.0);
  CHECK_FALSE(e.share_energy_above);
}

TEST_CASE("energy: all that a device's file lacks is named at once") {
  const auto drives = energy::count_drives(example(), one_image(), 1, true);
  const auto missing =
      [&](std::size_t layer, device::Device device, std::vector<std::string> keys) {
        for (const std::string& key : keys) device.parameters.erase(key);
        std::vector<std::string> told =
            energy::device_energy(example(), layer, device, drives[layer], 1).missing;
        std::sort(told.begin(), told.end());
        std::sort(keys.begin(), keys.end());
        CHECK(told == keys);
      };
  missing(1, bar(), {"write_width", "write_resistance", "read_current"});
  missing(1, bar(), {"wire_distance", "set_field", "reset_time"});
  missing(0, device::named("dw-s"), {"track_width", "reset_amplitude", "v_read"});
}

TEST_CASE("energy: a file that tells no current has no energy of its drives, and no limit") {
  std::string numbers;
  const std::vector<std::array<std::string, 3>> list{{"lambda", "0.002", "1/uV"},
                                                     {"b0", "0.01", "uV"},
                                                     {"field", "180", "Oe"},
                                                     {"drive", "3", "uV"},
                                                     {"threshold", "17", "uV"},
                                                     {"threshold_share", "0.75", "1"},
                                                     {"pulses", "10", "1"},
                                                     {"reads", "4", "1"},
                                                     {"step", "5", "1"},
                                                     {"rearm", "0.2", "1"},
                                                     {"gate_level", "0.5", "1"},
                                                     {"write_width", "5e-4", "s"},
                                                     {"read_width", "0.012", "s"},
                                                     {"read_current", "0.7", "mA"},
                                                     {"write_resistance", "460", "ohm"}};
  for (const auto& [key, value, unit] : list) {
    numbers += numbers.empty() ? "" : ", ";
    numbers += '"' + key + R"(": {"value": )" + value + R"(, "unit": ")" + unit +
               R"(", "source": "test"})";
  }
  const device::Writing writing(device::parse_device(
      R"({"schema_version": 1, "law": "hall", "text": "test", "neuron": "H", "parameters": {)" +
          numbers + R"(}, "fields": [{"field": {"value": 180, "unit": "Oe", "source": "test"}}]})",
      "mine"));
  CHECK_FALSE(writing.known());
  CHECK_FALSE(writing.write(0.5));
  CHECK(writing.read());
  CHECK(writing.missing().front() == "full_current");
}

TEST_CASE("energy: without a limit that is known nothing is said to be above it") {
  device::Device device = device::named("dw-s");
  device.parameters.erase("known_density");
  const auto drives = energy::count_drives(example(), one_image(), 1, true);
  const DeviceEnergy e = energy::device_energy(example(), 0, device, drives[0], 1);
  CHECK(e.drives);
  CHECK_FALSE(e.known);
  CHECK_FALSE(e.share_above);
  CHECK_FALSE(e.share_energy_above);
}

TEST_CASE("energy: a current taken as proportional to the drive is said to be so") {
  const auto said = [](const device::Device& device) {
    const device::Writing writing(device, 1);
    for (const std::string& each : writing.assumptions()) {
      if (each.starts_with("drives")) return each;
    }
    return std::string();
  };
  CHECK_THAT(said(bar()), Catch::Contains("follow the device's law"));
  device::Device plain = bar();
  plain.parameters.erase("onset_current");
  CHECK_THAT(said(plain), Catch::Contains("proportional to the drive"));
}

TEST_CASE("energy of what is neither a network nor a core is refused in one sentence") {
  const test::TempDir dir;
  const auto refused = [](const std::string& directory) {
    energy::Options options;
    options.directory = directory;
    return std::string(test::error_of([&] { (void)energy::measure(options); }).what());
  };
  CHECK_THAT(refused(dir.path()),
             Catch::Contains("neither a network nor a core") && Catch::Contains("manifest.json") &&
                 Catch::Contains(dir.path()));
  CHECK_THAT(refused(dir / "none"), Catch::Contains("neither a network nor a core"));
}

TEST_CASE("energy of a network is told without a core, the devices as text and JSON") {
  const test::TempDir dir;
  test::save_images(one_image().images, dir.path());
  energy::Options options;
  options.directory = test::source("tests/data/three-neurons");
  options.dataset = dir.path();
  options.threads = 1;
  options.quiet = true;
  const energy::Report report = energy::measure(options);
  CHECK(report.images == 1);
  CHECK(report.simulator.empty());
  const auto json = nlohmann::json::parse(energy::json_text(report));
  CHECK_FALSE(json.contains("parts"));
  CHECK(json["layers"][0]["device"]["drives_j"].get<double>() == Approx(119.8e-12).epsilon(1e-3));
  CHECK(json["layers"][0]["stated_j"].get<double>() == Approx(2 * 11.7e-12));
  CHECK(json["layers"][1]["device"].is_null());
  const std::string text = energy::human_text(report);
  CHECK_THAT(text, Catch::Contains("120 pJ") && Catch::Contains("100.00 %"));
}

TEST_CASE("the current behind a drive, and the drive of a current") {
  const device::Writing wall(device::named("dw-s"));
  CHECK(wall.strength(1.0) == Approx(9.625e11).epsilon(1e-4));
  CHECK(wall.strength(-1.0) == wall.strength(1.0));
  CHECK(wall.drive_of(3e11) == Approx(0.3117));
  const device::Writing pulse(bar(), 1);
  CHECK(pulse.strength(0.0) == 0.0);  // no pulse
  CHECK(pulse.strength(3.1475 / 17.0 * 0.75) == Approx(15.0));
  for (const double d : {0.01, 0.2, 1.5}) CHECK(pulse.drive_of(pulse.strength(d)) == Approx(d));
  CHECK(pulse.drive_of(2.0) == 0.0);  // below the onset
  test::error_of(
      ErrorCode::kRange, "no device", [] { const device::Writing leaky(device::named("leaky")); });
}
