// SPDX-License-Identifier: Apache-2.0
// Every number quoted for the Hall-bar neuron, and the crossbar.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <sstream>
#include <vector>

#include "gen/base/rng.hpp"
#include "tests/support.hpp"
#include "tests/unit/device/paper.hpp"

using namespace spinforge;
using namespace spinforge::device;
using namespace spinforge::device::paper;

TEST_CASE("the amplitude table of the ex-situ model, 90 points") {
  std::istringstream table(R"(
      15    13    10     8     6
 -500     0     0     0     0     0
 -320 -29.0 -17.7  -0.5     0     0
 -280 -30.1 -24.8  -9.9  -0.1     0
 -220 -30.0 -25.0 -16.8 -10.9  -2.3
 -200 -29.0 -24.7 -16.8 -11.0  -4.9
 -180 -25.0 -22.5 -16.5 -11.0  -5.0
 -160 -17.4 -16.0 -13.1  -9.8  -4.9
 -100  -1.9  -0.9  -0.1     0     0
    0     0     0     0     0     0
  100   1.0   0.2     0     0     0
  150  12.8  10.4   6.7   4.1   1.7
  180  20.1  16.7  10.8   6.6   2.6
  200  20.9  17.0  10.8   6.6   2.5
  220  20.9  17.0  10.8   6.1   0.2
  250  20.9  16.9   7.9   0.5     0
  280  20.1  13.0   0.8     0     0
  300  16.2   6.2     0     0     0
  500     0     0     0     0     0
)");
  std::array<double, 5> currents{};
  for (double& current : currents) table >> current;
  int points = 0;
  for (double field = 0.0; table >> field;) {
    for (const double current : currents) {
      double uv = 0.0;
      table >> uv;
      INFO(field << " Oe, " << current << " mA");
      CHECK(amplitude(kExSitu, field, current) == Approx(uv).margin(0.0501));
      ++points;
    }
  }
  CHECK(points == 90);
}

TEST_CASE("the post-write and post-read voltages at 13 mA and 220 Oe") {
  const std::array<double, 10> write{2.8, 5.4, 7.8, 10.0, 11.9, 13.4, 14.7, 15.7, 16.4, 17.0};
  const std::array<double, 10> read{2.6, 5.1, 7.3, 9.3, 10.9, 12.2, 13.2, 14.0, 14.6, 15.1};
  const HallRun run = run_ex_situ(kExSitu, 220.0, 13.0);
  REQUIRE(run.v.size() == 50);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(run.v[5 * i] == Approx(write[i]).margin(0.0501));
    CHECK(run.v[5 * i + 4] == Approx(read[i]).margin(0.0501));
  }
}

TEST_CASE("calibration points of the ex-situ model") {
  CHECK(amplitude(kExSitu, 220.0, 15.0) == Approx(20.92).margin(0.005));
  CHECK(amplitude(kExSitu, 200.0, 15.0) == Approx(20.88).margin(0.005));
  CHECK(amplitude(kExSitu, 220.0, 13.0) == Approx(17.00).margin(0.005));
  CHECK(amplitude(kExSitu, -220.0, 15.0) == Approx(-30.00).margin(0.005));
  CHECK(amplitude(kExSitu, -180.0, 6.0) == Approx(-5.00).margin(0.005));
}

TEST_CASE("current factor, bias windows and current densities") {
  const std::array<double, 5> current{6, 8, 10, 13, 15};
  const std::array<double, 5> factor{0.097, 0.230, 0.405, 0.736, 1.0};
  const std::array<double, 5> density{2.5e10, 3.75e10, 5.0e10, 6.0e10, 6.5e10};
  for (std::size_t i = 0; i < current.size(); ++i) {
    CHECK(current_factor(kExSitu, current[i]) == Approx(factor[i]).margin(0.0005));
    CHECK(*current_density(kExSitu, current[i]) == Approx(density[i]));
  }
  CHECK(current_factor(kExSitu, 3.0) == 0.0);
  CHECK(*current_density(kExSitu, 0.0) == 0.0);
  CHECK(bias_window(kExSitu, true, 15.0).centre == Approx(230.0));
  CHECK(bias_window(kExSitu, true, 15.0).half_width == Approx(80.0));
  CHECK(bias_window(kExSitu, false, 15.0).centre == Approx(260.0));
  CHECK(bias_window(kExSitu, false, 15.0).half_width == Approx(95.0));
  CHECK(bias_window(kExSitu, true, 6.0).half_width == Approx(35.0));
  CHECK(bias_window(kExSitu, false, 6.0).half_width == Approx(40.0));
}

