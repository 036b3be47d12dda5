// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/device/device.hpp"
#include "sim/device/random.hpp"

/// The measured Hall-bar neuron as a compact model in slots: one LIF operation is a field reset,
/// then 10 cycles of one write slot and four read slots.
///
///     write: v <- max(v - lambda*v^2 - b0, 0) + G*(1 + eps*N(0,1))       v >= 0, in microvolt
///     read:  v <- max(v - lambda*v^2 - b0, 0)
///
/// Ex situ (Figs. 1-3, 7) the drive is G(H,I) and the reported voltage sgn(H)*v; in situ (Fig. 4)
/// each field has its own registers and the reported voltage is V_bg(H) + v.
/// All numbers are in the device's file (device.hpp).
/// *Not modelled*: the major hysteresis loop, Joule heating, domain shapes, voltmeter noise.
namespace spinforge::device {

/// Leak of one slot, microvolt in and out.
struct HallLeak {
  double lambda;  ///< 1/uV per slot
  double offset;  ///< uV per slot
};

/// The bias window of one polarity: where it is at full current, and at low current.
struct BiasWindow {
  double centre;      ///< Oe, without sign
  double half_width;  ///< Oe, at half height
};
struct Polarity {
  double gain;  ///< uV per pulse at full current in the middle of the window
  BiasWindow full, low;
};

/// How the drive rises with the write current.
struct CurrentLaw {
  double onset;  ///< mA
  double exponent;
};

/// What was measured at one field, and at one current where `current` is not 0.
struct InSitu {
  double field;            ///< Oe
  double current;          ///< mA; 0: whatever the current
  double sigma;            ///< uV; the range is threshold -+ sigma
  double threshold;        ///< V_TH, uV
  double background;       ///< V_bg, uV
  HallLeak leak;           ///< per slot
  double drive;            ///< G, uV per pulse
  double noise;            ///< eps per pulse
  int pulses;              ///< write pulses of an operation
  int reads;               ///< read slots after a write slot
  double rest_share;       ///< sd of the resting voltage / V_TH
  double rearm_share;      ///< the comparator re-arms below this x V_TH
  double threshold_share;  ///< V_TH on the scale of a network
  [[nodiscard]] double low() const { return threshold - sigma; }
  [[nodiscard]] double high() const { return threshold + sigma; }
  [[nodiscard]] double mean_peak() const { return background + threshold; }
};

/// A device of law `hall`, as its file has it.
struct Hall {
  std::string where;  ///< begins error messages
  HallLeak leak;
  int pulses, reads;
  std::optional<Polarity> positive, negative;  ///< G(H,I) by law; without them, the fields' own
  std::optional<CurrentLaw> current_law;
  double full_current, low_current;  ///< mA
  double window_exponent;
  double gate_level;       ///< share of the largest drive from which a field enables
  double reference_field;  ///< of gain 128, Oe
  std::vector<InSitu> fields;
  std::vector<std::pair<double, double>> densities;  ///< mA, A/m2
};
/// *Errors*: kRange where the file lacks a number that every model needs.
[[nodiscard]] Hall hall(const Device& device);

/// v after one slot without current. *Units*: uV.
[[nodiscard]] double leaked(const HallLeak& leak, double v);
/// The same for v of either sign: below rest the leak goes up to it.
[[nodiscard]] double leaked_to_rest(const HallLeak& leak, double v);

// ---- ex situ: drive as a function of bias field and write current ----

/// The window moves and narrows as the current falls.
[[nodiscard]] BiasWindow bias_window(const Hall& hall, bool positive_field, double current_ma);

/// a(I), 0 at and below the onset, 1 at full current.
[[nodiscard]] double current_factor(const Hall& hall, double current_ma);

/// g(H;I), 0..1.
[[nodiscard]] double window(const Hall& hall, double field_oe, double current_ma);

/// G(H,I), uV per pulse: by law where the device has one, else what was measured there. *Errors*
/// (of the three before as well): kRange where the file does not say.
[[nodiscard]] double pulse_drive(const Hall& hall, double field_oe, double current_ma);

/// The same, or none where the file does not say.
[[nodiscard]] std::optional<double> known_drive(const Hall& hall,
                                                double field_oe,
                                                double current_ma);

/// The field gates the device (off where no drive is known): the window, or the drive's share of
/// the largest one, is at least gate_level.
[[nodiscard]] bool gate_open(const Hall& hall, double field_oe, double current_ma);

/// Drive of a field relative to the reference field at full current in 1/128, the digital field
/// code; see gate_open.
[[nodiscard]] int field_gain(const Hall& hall, double field_oe);

/// Current density of a write current, A/m2: linear between the pairs of the file; none without.
[[nodiscard]] std::optional<double> current_density(const Hall& hall, double current_ma);

/// One ex-situ run: the state after every slot, and the pulses (from 1) at which it fired.
struct HallRun {
  std::vector<double> v;    ///< uV, one per slot, write slot first
  std::vector<int> spikes;  ///< pulse numbers
};
/// Slot-by-slot run at constant bias from rest. Where threshold_uv > 0, reaching it after a write
/// fires, and the field reset takes the whole next cycle (v = 0 through it) (x).
[[nodiscard]] HallRun run_ex_situ(
    const Hall& hall, double field_oe, double current_ma, int pulses, double threshold_uv);
/// One operation without threshold.
[[nodiscard]] HallRun run_ex_situ(const Hall& hall, double field_oe, double current_ma);

/// sgn(H) times v after the last write pulse of an operation, the amplitude of Figs. 1-3. *Units*:
/// uV.
[[nodiscard]] double amplitude(const Hall& hall, double field_oe, double current_ma);

/// Spikes in `pulses` write pulses with reset at the threshold.
[[nodiscard]] int spike_count(
    const Hall& hall, double field_oe, double current_ma, double threshold_uv, int pulses);

// ---- in situ: registers of each measured field, Fig. 4 ----

/// What was measured at a field, at the working current where there are several. *Errors*: kRange
/// where the file has no such field, or lacks a number of it.
[[nodiscard]] InSitu in_situ(const Hall& hall, double field_oe);

/// Registers of one field at F fractional bits (W = F + 2), V_TH on threshold_share.
struct InSituCodes {
  int low, threshold, high;  ///< TH_LO, TH, TH_HI
  int noise;                 ///< standard deviation of the drive noise, LSB
  double lsb_nv;             ///< one LSB, nV
};
[[nodiscard]] InSituCodes codes(const InSitu& field, int fraction_bits);
/// Drive register of the write slot: 2275 at F = 14 for every field of Fig. 4.
[[nodiscard]] int drive_code(const InSitu& field, int fraction_bits);

/// One write slot with pinning noise. *Units*: uV.
[[nodiscard]] double noisy_write(const InSitu& field, double v, Gaussian& noise);

/// Hysteretic comparator: fires when armed and v >= low, then waits until v <= rest.
class Comparator {
 public:
  struct Event {
    bool fire = false;
    bool over = false;  ///< fired above the range
  };
  Comparator(double low, double high, double rest) : low_(low), high_(high), rest_(rest) {}
  /// One look at v, before any reset.
  Event step(double v);
  /// Tells the comparator the voltage after a reset, so that it may re-arm in the same step.
  void settle(double v) { armed_ = armed_ || v <= rest_; }
  [[nodiscard]] bool armed() const { return armed_; }

