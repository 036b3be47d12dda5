// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "sim/device/mtj.hpp"

/// The compact domain-wall neuron, eq. 4 with a leak that is odd in m and cannot cross rest:
///
///     dm/dt = -alpha*m*|m| - beta*sgn(m) + gamma*J(t),   m clipped to the track
///
/// For a constant J the flow has a closed form (tanh while it rises, tan while it falls), which is
/// what everything here uses; euler_step is the discrete law of eq. 6, for comparison.
/// Marks: (p) printed in the paper, (i) inferred from it, (x) free choice.
/// *Not modelled*: wall inertia, pinning, temperature (wall.hpp carries the first).
namespace spinforge::device {

struct DwParameters {
  double alpha;  ///< quadratic leak, 1/s
  double beta;   ///< constant leak, 1/s; the printed -1e7 is a loss, so this is +1e7 (p)
  double gamma;  ///< drive, m2/(A s)
};

/// Network neuron, Fig. 7. alpha: the printed 1.549 with the only exponent whose saturation lies
/// between the threshold and 1 (i).
inline constexpr DwParameters kSetS{1.549e8, 1.0e7, 1.039e-3};
/// Pulse trains of Fig. 6: alpha a tenth of S, gamma raised by 10.7 % to keep the pulse count (i).
inline constexpr DwParameters kSetP{1.549e7, 1.0e7, 1.150e-3};
/// The numbers exactly as printed (p). It has no leak that grows with m: evidence only.
inline constexpr DwParameters kSetL{1.549, 1.0e7, 1.039e-3};

inline constexpr double kThreshold = 0.75;        ///< m at which the neuron fires (p)
inline constexpr double kTrackEnd = 0.7875;       ///< m at the far end of the track (i: 590 ohm)
inline constexpr double kTrackStart = -0.6375;    ///< m at the near end (i: m_z = -0.95)
inline constexpr int kLayers = 8;                 ///< layers of the nominal device (p)
inline constexpr double kPulseAmplitude = 1e11;   ///< A/m2 (p)
inline constexpr double kPulseWidth = 1e-9;       ///< s (p)
inline constexpr double kResetAmplitude = -3e11;  ///< A/m2 (direction p, size x)
inline constexpr double kTrackLength = 256e-9;    ///< m (p)
inline constexpr double kTrackWidth = 64e-9;      ///< m (p)
/// Resistance of the write path in the energy bookkeeping, ohm (i: the MTJ at threshold).
inline constexpr double kWriteResistance = 580.0;
/// ON time of one spike in the bookkeeping, s: 15 ns at 50 % duty (p).
inline constexpr double kSpikeOnTime = 7.5e-9;

/// Where the wall may be. The single device stops at rest; networks may use negative states.
struct Track {
  double low = 0.0;
  double high = kTrackEnd;
};
inline constexpr Track kWholeTrack{kTrackStart, kTrackEnd};

/// alpha and beta scale with the number of layers: demagnetisation per layer (i).
/// *Range*: layers >= 1; 8 returns the set unchanged.
[[nodiscard]] DwParameters with_layers(const DwParameters& set, int layers);

/// dm/dt in 1/s; 0 where the wall sits at rest and the drive cannot overcome beta.
[[nodiscard]] double slope(const DwParameters& set, double m, double j);

/// Where the leak balances the drive, sqrt((gamma*J - beta)/alpha); 0 below the onset.
[[nodiscard]] double saturation(const DwParameters& set, double j);

/// Smallest continuous J that reaches the threshold, A/m2.
[[nodiscard]] double rheobase(const DwParameters& set, double threshold = kThreshold);

/// State after `dt` seconds of constant J, exactly.
[[nodiscard]] double flow(
    const DwParameters& set, double m, double j, double dt, const Track& track = {});

/// Seconds of constant J from m to target, both >= 0 and on the track; empty where it never comes.
[[nodiscard]] std::optional<double> time_to(const DwParameters& set,
                                            double m,
                                            double j,
                                            double target);

/// One step of eq. 6 with the odd, rest-respecting leak; the law of training and of the RTL.
[[nodiscard]] double euler_step(
    const DwParameters& set, double m, double j, double dt, const Track& track = {});

/// Rectangular pulses from t = 0: `on` seconds of J, then nothing until the period ends.
struct PulseTrain {
  double period;                     ///< s
  double on = kPulseWidth;           ///< s
  double current = kPulseAmplitude;  ///< A/m2
  [[nodiscard]] bool is_on(double t) const;
};
[[nodiscard]] PulseTrain pulse_train_mhz(double frequency);

struct FirstSpike {
  double time;     ///< s
  int pulse;       ///< counted from 1
  double on_time;  ///< s of current until the spike
};

/// First time m reaches the threshold under the train; empty if not within `limit` seconds.
[[nodiscard]] std::optional<FirstSpike> first_spike(const DwParameters& set,
                                                    const PulseTrain& train,
                                                    double limit = 200e-9);

/// States on a regular grid of time, and the exact times of the spikes.
struct DwTrace {
  std::vector<double> time;  ///< s
  std::vector<double> m;
  std::vector<double> spikes;  ///< s
};

/// Wall under a train, without reset: what Fig. 6 shows.
[[nodiscard]] DwTrace train_trace(const DwParameters& set,
                                  const PulseTrain& train,
                                  double end,
                                  double dt = 0.05e-9);

/// Continuous J; at the threshold a reset pulse drives the wall back to rest, and it starts again.
[[nodiscard]] DwTrace firing_trace(const DwParameters& set,
                                   double j,
                                   double end,
                                   double reset = kResetAmplitude,
                                   double dt = 0.05e-9);

/// 1 / (time to threshold + time of the reset pulse), in hertz; 0 below the rheobase.
[[nodiscard]] double firing_rate(const DwParameters& set, double j, double reset = kResetAmplitude);

/// Current of density j through the plan area of the track, A. The paper's 11.7 pJ needs this area
/// as the cross-section; see the README.
[[nodiscard]] double write_current(double j);

/// Energy of a spike as the paper prints it, J: 11.7 pJ at a latency of 15 ns.
inline constexpr double kPrintedSpikeEnergy = 11.7e-12;

/// I^2 * kWriteResistance * kSpikeOnTime, J (i).
[[nodiscard]] double spike_energy_bookkeeping(double j = kPulseAmplitude);

/// I^2 R(m) integrated over the ON time until the first spike, J; empty if there is no spike.
[[nodiscard]] std::optional<double> spike_energy_trajectory(const DwParameters& set,
                                                            const PulseTrain& train,
                                                            const Mtj& mtj = {});

}  // namespace spinforge::device