TEST_CASE("digital field codes at 15 mA") {
  const std::array<double, 17> fields{
      0, 100, 150, 160, 180, 200, 220, 240, 280, 300, 500, -150, -180, -200, -220, -280, -320};
  const std::array<int, 17> gains{
      1, 7, 64, 88, 121, 128, 128, 128, 121, 88, 0, 67, 169, 216, 228, 230, 216};
  const std::set<double> closed{0, 100, 500, -150};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    INFO(fields[i]);
    CHECK(gate_open(kExSitu, fields[i], 15.0) != closed.contains(fields[i]));
    CHECK(field_gain(kExSitu, fields[i]) == gains[i]);
  }
  CHECK_FALSE(gate_open(kExSitu, -500.0, 15.0));
}

TEST_CASE("spikes in 200 pulses at 10 mA and 4 uV, and at 200 Oe against current") {
  const std::vector<std::pair<double, int>> by_field{
      {0, 0}, {100, 0}, {150, 28}, {160, 40}, {180, 50}, {200, 50}, {220, 50}, {250, 33}, {300, 0}};
  for (const auto& [field, spikes] : by_field) {
    CHECK(spike_count(kExSitu, field, 10.0, 4.0, 200) == spikes);
  }
  CHECK(spike_count(kExSitu, 200.0, 6.0, 4.0, 200) == 9);
  CHECK(spike_count(kExSitu, 200.0, 13.0, 4.0, 200) == 67);
}

TEST_CASE("in-situ registers follow from Fig. 4's three numbers") {
  const std::array<int, 3> noise{1306, 1415, 1785};
  const std::array<double, 3> lsb{1.383, 2.279, 3.011};
  const std::array<double, 3> share{0.153, 0.166, 0.211};
  for (std::size_t i = 0; i < 3; ++i) {
    const InSitu& f = kInSitu[i];
    CHECK(f.background == Approx(f.mean_peak() - f.threshold));
    CHECK(f.leak.lambda * f.threshold / 0.75 == Approx(0.05111).epsilon(5e-4));
    CHECK(f.leak.offset * 0.75 / f.threshold == Approx(0.00068).epsilon(5e-3));
    CHECK(f.drive * 0.75 / f.threshold == Approx(0.1389).epsilon(5e-4));
    CHECK(std::abs(codes(f, 14).noise - noise[i]) <= 1);
    CHECK(codes(f, 14).lsb_nv == Approx(lsb[i]).margin(0.0005));
    CHECK(f.sigma / f.threshold == Approx(share[i]).margin(0.0005));
  }
  CHECK(drive_code(kInSitu[0], 14) == 2275);
  CHECK(drive_code(kInSitu[0], 10) == 142);
}

TEST_CASE("in-situ peaks: mean 214.8, 237.7, 265.4 and sigma 2.59, 4.64, 7.79 uV") {
  const std::array<double, 3> mean{214.8, 237.7, 265.4};
  const std::array<double, 3> sigma{2.59, 4.64, 7.79};
  for (std::size_t i = 0; i < 3; ++i) {
    const Moments m = moments(peak_voltages(kInSitu[i], 100000, 3));
    CHECK(m.mean == Approx(mean[i]).margin(0.15));
    CHECK(m.sigma == Approx(sigma[i]).epsilon(0.015));
  }
}

