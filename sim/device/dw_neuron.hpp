// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "sim/device/device.hpp"
#include "sim/device/mtj.hpp"

/// The compact domain-wall neuron, eq. 4 with a leak that is odd in m and cannot cross rest:
///
///     dm/dt = -alpha*m*|m| - beta*sgn(m) + gamma*J(t),   m clipped to the track
///
/// For a constant J the flow has a closed form (tanh while it rises, tan while it falls), which is
/// what everything here uses; euler_step is the discrete law of eq. 6, for comparison.
/// *Not modelled*: wall inertia, pinning, temperature (wall.hpp carries the first).
namespace spinforge::device {

/// Parameters of the q-phi wall (wall.hpp) of the same device.
struct WallParameters {
  double ms;           ///< saturation magnetisation, A/m
  double exchange;     ///< A, J/m
  double anisotropy;   ///< Ku, J/m3
  double thickness;    ///< of one layer, m
  double damping;      ///< effective
  double dmi;          ///< D, J/m2
  double spin_hall;    ///< theta
  double demag_field;  ///< Hd at the track's end, A/m
  double length;       ///< of the track, m
  double width;        ///< m
  double rest_mz;      ///< where the wall starts and stops on the left
  double threshold_mz;
  double layers;  ///< that demag_field is for
};

/// A device of law `dw`, as its file has it.
struct DwParameters {
  double alpha;             ///< quadratic leak, 1/s
  double beta;              ///< constant leak, 1/s
  double gamma;             ///< drive, m2/(A s)
  double step;              ///< of a network, s
  double threshold;         ///< m at which the neuron fires
  double track_start;       ///< m at the near end of the track
  double track_end;         ///< m at the far end
  double layers;            ///< that alpha and beta are for
  double pulse_amplitude;   ///< A/m2
  double pulse_width;       ///< s
  double reset_amplitude;   ///< A/m2
  double write_resistance;  ///< of the write path in the energy bookkeeping, ohm
  double spike_on_time;     ///< ON time of one spike in the bookkeeping, s
  double spike_energy;      ///< of a spike as it is stated, J
  Mtj mtj;
  WallParameters wall;
};
/// *Errors*: kRange where the file lacks a number.
[[nodiscard]] DwParameters dw_parameters(const Device& device);

/// Where the wall may be. The single device stops at rest; networks may use negative states.
struct Track {
  double low = 0.0;
  double high;
};

/// alpha and beta scale with the number of layers: demagnetisation per layer (i).
/// *Range*: layers >= 1; those of the set return it unchanged.
[[nodiscard]] DwParameters with_layers(const DwParameters& set, int layers);

/// dm/dt in 1/s; 0 where the wall sits at rest and the drive cannot overcome beta.
[[nodiscard]] double slope(const DwParameters& set, double m, double j);

/// Where the leak balances the drive, sqrt((gamma*J - beta)/alpha); 0 below the onset.
[[nodiscard]] double saturation(const DwParameters& set, double j);

/// Smallest continuous J that reaches the threshold, A/m2.
[[nodiscard]] double rheobase(const DwParameters& set);

/// State after `dt` seconds of constant J, exactly; without a track that of the single device.
[[nodiscard]] double flow(
    const DwParameters& set, double m, double j, double dt, const Track& track);
[[nodiscard]] double flow(const DwParameters& set, double m, double j, double dt);

/// Seconds of constant J from m to target, both >= 0 and on the track; empty where it never comes.
[[nodiscard]] std::optional<double> time_to(const DwParameters& set,
                                            double m,
                                            double j,
                                            double target);

/// One step of eq. 6 with the odd, rest-respecting leak; the law of training and of the RTL.
[[nodiscard]] double euler_step(
    const DwParameters& set, double m, double j, double dt, const Track& track);

/// Rectangular pulses from t = 0: `on` seconds of J, then nothing until the period ends.
struct PulseTrain {
  double period;   ///< s
  double on;       ///< s
  double current;  ///< A/m2
  [[nodiscard]] bool is_on(double t) const;
};
/// The pulses of the device, `frequency` MHz.
[[nodiscard]] PulseTrain pulse_train_mhz(const DwParameters& set, double frequency);

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
[[nodiscard]] DwTrace firing_trace(
    const DwParameters& set, double j, double end, double reset, double dt = 0.05e-9);

/// 1 / (time to threshold + time of the reset pulse), in hertz; 0 below the rheobase.
[[nodiscard]] double firing_rate(const DwParameters& set, double j, double reset);

/// Time of the device's reset pulse from the threshold to rest, s; infinite where it does not come.
[[nodiscard]] double reset_time(const Device& device);

/// Current of density j through the plan area of the track, A. The paper's 11.7 pJ needs this area
/// as the cross-section; see the README.
[[nodiscard]] double write_current(const DwParameters& set, double j);

/// I^2 * write_resistance * spike_on_time at the pulse's amplitude, J (inferred).
[[nodiscard]] double spike_energy_bookkeeping(const DwParameters& set);

/// I^2 R(m) integrated over the ON time until the first spike, J; empty if there is no spike.
[[nodiscard]] std::optional<double> spike_energy_trajectory(const DwParameters& set,
                                                            const PulseTrain& train);

}  // namespace spinforge::device
