// SPDX-License-Identifier: Apache-2.0
// The paper's claims about the measured Hall-bar neuron, one test each.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <map>

#include "tests/unit/device/paper.hpp"

using namespace spinforge::device;
using namespace spinforge::device::paper;

namespace {

constexpr std::array<double, 5> kCurrents{6.0, 8.0, 10.0, 13.0, 15.0};  // mA
constexpr int kOperations = 20000;

/// Largest |V| after 10 pulses at a current, on one side of zero field.
double peak(double current, bool positive) {
  double largest = 0.0;
  for (double h = 10.0; h <= 500.0; h += 10.0) {
    largest = std::max(largest, std::fabs(amplitude(kExSitu, positive ? h : -h, current)));
  }
  return largest;
}

double peak(double current) { return std::max(peak(current, true), peak(current, false)); }

/// Share of operations that fire within `pulses`. Rest: offset + sd*N, in units of V_TH.
double fired(const InSitu& field, int pulses, double sd = 0.0, double offset = 0.0) {
  Gaussian noise(11);
  Gaussian start(12);
  int count = 0;
  for (int i = 0; i < kOperations; ++i) {
    const double rest = (offset + sd * start.next()) * field.threshold;
    count += first_fire(field, rest, pulses, noise) > 0 ? 1 : 0;
  }
  return static_cast<double>(count) / kOperations;
}

}  // namespace

TEST_CASE("claim B1: near 0 at zero field and at 500 Oe of either sign") {
  for (const double current : kCurrents) {
    for (const double h : {0.0, 500.0, -500.0}) {
      CHECK(std::fabs(amplitude(kExSitu, h, current)) < 0.02 * peak(current));
    }
  }
}

TEST_CASE("claim B2: fields below 100 Oe inhibit") {
  for (const double current : kCurrents) {
    for (double h = 0.0; h <= 100.0; h += 5.0) {
      REQUIRE(std::fabs(amplitude(kExSitu, h, current)) <= 0.10 * peak(15.0, true));
      REQUIRE(std::fabs(amplitude(kExSitu, -h, current)) <= 0.10 * peak(15.0, false));
    }
  }
  CHECK(std::fabs(amplitude(kExSitu, 100.0, 15.0)) / peak(15.0, true) ==
        Approx(0.048).margin(0.002));
  CHECK(std::fabs(amplitude(kExSitu, -100.0, 15.0)) / peak(15.0, false) ==
        Approx(0.063).margin(0.002));
}

TEST_CASE("claim B3: 20 to 30 uV in the excitatory regions at 15 mA") {
  for (double h = 180.0; h <= 280.0; h += 5.0) {
    REQUIRE(amplitude(kExSitu, h, 15.0) >= 19.0);
    REQUIRE(amplitude(kExSitu, h, 15.0) <= 31.0);
  }
  for (double h = -320.0; h <= -200.0; h += 5.0) {
    REQUIRE(amplitude(kExSitu, h, 15.0) <= -19.0);
    REQUIRE(amplitude(kExSitu, h, 15.0) >= -31.0);
  }
}

TEST_CASE("claim B4: the quoted amplitudes are met within 10 %") {
  struct Point {
    double field, current, voltage;
  };
  for (const Point& p : {Point{220.0, 15.0, 20.0},
                         Point{200.0, 15.0, 22.0},
                         Point{220.0, 13.0, 17.0},
                         Point{-220.0, 15.0, -30.0},
                         Point{-180.0, 6.0, -5.0}}) {
    CHECK(amplitude(kExSitu, p.field, p.current) == Approx(p.voltage).epsilon(0.10));
  }
}

TEST_CASE("claim B5: at 6 mA the signal peaks at -180 Oe and is gone at -500 Oe") {
  const double best = std::fabs(amplitude(kExSitu, -180.0, 6.0));
  for (const double h : {-160.0, -200.0, -220.0}) {
    CHECK(std::fabs(amplitude(kExSitu, h, 6.0)) < best);
  }
  CHECK(std::fabs(amplitude(kExSitu, -500.0, 6.0)) < 0.01 * best);
  for (double h = -500.0; h <= 0.0; h += 10.0) {
    REQUIRE(std::fabs(amplitude(kExSitu, h, 6.0)) <= best);
  }
}