 private:
  double low_, high_, rest_;
  bool armed_ = true;
};
[[nodiscard]] Comparator comparator(const InSitu& field);

/// v after every slot of one operation from `rest`, without reset. *Units*: uV.
[[nodiscard]] std::vector<double> operation(const InSitu& field, double rest, Gaussian& noise);

/// The peaks of `count` operations: of each the voltage after its last write, V_bg added. (The
/// noise may have made one before it higher: see highest_voltages.) *Units*: uV.
[[nodiscard]] std::vector<double> peak_voltages(const InSitu& field, int count, std::uint64_t seed);

/// The highest voltages of `count` operations, those of peak_voltages() for the same seed.
[[nodiscard]] std::vector<double> highest_voltages(const InSitu& field,
                                                   int count,
                                                   std::uint64_t seed);

/// Pulse (from 1) at which v >= TH_LO, or 0 if not within `pulses`. `rest` may be of either sign: a
/// resting voltage spreads around V_bg. No pulse drives v below rest, or further below.
[[nodiscard]] int first_fire(const InSitu& field, double rest, int pulses, Gaussian& noise);

struct Moments {
  double mean;
  double sigma;
};
[[nodiscard]] Moments moments(std::span<const double> values);

// ---- Hall read-out, eq. 1 ----

/// rho_xy = R0*B + Rs*mu0*Mz + R0*P*b; V_xy = I_read*rho_xy/thickness.
/// The paper prints no coefficient: all are free choices of plausible size, with Rs*mu0*Ms/t =
/// 0.4 ohm so that the largest in-situ voltage of Fig. 4 lies below the saturated one (280 uV).
/// *Not modelled*: R0*P*b, the topological term (no skyrmion density is known); it is zero.
struct HallReadout {
  double ordinary;             ///< R0, m3/C
  double saturated_anomalous;  ///< Rs*mu0*Ms, ohm m
  double thickness;            ///< m
  double current;              ///< of reading, mA
};
/// *Errors*: kRange where the file lacks a number.
[[nodiscard]] HallReadout hall_readout(const Device& device);
/// V_xy in uV at a bias field and normalised magnetisation m_z = Mz/Ms.
[[nodiscard]] double hall_voltage(const HallReadout& r, double field_oe, double mz);
/// The ordinary part of it alone, uV.
[[nodiscard]] double ordinary_voltage(const HallReadout& r, double field_oe);
/// Normalised magnetisation behind an anomalous voltage in uV.
[[nodiscard]] double mz_of_voltage(const HallReadout& r, double field_oe, double voltage_uv);

}  // namespace spinforge::device
