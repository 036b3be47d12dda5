// SPDX-License-Identifier: Apache-2.0
// The paper's claims about the domain-wall neuron, one test each.
#include <array>
#include <catch2/catch.hpp>

#include "tests/unit/device/paper.hpp"

using namespace spinforge::device;
using namespace spinforge::device::paper;

namespace {

constexpr double kNs = 1e-9;
constexpr std::array<double, 4> kFrequencies{500.0, 400.0, 1000.0 / 3.0, 250.0};  // MHz
constexpr std::array<double, 4> kOffTimes{1.0 * kNs, 1.5 * kNs, 2.0 * kNs, 3.0 * kNs};

double spike_ns(const DwParameters& set, double frequency) {
  const auto spike = first_spike(set, pulse_train_mhz(kSetS, frequency));
  REQUIRE(spike);
  return spike->time / kNs;
}

double loss(const DwParameters& set, double m, double off) { return m - flow(set, m, 0.0, off); }

/// Speed of the q-phi wall toward rest, 1/s, once its angle has relaxed with the current off.
double wall_leak_speed(double m) {
  const WallParameters& p = kWall;
  const WallScales s = scales(p);
  WallState state{mz_of_m(kMtj, m) * p.length / 2.0, 0.0};
  for (int i = 0; i < 250; ++i) {  // 0.5 ns at a held position
    state.phi = wall_step(p, s, state, 0.0).phi;
  }
  const WallState next = wall_step(p, s, state, 0.0);
  return (state.q - next.q) / kWallStep;
}

}  // namespace

TEST_CASE("claim A1: the junction has 200 and 600 ohm and a TMR of 200 %") {
  const Mtj& mtj = kMtj;
  CHECK(resistance(mtj, -1.0) == Approx(200.0).margin(1e-9));
  CHECK(resistance(mtj, 1.0) == Approx(600.0).margin(1e-9));
  CHECK(tmr(mtj) == Approx(2.0).margin(1e-12));
}

TEST_CASE("claim A2: the resistance goes from 380 to 590 ohm") {
  const Mtj& mtj = kMtj;
  CHECK(resistance(mtj, mz_of_m(kMtj, 0.0)) == Approx(380.0).epsilon(1e-3));
  CHECK(resistance(mtj, mz_of_m(kMtj, kSetS.track_end)) == Approx(590.0).epsilon(1e-3));
  CHECK(resistance(mtj, mz_of_m(kMtj, saturation(kSetS, 1e11))) == Approx(590.0).epsilon(1e-2));
}

TEST_CASE("claim A3: the output goes from 55 to 70 mV with one read resistor and voltage") {
  const Mtj& mtj = kMtj;
  CHECK(output_voltage(mtj, mz_of_m(kMtj, 0.0)) == Approx(55.0e-3).epsilon(1e-3));
  CHECK(output_voltage(mtj, mz_of_m(kMtj, kSetS.track_end)) == Approx(70.0e-3).epsilon(1e-3));
}

TEST_CASE("claim A4: m = 0.75, m_z = 0.9 and V_th are the same event") {
  const Mtj& mtj = kMtj;
  CHECK(mz_of_m(kMtj, kSetS.threshold) == Approx(kMtj.threshold_mz).margin(1e-12));
  CHECK(threshold_voltage(mtj) == Approx(69.41e-3).epsilon(1e-4));
  const double v_th = output_voltage(mtj, mz_of_m(kMtj, kSetS.threshold));
  int above = 0;
  for (const double f : kFrequencies) {
    for (const double m : train_trace(kSetP, pulse_train_mhz(kSetS, f), 50e-9).m) {
      const bool by_m = m >= kSetS.threshold;
      REQUIRE((mz_of_m(kMtj, m) >= mz_of_m(kMtj, kSetS.threshold)) == by_m);
      REQUIRE((output_voltage(mtj, mz_of_m(kMtj, m)) >= v_th) == by_m);
      above += by_m ? 1 : 0;
    }
  }
  CHECK(above > 0);
}

TEST_CASE("claim A5: 500 MHz reaches the threshold in 16 ns, in the ninth pulse") {
  const auto spike = first_spike(kSetP, pulse_train_mhz(kSetS, 500.0));
  REQUIRE(spike);
  CHECK(spike->time / kNs == Approx(16.0).margin(1.0));
  CHECK(spike->pulse == 9);
}

TEST_CASE("claim A6: 333 MHz reaches the threshold in about 27 ns, in the tenth pulse") {
  const auto spike = first_spike(kSetP, pulse_train_mhz(kSetS, 1000.0 / 3.0));
  REQUIRE(spike);
  CHECK(spike->time / kNs == Approx(27.0).margin(1.0));
  CHECK(spike->pulse == 10);
}

TEST_CASE("claim A7: a lower pulse frequency spikes later") {
  for (std::size_t i = 1; i < kFrequencies.size(); ++i) {
    CHECK(spike_ns(kSetP, kFrequencies[i - 1]) < spike_ns(kSetP, kFrequencies[i]));
  }
}

TEST_CASE("claim A8: a lower pulse frequency leaks more") {
  for (const double m : {0.2, 0.7}) {
    for (std::size_t i = 1; i < kOffTimes.size(); ++i) {
      CHECK(loss(kSetP, m, kOffTimes[i - 1]) < loss(kSetP, m, kOffTimes[i]));
      CHECK(loss(kSetS, m, kOffTimes[i - 1]) < loss(kSetS, m, kOffTimes[i]));
    }
  }
}

