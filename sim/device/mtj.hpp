// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The tunnel junction that reads a domain-wall track, its divider and its comparator.
namespace spinforge::device {

/// *Source*: eqs. 2 and 3 and the text at Fig. 6e-f; the numbers are in the device's file.
struct Mtj {
  double parallel;      ///< R_P, ohm
  double antiparallel;  ///< R_AP, ohm
  double read;          ///< R_read, ohm
  double v_read;        ///< V_read, V
  double rest_mz;       ///< m_z of the wall at rest
  double threshold_mz;  ///< m_z at which the neuron fires
  double mz_per_m;      ///< m_z per unit of m: the two thresholds are one event
};

/// Normalised magnetisation of the free layer, -1..1, from the membrane state m of eq. 4.
[[nodiscard]] constexpr double mz_of_m(const Mtj& mtj, double m) {
  return mtj.rest_mz + mtj.mz_per_m * m;
}
[[nodiscard]] constexpr double m_of_mz(const Mtj& mtj, double mz) {
  return (mz - mtj.rest_mz) / mtj.mz_per_m;
}

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
  return output_voltage(mtj, mtj.threshold_mz);
}

/// Tunnelling magnetoresistance (R_AP - R_P) / R_P; 2 is 200 %.
[[nodiscard]] constexpr double tmr(const Mtj& mtj) {
  return (mtj.antiparallel - mtj.parallel) / mtj.parallel;
}

}  // namespace spinforge::device
