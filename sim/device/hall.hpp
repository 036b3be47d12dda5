// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "sim/device/random.hpp"

/// The measured Hall-bar neuron as a compact model in slots: one LIF operation is a field reset,
/// then 10 cycles of one write slot and four read slots.
///
///     write: v <- max(v - lambda*v^2 - b0, 0) + G*(1 + eps*N(0,1))       v >= 0, in microvolt
///     read:  v <- max(v - lambda*v^2 - b0, 0)
///
/// Ex situ (Figs. 1-3, 7) the drive is G(H,I) and the reported voltage sgn(H)*v; in situ (Fig. 4)
/// each field has its own registers and the reported voltage is V_bg(H) + v.
/// Marks: (p) printed in the paper, (i) inferred from it, fit = fitted to its points, (x) free.
/// *Not modelled*: the major hysteresis loop, Joule heating, domain shapes, voltmeter noise.
namespace spinforge::device {

inline constexpr int kPulsesPerOperation = 10;  ///< (p)
inline constexpr int kReadsPerPulse = 4;        ///< (p)
inline constexpr double kWriteWidth = 500e-6;   ///< s (p)
inline constexpr double kReadWidth = 12e-3;     ///< s (p)
inline constexpr double kReadDelay = 2e-3;      ///< s after the start of the read pulse (p)
inline constexpr double kReadCurrent = 0.7;     ///< mA (p)
inline constexpr double kSetField = -1800.0;    ///< Oe (p, an example)
inline constexpr int kRecordings = 10;          ///< voltage recordings after each bias change (p)

/// Leak of one slot, microvolt in and out.
struct HallLeak {
  double lambda;  ///< 1/uV per slot
  double offset;  ///< uV per slot
};
/// 22 uV is 96.33 % of the saturation at pulse 10, the ratio of set S (i); offset (x).
inline constexpr HallLeak kExSituLeak{1.7425e-3, 0.02};

/// v after one slot without current. *Units*: uV.
[[nodiscard]] double leaked(const HallLeak& leak, double v);

// ---- ex situ: drive as a function of bias field and write current ----

inline constexpr double kPositiveGain = 3.770;     ///< uV per pulse at 15 mA, H > 0 (fit)
inline constexpr double kNegativeGain = 6.764;     ///< uV per pulse at 15 mA, H < 0 (fit)
inline constexpr double kOnsetCurrent = 3.011;     ///< mA (fit)
inline constexpr double kCurrentExponent = 1.677;  ///< (fit)
inline constexpr double kFullCurrent = 15.0;       ///< mA, where the current factor is 1 (p)
inline constexpr double kGateLevel = 0.5;          ///< window value from which a field enables (x)

/// Centre and half width at half height of the bias window. *Units*: Oe.
struct BiasWindow {
  double centre;
  double half_width;
};
/// The window moves and narrows as the current falls (p; amounts i at 15 mA, x below).
[[nodiscard]] BiasWindow bias_window(bool positive_field, double current_ma);

/// a(I), 0 at and below the onset, 1 at 15 mA.
[[nodiscard]] double current_factor(double current_ma);

/// g(H;I), 0..1.
[[nodiscard]] double window(double field_oe, double current_ma);

/// G(H,I), uV per pulse.
[[nodiscard]] double pulse_drive(double field_oe, double current_ma);

/// The field gates the device: window >= kGateLevel.
[[nodiscard]] bool gate_open(double field_oe, double current_ma);

/// Drive of a field relative to +220 Oe at 15 mA in 1/128, the digital field code; see gate_open.
[[nodiscard]] int field_gain(double field_oe);

/// Current density of a write current, A/m2: linear between the pairs the paper prints (6, 10, 13,
/// 15 mA = 2.5, 5, 6, 6.5e10), as is 8 mA (i).
[[nodiscard]] double current_density(double current_ma);

/// One ex-situ run: the state after every slot, and the pulses (from 1) at which it fired.
struct HallRun {
  std::vector<double> v;    ///< uV, one per slot, write slot first
  std::vector<int> spikes;  ///< pulse numbers
};
/// Slot-by-slot run at constant bias from rest. Where threshold_uv > 0, reaching it after a write
/// fires, and the field reset takes the whole next cycle (v = 0 through it) (x).
[[nodiscard]] HallRun run_ex_situ(double field_oe,
                                  double current_ma,
                                  int pulses = kPulsesPerOperation,
                                  double threshold_uv = 0.0);

/// sgn(H) times v after the 10th write pulse, the amplitude of Figs. 1-3. *Units*: uV.
[[nodiscard]] double amplitude(double field_oe, double current_ma);

/// Spikes in `pulses` write pulses with reset at the threshold.
[[nodiscard]] int spike_count(double field_oe, double current_ma, double threshold_uv, int pulses);

// ---- in situ: registers of each measured field, Fig. 4 ----

/// What Fig. 4 gives for one field, and what follows from it. 0.75 of full scale is V_TH.
struct InSitu {
  double field;       ///< Oe (p)
  double mean_peak;   ///< uV (p, Fig. 4c-e)
  double sigma;       ///< uV (p, Fig. 4c-e)
  double threshold;   ///< V_TH, uV (p, Fig. 4f); the range is threshold -+ sigma
  double background;  ///< V_bg = mean_peak - threshold, uV (i)
  HallLeak leak;      ///< per slot (i: set S scaled to V_TH)
  double drive;       ///< G, uV per pulse (i)
  double noise;       ///< eps per pulse (fit: the peaks get the printed sigma)
  [[nodiscard]] double low() const { return threshold - sigma; }
  [[nodiscard]] double high() const { return threshold + sigma; }
};

/// 240 Oe (Fig. 4b) is left out: the paper prints no number for it.
inline constexpr std::array<InSitu, 3> kInSitu{{
    {180.0, 215.0, 2.6, 17.0, 198.0, {2.2549e-3, 0.01545}, 3.1475, 0.574},
    {200.0, 238.0, 4.65, 28.0, 210.0, {1.3691e-3, 0.02545}, 5.1841, 0.622},
    {220.0, 266.1, 7.8, 37.0, 229.1, {1.0360e-3, 0.03364}, 6.8504, 0.785},
}};
/// *Errors*: kRange where the field is not 180, 200 or 220 Oe.
[[nodiscard]] const InSitu& in_situ(double field_oe);

inline constexpr double kRestShare = 0.05;          ///< sd of the resting voltage / V_TH (x)
inline constexpr double kRearmShare = 0.15 / 0.75;  ///< comparator re-arms below this x V_TH (x)

/// Registers of one field at F fractional bits (W = F + 2), 0.75 = V_TH.
struct InSituCodes {
  int low, threshold, high;  ///< TH_LO, TH, TH_HI
  int noise;                 ///< standard deviation of the drive noise, LSB
  double lsb_nv;             ///< one LSB, nV
};
[[nodiscard]] InSituCodes codes(const InSitu& field, int fraction_bits = 14);
/// Drive register of the write slot, the same for every field: 2275 at F = 14.
[[nodiscard]] int drive_code(int fraction_bits = 14);

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

/// v after every slot of one operation of `pulses` cycles from `rest`, without reset. *Units*: uV.
[[nodiscard]] std::vector<double> operation(const InSitu& field,
                                            double rest,
                                            Gaussian& noise,
                                            int pulses = kPulsesPerOperation);

/// Voltages after the 10th write of `count` operations, V_bg added. *Units*: uV.
[[nodiscard]] std::vector<double> peak_voltages(const InSitu& field, int count, std::uint64_t seed);

/// Pulse (from 1) at which v >= TH_LO, or 0 if not within `pulses`.
[[nodiscard]] int first_fire(const InSitu& field, double rest, int pulses, Gaussian& noise);

struct Moments {
  double mean;
  double sigma;
};
[[nodiscard]] Moments moments(std::span<const double> values);

// ---- Hall read-out, eq. 1 ----

/// rho_xy = R0*B + Rs*mu0*Mz + R0*P*b; V_xy = I_read*rho_xy/thickness.
/// The paper prints no coefficient: all four are free choices of plausible size, with Rs*mu0*Ms/t =
/// 0.4 ohm so that the largest in-situ voltage of Fig. 4 lies below the saturated one (280 uV).
/// *Not modelled*: R0*P*b, the topological term (no skyrmion density is known); it is zero.
struct HallReadout {
  double ordinary = -1.0e-10;           ///< R0, m3/C (x)
  double saturated_anomalous = 8.0e-9;  ///< Rs*mu0*Ms, ohm m (x)
  double thickness = 20e-9;             ///< twenty 1 nm layers of CoFeB, m (x)
};
/// V_xy in uV at a bias field and normalised magnetisation m_z = Mz/Ms, read with kReadCurrent.
[[nodiscard]] double hall_voltage(const HallReadout& r, double field_oe, double mz);
/// The ordinary part of it alone, uV.
[[nodiscard]] double ordinary_voltage(const HallReadout& r, double field_oe);
/// Normalised magnetisation behind an anomalous voltage in uV.
[[nodiscard]] double mz_of_voltage(const HallReadout& r, double field_oe, double voltage_uv);

}  // namespace spinforge::device
