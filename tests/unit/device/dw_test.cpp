// SPDX-License-Identifier: Apache-2.0
// Every number quoted for the domain-wall neuron, its junction and the q-phi wall.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/device/paper.hpp"

using namespace spinforge::device;
using namespace spinforge::device::paper;

namespace {

constexpr double kNs = 1e-9;
constexpr std::array<double, 4> kFrequencies{500.0, 400.0, 1000.0 / 3.0, 250.0};  // MHz

void check_trains(const DwParameters& set,
                  const std::array<double, 4>& times,
                  const std::array<int, 4>& pulses) {
  for (std::size_t i = 0; i < kFrequencies.size(); ++i) {
    const auto spike = first_spike(set, pulse_train_mhz(kSetS, kFrequencies[i]));
    REQUIRE(spike);
    CHECK(spike->time / kNs == Approx(times[i]).margin(0.005));
    CHECK(spike->pulse == pulses[i]);
  }
}

}  // namespace

TEST_CASE("set P spikes at 16.41, 20.89, 27.70 and 44.71 ns") {
  check_trains(kSetP, {16.41, 20.89, 27.70, 44.71}, {9, 9, 10, 12});
  CHECK(*time_to(kSetP, 0.0, 1e11, kSetS.threshold) / kNs == Approx(7.35).margin(0.005));
}

TEST_CASE("set L, the printed numbers, spikes at 16.84, 22.92, 27.90 and 44.50 ns") {
  check_trains(kSetL, {16.84, 22.92, 27.90, 44.50}, {9, 10, 10, 12});
  CHECK(*time_to(kSetL, 0.0, 1e11, kSetS.threshold) / kNs == Approx(7.99).margin(0.005));
}

TEST_CASE("set S spikes at 16.50 ns under continuous current and never under the trains") {
  CHECK(*time_to(kSetS, 0.0, 1e11, kSetS.threshold) / kNs == Approx(16.50).margin(0.005));
  for (const double f : kFrequencies) CHECK_FALSE(first_spike(kSetS, pulse_train_mhz(kSetS, f)));
  double peak = 0.0;
  for (const double m : train_trace(kSetS, pulse_train_mhz(kSetS, 500.0), 200e-9).m) {
    peak = std::max(peak, m);
  }
  CHECK(peak == Approx(0.546).margin(0.001));
}

TEST_CASE("saturation of set S reads 587.6 ohm and 69.86 mV") {
  const double m = saturation(kSetS, 1e11);
  CHECK(m == Approx(0.7786).margin(5e-5));
  CHECK(resistance(kMtj, mz_of_m(kMtj, m)) == Approx(587.6).margin(0.05));
  CHECK(output_voltage(kMtj, mz_of_m(kMtj, m)) == Approx(69.86e-3).margin(5e-6));
  CHECK(saturation(kSetS, 0.05e11) == 0.0);
}

TEST_CASE("the junction reads 380 + 266.67 m ohm and V_th is 69.409 mV") {
  for (const double m : {kSetS.track_start, 0.0, 0.3, kSetS.threshold, kSetS.track_end}) {
    CHECK(resistance(kMtj, mz_of_m(kMtj, m)) == Approx(380.0 + 800.0 / 3.0 * m));
    CHECK(m_of_mz(kMtj, mz_of_m(kMtj, m)) == Approx(m).margin(1e-15));
  }
  CHECK(threshold_voltage(kMtj) == Approx(69.409e-3).margin(5e-7));
  CHECK(resistance(kMtj, kMtj.threshold_mz) == Approx(580.0));
  CHECK(mz_of_m(kMtj, kSetS.track_end) == Approx(0.95));
  CHECK(mz_of_m(kMtj, kSetS.track_start) == Approx(-0.95));
}

TEST_CASE("rheobase, reset times and rates of set S") {
  CHECK(rheobase(kSetS) == Approx(9.349e10).epsilon(1e-4));
  CHECK(*time_to(kSetS, kSetS.threshold, -3e11, 0.0) / kNs == Approx(2.15).margin(0.005));
  CHECK(*time_to(kSetS, kSetS.threshold, -1e11, 0.0) / kNs == Approx(5.41).margin(0.005));
  const std::array<double, 8> j{0.9e11, 0.95e11, 1e11, 1.2e11, 1.5e11, 2e11, 3e11, 5e11};
  const std::array<double, 8> mhz{0.0, 39.6, 53.6, 81.9, 111.3, 148.9, 202.9, 269.2};
  for (std::size_t i = 0; i < j.size(); ++i) {
    CHECK(firing_rate(kSetS, j[i], kSetS.reset_amplitude) * 1e-6 == Approx(mhz[i]).margin(0.05));
  }
  CHECK(rheobase(kSetS) * 1.001 > rheobase(kSetS));
  CHECK(time_to(kSetS, 0.0, rheobase(kSetS) * 1.001, kSetS.threshold));
  CHECK_FALSE(time_to(kSetS, 0.0, rheobase(kSetS) * 0.999, kSetS.threshold));
}