TEST_CASE("claim A9: the leak increases with the wall's position") {
  CHECK(-slope(kSetS, 0.7, 0.0) > -slope(kSetS, 0.2, 0.0));
  CHECK(-slope(kSetP, 0.7, 0.0) > -slope(kSetP, 0.2, 0.0));
  CHECK(wall_leak_speed(0.7) > wall_leak_speed(0.2));
  CHECK(wall_leak_speed(0.2) > 0.0);
}

TEST_CASE("claim A10: eight layers reach the threshold within 10 % of 15 ns") {
  const auto continuous = time_to(kSetS, 0.0, kSetS.pulse_amplitude, kSetS.threshold);
  REQUIRE(continuous);
  CHECK(*continuous / kNs == Approx(15.0).epsilon(0.10));
  CHECK(spike_ns(kSetP, 500.0) == Approx(15.0).epsilon(0.10));
}

TEST_CASE("claim A11: five layers switch faster than eight") {
  const auto s5 = time_to(with_layers(kSetS, 5), 0.0, kSetS.pulse_amplitude, kSetS.threshold);
  const auto s8 = time_to(with_layers(kSetS, 8), 0.0, kSetS.pulse_amplitude, kSetS.threshold);
  REQUIRE((s5 && s8));
  CHECK(*s5 < *s8);
  CHECK(spike_ns(with_layers(kSetP, 5), 500.0) < spike_ns(with_layers(kSetP, 8), 500.0));
}

TEST_CASE("claim A12: eight layers leak 1.6 times as much as five") {
  for (const DwParameters& set : {kSetS, kSetP}) {
    for (const double m : {0.2, 0.7}) {
      CHECK(slope(with_layers(set, 8), m, 0.0) / slope(with_layers(set, 5), m, 0.0) ==
            Approx(1.6).epsilon(0.01));
    }
  }
}

TEST_CASE("claim A13: a sharp rise, then the leak dominates up to saturation") {
  CHECK(slope(kSetS, kSetS.threshold, 1e11) / slope(kSetS, 0.0, 1e11) < 0.15);
  const double ratio = kSetS.threshold / saturation(kSetS, 1e11);
  CHECK(ratio > 0.9);
  CHECK(ratio < 1.0);
}

TEST_CASE("claim A14: with the current off the wall leaks back and stops at rest") {
  for (const DwParameters& set : {kSetS, kSetP}) {
    double m = kSetS.threshold;
    int steps = 0;
    while (m > 0.0) {
      const double next = flow(set, m, 0.0, 0.1e-9);
      REQUIRE(next < m);
      REQUIRE(next >= 0.0);
      m = next;
      REQUIRE(++steps < 1000);
    }
    CHECK(flow(set, m, 0.0, 1e-6) == 0.0);
  }
}

TEST_CASE("claim A15: a negative pulse resets the wall to rest") {
  CHECK(flow(kSetS, kSetS.threshold, -1e11, 6e-9) == 0.0);
  CHECK(flow(kSetS, kSetS.threshold, -3e11, 2.5e-9) == 0.0);
  CHECK(flow(kSetS, kSetS.threshold, -1e11, 5e-9) > 0.0);
  CHECK(flow(kSetS, kSetS.threshold, -3e11, 2e-9) > 0.0);
}

TEST_CASE("claim A16: the spike rate rises with the current density") {
  CHECK(firing_rate(kSetS, 0.90e11, kSetS.reset_amplitude) == 0.0);
  CHECK(firing_rate(kSetS, 0.93e11, kSetS.reset_amplitude) == 0.0);
  double last = 0.0;
  for (const double j : {0.95e11, 1e11, 1.2e11, 1.5e11, 2e11, 3e11, 5e11}) {
    CHECK(firing_rate(kSetS, j, kSetS.reset_amplitude) > last);
    last = firing_rate(kSetS, j, kSetS.reset_amplitude);
  }
}

TEST_CASE("claim A17: the compact model matches the wall model above 90 %") {
  for (const double f : kFrequencies) {
    CHECK(model_match(kSetP, pulse_train_mhz(kSetS, f)) >= 0.90);
  }
}

TEST_CASE("claim A18: a spike costs 11.7 pJ") {
  CHECK(spike_energy_bookkeeping(kSetS) == Approx(11.7e-12).epsilon(0.01));
  const auto trajectory = spike_energy_trajectory(kSetP, pulse_train_mhz(kSetS, 500.0));
  REQUIRE(trajectory);
  CHECK(*trajectory == Approx(11.7e-12).epsilon(0.10));
}

TEST_CASE("claim A19: the demagnetisation energy is least at M_z = 0") {
  const WallParameters& p = kWall;
  CHECK(domain_field(p, 0.0) == 0.0);
  CHECK(domain_demagnetisation(p, 0.0) == 0.0);
  const double dq = p.length / 200.0;
  for (int i = 1; i <= 100; ++i) {
    const double q = i * dq;
    const double e = domain_demagnetisation(p, q);
    REQUIRE(e == domain_demagnetisation(p, -q));
    REQUIRE(e > domain_demagnetisation(p, q - dq));
    REQUIRE(domain_demagnetisation(p, q + dq) + domain_demagnetisation(p, q - dq) > 2.0 * e);
    // The field is the slope of the energy: dE/dq = -2 mu0 Ms Hz w t.
    const double slope_of_energy =
        (domain_demagnetisation(p, q + dq) - domain_demagnetisation(p, q - dq)) / (2.0 * dq);
    REQUIRE(slope_of_energy ==
            Approx(-2.0 * kVacuumPermeability * p.ms * domain_field(p, q) * p.width * p.thickness));
  }
}