TEST_CASE("claim B6: the amplitude grows with the current at 200 Oe") {
  CHECK(amplitude(kExSitu, 200.0, 6.0) < amplitude(kExSitu, 200.0, 8.0));
  CHECK(amplitude(kExSitu, 200.0, 8.0) < amplitude(kExSitu, 200.0, 10.0));
  CHECK(amplitude(kExSitu, 200.0, 10.0) < amplitude(kExSitu, 200.0, 15.0));
}

TEST_CASE("claim B7: the bias window narrows as the current falls") {
  for (const bool positive : {true, false}) {
    for (std::size_t i = 1; i < kCurrents.size(); ++i) {
      const auto width = [&](double current) {
        int open = 0;  // half oersteds inside the window at half height
        for (int h = 1; h <= 1000; ++h) {
          open += window(kExSitu, positive ? 0.5 * h : -0.5 * h, current) >= 0.5 ? 1 : 0;
        }
        return open;
      };
      CHECK(width(kCurrents[i - 1]) < width(kCurrents[i]));
    }
  }
}

TEST_CASE("claim B8: the gate is strong at every current") {
  for (const double current : kCurrents) {
    CHECK(std::fabs(amplitude(kExSitu, 0.0, current)) < 0.01 * peak(current));
  }
}

// Partly met: the paper calls everything beyond 250 Oe weak (Fig. 2) and 180..280 and -200..-320 Oe
// best at 15 mA (Fig. 3c). The model follows Fig. 3c, so 13 and 15 mA are exempt, and at 10 mA the
// negative side is still strong at -250 Oe: the last three checks pin what is not met.
TEST_CASE("claim B9: fields beyond 320 Oe are weak up to 10 mA") {
  for (const double current : {6.0, 8.0, 10.0}) {
    for (double h = 320.0; h <= 500.0; h += 10.0) {
      REQUIRE(std::fabs(amplitude(kExSitu, h, current)) < 0.05 * peak(current));
      REQUIRE(std::fabs(amplitude(kExSitu, -h, current)) < 0.05 * peak(current));
    }
  }
  CHECK(amplitude(kExSitu, -250.0, 10.0) == Approx(-16.6).margin(0.1));
  CHECK(amplitude(kExSitu, -300.0, 10.0) == Approx(-3.3).margin(0.1));
  CHECK(amplitude(kExSitu, -320.0, 15.0) == Approx(-29.0).margin(0.1));
}

TEST_CASE("claim B10: 13 mA at 220 Oe crosses 15 uV once within ten pulses and spikes") {
  const HallRun run = run_ex_situ(kExSitu, 220.0, 13.0, kExSitu.pulses, 15.0);
  CHECK(run.spikes == std::vector<int>{8});
  CHECK(amplitude(kExSitu, 220.0, 13.0) == Approx(17.0).epsilon(0.05));
}

TEST_CASE("claim B11: the voltage rises with every pulse and falls with every read") {
  for (const double current : kCurrents) {
    for (const double h : {-220.0, -180.0, 180.0, 200.0, 220.0}) {
      double last = 0.0;
      int slot = 0;
      for (const double v : run_ex_situ(kExSitu, h, current).v) {
        const bool write = slot++ % (kExSitu.reads + 1) == 0;
        if (write) REQUIRE(v > last);
        if (!write && last > 0.0) REQUIRE(v < last);
        last = v;
      }
      CHECK(slot == 50);
    }
  }
}

TEST_CASE("claim B12: mean and sigma of the peaks at 180, 200 and 220 Oe") {
  for (const InSitu& field : kInSitu) {
    const Moments m = moments(peak_voltages(field, kOperations, 1));
    CHECK(m.mean == Approx(field.mean_peak()).epsilon(0.01));
    CHECK(m.sigma == Approx(field.sigma).epsilon(0.05));
  }
}

TEST_CASE("claim B13: 180 Oe is the optimum") {
  std::map<double, Moments> peaks;
  for (const InSitu& field : kInSitu) {
    peaks[field.field] = moments(peak_voltages(field, kOperations, 1));
  }
  for (const double other : {200.0, 220.0}) {
    CHECK(peaks[180.0].sigma < peaks[other].sigma);
    CHECK(peaks[180.0].sigma / at_field(180.0).threshold <
          peaks[other].sigma / at_field(other).threshold);
  }
}