TEST_CASE("only 180, 200 and 220 Oe have in-situ registers") {
  test::error_of(
      ErrorCode::kRange, "180, 200 and 220 Oe only, got 240 Oe", [] { (void)at_field(240.0); });
}

TEST_CASE("the comparator waits for rest after firing without a reset") {
  Comparator compare(10.0, 12.0, 2.0);
  CHECK_FALSE(compare.step(9.9).fire);
  CHECK(compare.step(10.0).fire);
  CHECK_FALSE(compare.armed());
  CHECK_FALSE(compare.step(11.0).fire);
  CHECK_FALSE(compare.step(2.1).fire);
  CHECK_FALSE(compare.armed());
  CHECK_FALSE(compare.step(2.0).fire);
  CHECK(compare.armed());
  const auto above = compare.step(12.5);
  CHECK(above.fire);
  CHECK(above.over);
  compare.settle(0.0);
  CHECK(compare.armed());
}

TEST_CASE("normal deviates have mean 0, sigma 1 and repeat with their seed") {
  Gaussian a(7), b(7), c(8);
  std::vector<double> values;
  bool differs = false;
  for (int i = 0; i < 100000; ++i) {
    values.push_back(a.next());
    REQUIRE(values.back() == b.next());
    differs = differs || values.back() != c.next();
  }
  CHECK(differs);
  CHECK(moments(values).mean == Approx(0.0).margin(0.01));
  CHECK(moments(values).sigma == Approx(1.0).margin(0.01));
}

TEST_CASE("the Hall read-out inverts, and its ordinary part is small beside the signal") {
  const HallReadout r = hall_readout(named("hall-ex-situ"));
  for (const double mz : {-1.0, -0.2, 0.0, 0.7, 1.0}) {
    CHECK(mz_of_voltage(r, 220.0, hall_voltage(r, 220.0, mz)) == Approx(mz).margin(1e-12));
  }
  CHECK(hall_voltage(r, 0.0, 1.0) == Approx(280.0));
  CHECK(std::fabs(ordinary_voltage(r, 500.0)) < 0.2);
  CHECK(mz_of_voltage(r, 220.0, kInSitu[2].mean_peak()) < 1.0);
}

TEST_CASE("random pulses change no bit of an unselected row of the crossbar") {
  rng::Sequence random(2024);
  Crossbar bar(kExSitu, 5, 4);
  for (int round = 0; round < 500; ++round) {
    const int row = static_cast<int>(random.uniform(0, 4));
    bar.select(row, random.real() < 0.5 ? -220.0 : 200.0);
    const std::vector<double> before = bar.states();
    for (int pulse = 0; pulse < 5; ++pulse) {
      std::vector<double> currents;
      for (int c = 0; c < 4; ++c) currents.push_back(15.0 * random.real());
      bar.pulse(currents);
    }
    for (int r = 0; r < 5; ++r) {
      for (int c = 0; c < 4; ++c) {
        if (r == row) continue;
        REQUIRE(bar.state(r, c) == before[static_cast<std::size_t>(4 * r + c)]);
      }
    }
    if (random.real() < 0.2) bar.reset(row);
  }
}

TEST_CASE("the analogue disturbance of half-selected cells stays below 0.01 uV at 8 mA") {
  Crossbar bar(kExSitu, 3, 2, Gating::kAnalogue);
  bar.select(1, 200.0);
  const std::array<double, 2> currents{8.0, 8.0};
  for (int i = 0; i < 1000; ++i) bar.pulse(currents);
  CHECK(bar.state(0, 0) < 0.01);
  CHECK(bar.state(1, 0) > 8.0);
}

TEST_CASE("a current line that is off leaves even the selected cell alone") {
  Crossbar bar(kExSitu, 1, 2);
  bar.select(0, 200.0);
  const std::array<double, 2> currents{0.0, 15.0};
  bar.pulse(currents);
  CHECK(bar.state(0, 0) == 0.0);
  CHECK(bar.state(0, 1) > 0.0);
}