TEST_CASE("rise and decay times of sets S and P") {
  const double m = saturation(kSetS, 1e11);
  CHECK(*time_to(kSetS, 0.0, 1e11, 0.5 * m) / kNs == Approx(4.55).margin(0.005));
  CHECK(*time_to(kSetS, 0.0, 1e11, 0.9 * m) / kNs == Approx(12.21).margin(0.005));
  CHECK(slope(kSetS, kSetS.threshold, 1e11) / slope(kSetS, 0.0, 1e11) ==
        Approx(0.072).margin(5e-4));
  CHECK(*time_to(kSetS, 0.75, 0.0, 0.375) / kNs == Approx(6.83).margin(0.005));
  CHECK(*time_to(kSetS, 0.75, 0.0, 0.0) / kNs == Approx(31.6).margin(0.05));
  CHECK(*time_to(kSetP, 0.75, 0.0, 0.375) / kNs == Approx(25.3).margin(0.05));
  CHECK(*time_to(kSetP, 0.75, 0.0, 0.0) / kNs == Approx(60.3).margin(0.05));
}

TEST_CASE("losses of set P in one OFF window") {
  const std::array<double, 4> off{1.0, 1.5, 2.0, 3.0};
  const std::array<double, 4> high{0.0174, 0.0260, 0.0344, 0.0511};
  const std::array<double, 4> low{0.0106, 0.0159, 0.0211, 0.0316};
  for (std::size_t i = 0; i < off.size(); ++i) {
    CHECK(0.7 - flow(kSetP, 0.7, 0.0, off[i] * kNs) == Approx(high[i]).margin(5e-5));
    CHECK(0.2 - flow(kSetP, 0.2, 0.0, off[i] * kNs) == Approx(low[i]).margin(5e-5));
  }
}

TEST_CASE("five layers: S in 9.93 ns, P at 500 MHz in 14.56 ns") {
  CHECK(*time_to(with_layers(kSetS, 5), 0.0, 1e11, kSetS.threshold) / kNs ==
        Approx(9.93).margin(0.005));
  CHECK(first_spike(with_layers(kSetP, 5), pulse_train_mhz(kSetS, 500.0))->time / kNs ==
        Approx(14.56).margin(0.005));
}

TEST_CASE("Euler steps of set S reach the threshold when the table says") {
  const auto steps = [](double j, double dt) {
    double m = 0.0;
    int count = 0;
    while (m < kSetS.threshold && count < 100000) {
      m = euler_step(kSetS, m, j, dt, {.high = kSetS.track_end});
      ++count;
    }
    return count;
  };
  CHECK(steps(1e11, 0.01e-9) * 0.01 == Approx(16.49).margin(0.011));
  CHECK(steps(1e11, 0.1e-9) * 0.1 == Approx(16.40).margin(0.01));
  CHECK(steps(1e11, 0.25e-9) * 0.25 == Approx(16.25).margin(0.01));
  CHECK(steps(1e11, 0.5e-9) * 0.5 == Approx(16.00).margin(0.01));
  CHECK(steps(1e11, 1e-9) == 16);
  CHECK(steps(1.2e11, 1e-9) == 10);
  CHECK(steps(1.5e11, 1e-9) == 7);
  CHECK(steps(2e11, 1e-9) == 5);
  CHECK(steps(3e11, 1e-9) == 3);
  CHECK(*time_to(kSetS, 0.0, 1.2e11, kSetS.threshold) / kNs == Approx(10.05).margin(0.005));
  CHECK(*time_to(kSetS, 0.0, 3e11, kSetS.threshold) / kNs == Approx(2.78).margin(0.005));
}

TEST_CASE("energy of a spike: 1.638 mA, 11.68 pJ by bookkeeping, 10.93 pJ along the trajectory") {
  CHECK(write_current(kSetS, 1e11) == Approx(1.638e-3).epsilon(5e-4));
  CHECK(spike_energy_bookkeeping(kSetS) == Approx(11.68e-12).epsilon(5e-4));
  CHECK(*spike_energy_trajectory(kSetP, pulse_train_mhz(kSetS, 500.0)) ==
        Approx(10.93e-12).epsilon(5e-4));
  CHECK_FALSE(spike_energy_trajectory(kSetS, pulse_train_mhz(kSetS, 500.0)));
}