TEST_CASE("claim B14: threshold ranges of 17, 28 and 37 uV and firing only from their lower end") {
  const std::map<double, std::array<int, 3>> registers{{180.0, {10409, 12288, 14167}},
                                                       {200.0, {10247, 12288, 14329}},
                                                       {220.0, {9698, 12288, 14878}}};
  for (const InSitu& field : kInSitu) {
    const InSituCodes c = codes(field, 14);
    const auto& expected = registers.at(field.field);
    CHECK(std::abs(c.low - expected[0]) <= 1);
    CHECK(std::abs(c.threshold - expected[1]) <= 1);
    CHECK(std::abs(c.high - expected[2]) <= 1);
    Comparator compare = comparator(field);
    Gaussian noise(5);
    double v = 0.0;
    int fires = 0;
    for (int slot = 0; slot < 5000; ++slot) {
      v = slot % 5 == 0 ? noisy_write(field, v, noise) : leaked(field.leak, v);
      const bool armed = compare.armed();
      const auto event = compare.step(v);
      REQUIRE(event.fire == (armed && v >= field.low()));
      REQUIRE(event.over == (event.fire && v > field.high()));
      if (event.fire) {
        ++fires;
        compare.settle(v = 0.0);
        REQUIRE(compare.armed());
      }
    }
    CHECK(fires > 50);
  }
}

// Partly met: the paper reports reliable firing in all 100 operations of ten pulses; with the
// printed sigma and a fixed lower threshold about 6 % of the operations need more pulses.
TEST_CASE("claim B15: at least 93 % fire within 10 pulses and 99 % within 14") {
  for (const InSitu& field : kInSitu) {
    CHECK(fired(field, 10) >= 0.93);
    CHECK(fired(field, 10) < 0.99);  // the part that is not met
    CHECK(fired(field, 14) >= 0.99);
  }
}

TEST_CASE("claim B16: a random resting voltage is harmless unless near the threshold") {
  for (const InSitu& field : kInSitu) {
    const double clean = fired(field, 10);
    for (const double sd : {0.05, 0.10, 0.20}) {
      CHECK(std::fabs(fired(field, 10, sd) - clean) < 0.02);
    }
    CHECK(fired(field, 1, 0.0, 0.8) > 0.5);
  }
  // Premature: within two pulses, where hardly an operation fires that begins at rest.
  const InSitu best = at_field(180.0);
  CHECK(fired(best, 2) < 0.001);
  CHECK(fired(best, 2, 0.20) == Approx(0.013).margin(0.002));
  CHECK(fired(best, 2, 0.50) == Approx(0.14).margin(0.01));
}

TEST_CASE("claim B17: the spike rate rises from 6 to 10 to 13 mA") {
  const auto count = [](double current) { return spike_count(kExSitu, 200.0, current, 4.0, 200); };
  CHECK(count(6.0) < count(10.0));
  CHECK(count(10.0) < count(13.0));
}

TEST_CASE("claim B18: the field selects a device at low current") {
  Crossbar bar(kExSitu, 2, 2);
  const std::array<double, 2> currents{8.0, 8.0};  // mA, 3.75e10 A/m2
  bar.select(0, 200.0);
  for (int i = 0; i < kExSitu.pulses; ++i) bar.pulse(currents);
  CHECK(bar.state(1, 0) == 0.0);
  CHECK(bar.state(1, 1) == 0.0);
  CHECK(bar.state(0, 0) > 6.0);
  const double before = bar.state(0, 1);
  bar.select(1, 200.0);  // the written row is now half selected: it keeps its state to the bit
  for (int i = 0; i < kExSitu.pulses; ++i) bar.pulse(currents);
  CHECK(bar.state(0, 1) == before);
  CHECK(bar.state(1, 1) == before);
  CHECK(amplitude(kExSitu, 200.0, 8.0) == Approx(6.6).margin(0.05));
}

TEST_CASE("claim B19: field and current control the rate") {
  const auto count = [](double field) { return spike_count(kExSitu, field, 10.0, 4.0, 200); };
  CHECK(count(150.0) < count(160.0));
  CHECK(count(160.0) < count(180.0));
  CHECK(count(300.0) == 0);
}
