// SPDX-License-Identifier: Apache-2.0
#include "sim/device/wall.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace spinforge::device {
namespace {

constexpr double kHalfPi = std::numbers::pi / 2.0;

WallState rates(const WallParameters& p, const WallScales& s, const WallState& at, double j) {
  const double a = p.damping;
  const double oa = kGyromagnetic * (-s.wall_field / 2.0 * std::sin(2.0 * at.phi) +
                                     kHalfPi * s.dmi_field * std::sin(at.phi));
  const double ob = kGyromagnetic * (domain_field(p, at.q) +
                                     kHalfPi * s.spin_hall_field_per_j * j * std::cos(at.phi));
  return {s.delta * (oa + a * ob) / (1.0 + a * a), (ob - a * oa) / (1.0 + a * a)};
}

}  // namespace

WallScales scales(const WallParameters& p) {
  const double keff = p.anisotropy - kVacuumPermeability * p.ms * p.ms / 2.0;
  const double delta = std::sqrt(p.exchange / keff);
  return {.delta = delta,
          .wall_field = p.thickness * p.ms * std::numbers::ln2 / (std::numbers::pi * delta),
          .dmi_field = p.dmi / (kVacuumPermeability * p.ms * delta),
          .spin_hall_field_per_j =
              kReducedPlanck * p.spin_hall /
              (2.0 * kElementaryCharge * kVacuumPermeability * p.ms * p.thickness)};
}

WallParameters with_layers(WallParameters p, int layers) {
  p.demag_field *= static_cast<double>(layers) / p.layers;
  return p;
}

WallState wall_at_rest(const WallParameters& p) { return {p.rest_mz * p.length / 2.0, 0.0}; }

double mz_of_wall(const WallParameters& p, const WallState& state) {
  return state.q / (p.length / 2.0);
}

double domain_field(const WallParameters& p, double q) {
  return -p.demag_field * q / (p.length / 2.0);
}

WallState wall_step(
    const WallParameters& p, const WallScales& s, WallState state, double j, double dt) {
  const WallState k1 = rates(p, s, state, j);
  const WallState middle{state.q + k1.q * dt / 2.0, state.phi + k1.phi * dt / 2.0};
  const WallState k2 = rates(p, s, middle, j);
  state.q = std::clamp(state.q + k2.q * dt, wall_at_rest(p).q, p.length / 2.0);
  state.phi += k2.phi * dt;
  return state;
}

WallTrace wall_trace(
    const WallParameters& p, const PulseTrain& train, double end, bool stop_at_spike, int stride) {
  const WallScales s = scales(p);
  const int steps = static_cast<int>(std::lround(end / kWallStep));
  WallState state = wall_at_rest(p);
  WallTrace trace;
  for (int i = 0; i <= steps; ++i) {
    const double t = i * kWallStep;
    const double mz = mz_of_wall(p, state);
    if (i % stride == 0) {
      trace.time.push_back(t);
      trace.mz.push_back(mz);
      trace.phi.push_back(state.phi);
      trace.domain_energy.push_back(domain_demagnetisation(p, state.q));
      trace.wall_energy.push_back(wall_demagnetisation(p, state.phi));
    }
    if (!trace.spike && mz >= p.threshold_mz) {
      trace.spike = t;
      if (stop_at_spike) break;
    }
    // The middle of the step decides whether the pulse is on: edges fall on the grid exactly.
    state = wall_step(p, s, state, train.is_on(t + kWallStep / 2.0) ? train.current : 0.0);
  }
  return trace;
}

double domain_demagnetisation(const WallParameters& p, double q) {
  // Work against domain_field: moving the wall by dq turns 2*Ms over the cross-section.
  const double area = p.width * p.thickness;
  return kVacuumPermeability * p.ms * p.demag_field * area * q * q / (p.length / 2.0);
}

double wall_demagnetisation(const WallParameters& p, double phi) {
  const WallScales s = scales(p);
  const double c = std::cos(phi);
  return kVacuumPermeability * p.ms * s.wall_field * s.delta * p.width * p.thickness * c * c;
}

double model_match(const DwParameters& set, const PulseTrain& train) {
  const WallTrace wall = wall_trace(set.wall, train, 100e-9, true);
  const DwTrace compact =
      train_trace(set, train, (static_cast<double>(wall.time.size()) - 1.0) * kWallStep, kWallStep);
  double sum = 0.0;
  double low = 0.0;
  double high = 0.0;
  for (std::size_t i = 0; i < wall.time.size(); ++i) {
    const double reference = m_of_mz(set.mtj, wall.mz[i]);
    const double error = compact.m[i] - reference;
    sum += error * error;
    low = std::min(low, reference);
    high = std::max(high, reference);
  }
  return 1.0 - std::sqrt(sum / static_cast<double>(wall.time.size())) / (high - low);
}

}  // namespace spinforge::device
