// SPDX-License-Identifier: Apache-2.0
// Known devices, measured with noise and fitted: what comes back, and how well.
#include "sim/fit/fit.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/device/hall.hpp"
#include "sim/device/registers.hpp"
#include "sim/fit/report.hpp"
#include "tests/support.hpp"
#include "tests/unit/fit/curves.hpp"

using namespace spinforge;
using namespace spinforge::test;
using Catch::Matchers::Contains;

namespace {

fit::Fitted fitted(const std::vector<Reading>& readings) {
  return fit::fit(fit::parse_measurement(csv_of(readings), "m.csv"), "mine");
}

bool has(const std::vector<std::string>& lines, const std::string& start) {
  return std::any_of(
      lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(start); });
}

double off(const fit::Estimate& e, double truth) { return std::fabs(e.value - truth) / e.sd; }

}  // namespace

TEST_CASE("a bar with 5 % noise, two currents: lambda, G within 3 %, b0 within what is stated") {
  const Bar bar;
  for (int seed = 1; seed <= 20; ++seed) {
    device::Gaussian random(static_cast<std::uint64_t>(seed));
    auto readings = measured(bar, 190.0, 10.0, 2.2, 30, random);
    append(readings, measured(bar, 190.0, 13.0, 3.9, 30, random, 30));
    const fit::Fitted found = fitted(readings);
    INFO("seed " << seed);
    REQUIRE(found.rows.size() == 2);
    CHECK(found.fits);
    CHECK(found.shared_leak);
    for (const fit::Row& row : found.rows) {
      const double drive = row.current == 10.0 ? 2.2 : 3.9;
      REQUIRE(row.lambda);
      CHECK(row.lambda->value == Approx(bar.lambda).epsilon(0.03));
      CHECK(row.drive.value == Approx(drive).epsilon(0.03));
      CHECK(off(*row.lambda, bar.lambda) < 4.0);
      CHECK(off(*row.b0, bar.b0) < 4.0);
      CHECK(off(row.drive, drive) < 4.0);
      CHECK(off(*row.noise, bar.noise) < 4.0);
      CHECK(*row.meter == Approx(bar.meter).epsilon(0.1));
    }
  }
}

TEST_CASE("one field gives no window, and registers follow all the same") {
  device::Gaussian random(3);
  const fit::Fitted found = fitted(measured(Bar(), 190.0, 13.0, 3.9, 30, random));
  CHECK(has(found.left_out, "window of positive fields"));
  CHECK(has(found.left_out, "onset_current"));
  CHECK(has(found.left_out, "reset_time"));
  CHECK_FALSE(found.device.has("gain_positive"));
  const device::Device again = device::parse_device(device::json_text(found.device), "mine.json");
  const device::Registers r = device::registers(again, 14);
  CHECK(r.neuron.fields.at(0).name == "190 Oe");
  CHECK(r.kappa == Approx(5 * 2.1e-3 * found.rows[0].peak.value / 0.75).epsilon(0.02));
  CHECK(device::hall(again).fields.at(0).drive == Approx(3.9).epsilon(0.03));
}

TEST_CASE("readings at rest give the background, of either sign of the signal") {
  for (const double field : {180.0, -180.0}) {
    device::Gaussian random(5);
    const Bar bar{.background = 198.0, .rest_readings = 3};
    const fit::Fitted found = fitted(measured(bar, field, 15.0, 3.1, 40, random));
    REQUIRE(found.rows.size() == 1);
    CHECK(*found.rows[0].background == Approx(198.0).margin(0.02));
    CHECK(found.rows[0].polarity == (field > 0.0 ? 1 : -1));
    CHECK(found.rows[0].drive.value == Approx(3.1).epsilon(0.03));
    CHECK(found.rows[0].lambda->value == Approx(bar.lambda).epsilon(0.03));
  }
}

