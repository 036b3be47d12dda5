// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "sim/device/dw_neuron.hpp"

/// Collective-coordinate (q-phi) model of the Neel wall under spin-orbit torque: the lightweight
/// micromagnetic reference for Fig. 6.
///
///     (1+a^2)/Delta * dq/dt = OA + a*OB          OA = -g0*(Hk/2)*sin 2phi + g0*(pi/2)*HD*sin phi
///     (1+a^2) * dphi/dt     = OB - a*OA          OB =  g0*Hz(q) + g0*(pi/2)*HSH*cos phi
///
/// Its numbers are WallParameters, in the device's file.
/// *Not modelled*: out-of-plane tilt inside the domains, wall bending, pinning, temperature.
namespace spinforge::device {

inline constexpr double kGyromagnetic = 2.2128e5;                ///< m/(A s), physical constant
inline constexpr double kVacuumPermeability = 1.25663706212e-6;  ///< T m/A, CODATA 2018
inline constexpr double kReducedPlanck = 1.054571817e-34;        ///< J s, SI
inline constexpr double kElementaryCharge = 1.602176634e-19;     ///< C, SI

/// Fields and lengths that follow from the parameters.
struct WallScales {
  double delta;                  ///< wall width parameter sqrt(A/Keff), m
  double wall_field;             ///< Hk, shape anisotropy of the wall, A/m
  double dmi_field;              ///< HD, A/m
  double spin_hall_field_per_j;  ///< HSH / J, (A/m) / (A/m2)
};
[[nodiscard]] WallScales scales(const WallParameters& p);

/// Hd follows the number of layers as alpha and beta of the compact model do (i).
[[nodiscard]] WallParameters with_layers(WallParameters p, int layers);

struct WallState {
  double q;    ///< wall position from the middle of the track, m
  double phi;  ///< angle of the wall's moment, rad; 0 is Neel
};

inline constexpr double kWallStep = 2e-12;  ///< s, midpoint rule

[[nodiscard]] WallState wall_at_rest(const WallParameters& p);
[[nodiscard]] double mz_of_wall(const WallParameters& p, const WallState& state);

/// Restoring field of the two domains at q, A/m: -Hd*q/(L/2); 0 in the middle.
[[nodiscard]] double domain_field(const WallParameters& p, double q);

/// One midpoint step; the wall stops at its start (left) and at the track's end (right).
[[nodiscard]] WallState wall_step(
    const WallParameters& p, const WallScales& s, WallState state, double j, double dt = kWallStep);

struct WallTrace {
  std::vector<double> time;  ///< s
  std::vector<double> mz;
  std::vector<double> phi;            ///< rad
  std::vector<double> domain_energy;  ///< J, of one layer
  std::vector<double> wall_energy;    ///< J, of one layer
  std::optional<double> spike;        ///< s, first time m_z reaches the threshold
};

/// Wall under a train; `stop_at_spike` ends the trace there. Every `stride`-th step is recorded.
[[nodiscard]] WallTrace wall_trace(const WallParameters& p,
                                   const PulseTrain& train,
                                   double end,
                                   bool stop_at_spike = false,
                                   int stride = 1);

/// Demagnetisation energy of the domains of one layer, J: even and convex in q, 0 in the middle.
[[nodiscard]] double domain_demagnetisation(const WallParameters& p, double q);

/// Demagnetisation energy of the wall itself (volume charges of a Neel wall), J.
[[nodiscard]] double wall_demagnetisation(const WallParameters& p, double phi);

/// 1 - RMSE/(max - min) between the compact model and the wall, m(t) up to the wall's spike, both
/// under the same train: the stand-in for the paper's "accuracy above 90 %".
[[nodiscard]] double model_match(const DwParameters& set, const PulseTrain& train);

}  // namespace spinforge::device
