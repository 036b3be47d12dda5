// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The tunnel junction that reads a domain-wall track, its divider and its comparator.
/// Marks: (p) printed in the paper, (i) inferred from it, (x) free choice.
namespace spinforge::device {

/// *Source*: eqs. 2 and 3 and the text at Fig. 6e-f.
struct Mtj {
  double parallel = 200.0;      ///< R_P, ohm (p)
  double antiparallel = 600.0;  ///< R_AP, ohm (p)
  double read = 574.87;         ///< R_read, ohm (i: with v_read the only pair for 380 and 590 ohm)
  double v_read = 138.205e-3;   ///< V_read, V (i: 380 ohm reads 55 mV, 590 ohm reads 70 mV)
};

inline constexpr double kRestMz = -0.10;      ///< m_z of the wall at rest (i: from 380 ohm)
inline constexpr double kMzPerM = 4.0 / 3.0;  ///< m_z per unit of m (i: 0.75 and 0.9 are one event)
inline constexpr double kThresholdMz = 0.90;  ///< m_z at which the neuron fires (p, Fig. 6c)

/// Normalised magnetisation of the free layer, -1..1, from the membrane state m of eq. 4.
[[nodiscard]] constexpr double mz_of_m(double m) { return kRestMz + kMzPerM * m; }
[[nodiscard]] constexpr double m_of_mz(double mz) { return (mz - kRestMz) / kMzPerM; }

/// Eq. 2 in ohm; the reference layer points down, so its cosine with the free layer is -m_z.
[[nodiscard]] constexpr double resistance(const Mtj& mtj, double mz) {
  const double cosine = -mz;
  return mtj.antiparallel * (1.0 - cosine) / 2.0 + mtj.parallel * (1.0 + cosine) / 2.0;
}

/// Eq. 3, the divider, in volt.
[[nodiscard]] constexpr double output_voltage(const Mtj& mtj, double mz) {
  const double r = resistance(mtj, mz);
  return mtj.v_read * r / (r + mtj.read);
}

/// V_th in volt: the divider at the threshold of Fig. 6c, 69.41 mV.
[[nodiscard]] constexpr double threshold_voltage(const Mtj& mtj) {
  return output_voltage(mtj, kThresholdMz);
}

/// Tunnelling magnetoresistance (R_AP - R_P) / R_P; 2 is 200 %.
[[nodiscard]] constexpr double tmr(const Mtj& mtj) {
  return (mtj.antiparallel - mtj.parallel) / mtj.parallel;
}

}  // namespace spinforge::device