TEST_CASE("fields and currents enough give window and current law") {
  const Bar bar{.lambda = 1.7425e-3, .b0 = 0.02, .meter = 0.05};
  const device::Hall paper = device::hall(device::named("hall-ex-situ"));
  device::Gaussian random(7);
  std::vector<Reading> readings;
  int first = 0;
  for (const double current : {6.0, 10.0, 13.0, 15.0}) {
    for (const double field : {100.0, 150.0, 180.0, 220.0, 280.0, 320.0, 500.0}) {
      const double drive = device::pulse_drive(paper, field, current);
      append(readings, measured(bar, field, current, drive, 8, random, first));
      first += 8;
    }
  }
  const fit::Fitted found = fitted(readings);
  const device::Device& d = found.device;
  CHECK(d.number("gain_positive") == Approx(paper.positive->gain).epsilon(0.03));
  CHECK(d.number("centre_positive") == Approx(paper.positive->full.centre).margin(3.0));
  CHECK(d.number("width_positive") == Approx(paper.positive->full.half_width).margin(3.0));
  CHECK(d.number("centre_positive_low") == Approx(paper.positive->low.centre).margin(3.0));
  CHECK(d.number("current_exponent") == Approx(paper.current_law->exponent).epsilon(0.1));
  CHECK(d.number("onset_current") == Approx(paper.current_law->onset).margin(0.3));
  const device::Hall mine = device::hall(d);
  CHECK(device::pulse_drive(mine, 200.0, 11.0) ==
        Approx(device::pulse_drive(paper, 200.0, 11.0)).epsilon(0.05));
}

TEST_CASE("another law is told apart, and said plainly") {
  device::Gaussian random(9);
  const Bar bar{.lambda = 0.0, .b0 = 0.0, .linear = 0.03};
  const fit::Fitted found = fitted(measured(bar, 190.0, 10.0, 2.2, 30, random));
  CHECK_FALSE(found.fits);
  CHECK_THAT(found.verdict, Contains("does not fit at 190 Oe 10 mA"));
}

TEST_CASE("leaks that differ are kept apart, and a field without a signal is a closed gate") {
  device::Gaussian random(11);
  auto readings = measured({.lambda = 2.25e-3}, 180.0, 15.0, 3.1, 40, random);
  append(readings, measured({.lambda = 1.37e-3}, 200.0, 15.0, 5.2, 40, random, 40));
  append(readings, measured({}, 500.0, 15.0, 0.0, 10, random, 80));
  const fit::Fitted found = fitted(readings);
  CHECK_FALSE(found.shared_leak);
  CHECK(found.rows[0].lambda->value == Approx(2.25e-3).epsilon(0.03));
  CHECK(found.rows[1].lambda->value == Approx(1.37e-3).epsilon(0.03));
  CHECK_FALSE(found.rows[2].signal);
  const device::Registers r = device::registers(found.device, 14);
  CHECK(r.neuron.fields.at(1).gate_en);
  CHECK_FALSE(r.neuron.fields.at(2).gate_en);
  const auto json = nlohmann::json::parse(fit::json_text(found));
  CHECK(json["fitted"][2]["lambda_per_uV"].is_null());
  CHECK(json["fitted"][0]["field_Oe"] == 180.0);
}

TEST_CASE("nothing but the voltmeter is refused with the file's name") {
  device::Gaussian random(13);
  test::error_of(ErrorCode::kRange, "m.csv: no signal", [&] {
    (void)fitted(measured({}, 500.0, 15.0, 0.0, 10, random));
  });
}

TEST_CASE("curves of what no device file may hold are refused before one is written") {
  device::Gaussian random(17);
  const auto refused = [&](double field, double current, const std::string& what) {
    test::error_of(ErrorCode::kRange, what, [&] {
      (void)fitted(measured({}, field, current, 3.9, 10, random));
    });
  };
  refused(1e6, 13.0, "m.csv, fitted");
  refused(190.0, -13.0, "m.csv, fitted");
}

TEST_CASE("one operation without noise gives the numbers back, without a spread of peaks") {
  device::Gaussian random(15);
  const fit::Fitted found = fitted(measured({.noise = 0.0, .meter = 0.0}, 190, 13, 3.9, 1, random));
  CHECK(found.rows[0].lambda->value == Approx(2.1e-3).epsilon(1e-4));
  CHECK(found.rows[0].drive.value == Approx(3.9).epsilon(1e-5));
  CHECK(has(found.left_out, "sigma"));
  CHECK_FALSE(device::registers(found.device, 14).notes.empty());
}

TEST_CASE("the figure has a panel a condition, with measured means and the law") {
  device::Gaussian random(17);
  const plot::Figure figure = fit::figure(fitted(measured({}, 190, 13, 3.9, 5, random)));
  REQUIRE(figure.panels.size() == 1);
  REQUIRE(figure.panels[0].series.size() == 2);
  CHECK(figure.panels[0].series[1].error.size() == 50);
  CHECK(figure.panels[0].series[0].x.size() == 50);
}