TEST_CASE("the exact flow agrees with small Euler steps on both sides of rest") {
  for (const DwParameters& set : {kSetS, kSetP, kSetL}) {
    for (const double start : {-0.6, 0.0, 0.4, 0.7}) {
      for (const double j : {-3e11, -0.5e11, 0.0, 0.05e11, 0.5e11, 1.2e11}) {
        const double dt = 1e-14;
        double m = start;
        for (int i = 0; i < 100000; ++i) m = euler_step(set, m, j, dt, kWholeTrack);
        CHECK(flow(set, start, j, 1e-9, kWholeTrack) == Approx(m).margin(2e-5));
      }
    }
  }
}

TEST_CASE("the flow is odd and composes in time") {
  const Track symmetric{-0.7, 0.7};
  for (const double j : {-2e11, -0.05e11, 0.0, 0.8e11}) {
    for (const double m : {-0.5, 0.0, 0.3}) {
      CHECK(flow(kSetS, -m, -j, 3e-9, symmetric) == Approx(-flow(kSetS, m, j, 3e-9, symmetric)));
      const double half = flow(kSetS, m, j, 1.5e-9, symmetric);
      CHECK(flow(kSetS, half, j, 1.5e-9, symmetric) ==
            Approx(flow(kSetS, m, j, 3e-9, symmetric)).margin(1e-12));
    }
  }
  CHECK(flow(kSetS, 0.0, 0.09e11, 1e-6) == 0.0);  // below beta/gamma the wall does not start
}

TEST_CASE("the q-phi wall spikes at 16.42, 20.79, 27.51 and 40.81 ns") {
  const WallParameters& p = kWall;
  const std::array<double, 4> ns{16.42, 20.79, 27.51, 40.81};
  for (std::size_t i = 0; i < ns.size(); ++i) {
    const auto spike = wall_trace(p, pulse_train_mhz(kSetS, kFrequencies[i]), 60e-9, true).spike;
    REQUIRE(spike);
    CHECK(*spike / kNs == Approx(ns[i]).margin(0.01));
  }
  const PulseTrain continuous{.period = 1.0, .on = 1.0, .current = kSetS.pulse_amplitude};
  CHECK(*wall_trace(p, continuous, 20e-9, true).spike / kNs == Approx(7.61).margin(0.01));
  CHECK(*wall_trace(with_layers(p, 5), pulse_train_mhz(kSetS, 500.0), 20e-9, true).spike / kNs ==
        Approx(14.77).margin(0.01));
}

TEST_CASE("set P matches the q-phi wall by 0.980, 0.965, 0.951 and 0.922") {
  const std::array<double, 4> score{0.980, 0.965, 0.951, 0.922};
  for (std::size_t i = 0; i < score.size(); ++i) {
    CHECK(model_match(kSetP, pulse_train_mhz(kSetS, kFrequencies[i])) ==
          Approx(score[i]).margin(0.0005));
  }
}

TEST_CASE("the q-phi wall has the stated anisotropy and moves back only beyond the middle") {
  const WallParameters& p = kWall;
  CHECK(p.anisotropy - kVacuumPermeability * p.ms * p.ms / 2.0 == Approx(1.72e5).epsilon(0.005));
  // Net movement over the 1 ns after a pulse: forward (inertia) low on the track, backward high.
  const auto drift = [&](double mz) {
    const WallScales s = scales(p);
    WallState state{mz * p.length / 2.0, 0.0};
    for (int i = 0; i < 500; ++i) {
      state.phi = wall_step(p, s, state, kSetS.pulse_amplitude).phi;  // the angle of a driven wall
    }
    const double start = state.q;
    for (int i = 0; i < 500; ++i) state = wall_step(p, s, state, 0.0);
    return state.q - start;
  };
  CHECK(drift(0.2) > 0.0);
  CHECK(drift(0.7) < 0.0);
}

TEST_CASE("halving the q-phi step moves the spike by less than 5 ps") {
  const WallParameters& p = kWall;
  const WallScales s = scales(p);
  const PulseTrain train = pulse_train_mhz(kSetS, 500.0);
  const auto spike = [&](double dt) {
    WallState state = wall_at_rest(p);
    int i = 0;
    while (mz_of_wall(p, state) < kMtj.threshold_mz && i < 100000) {
      state = wall_step(p, s, state, train.is_on((i + 0.5) * dt) ? train.current : 0.0, dt);
      ++i;
    }
    return i * dt;
  };
  CHECK(spike(1e-12) == Approx(spike(2e-12)).margin(5e-12));
}
