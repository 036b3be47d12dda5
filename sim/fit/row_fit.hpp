// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "sim/fit/filter.hpp"
#include "sim/fit/measurement.hpp"
#include "sim/fit/row.hpp"

namespace spinforge::fit {

/// The fit of one condition, in steps.
class RowFit {
 public:
  explicit RowFit(const Condition& condition);

  Row row;
  /// Of lambda, b0 and drive, *Shape* [3][3]; empty where they are not determined.
  std::vector<double> covariance;
  LawParameters law;

  /// Takes the leak of all rows, whose covariance is `shared`, *Shape* [2][2], instead of its own;
  /// its drive follows as their covariance says, or is fitted anew where it has none.
  void share_leak(const Estimate& lambda, const Estimate& b0, const std::array<double, 4>& shared);

 private:
  void remove_background();
  /// Voltages over the background, with the sign that makes the signal positive.
  void orient();
  /// Straight lines through the differences of readings that follow each other.
  void first_guess();
  void find_peaks();
  /// Parameters with the spreads held, spreads with the parameters held, until neither moves. The
  /// leak stays what it is unless `free_leak`.
  void estimate(bool free_leak);
  /// Of the drive. A variance out of n squares is known to sqrt(2/n) of what they hold.
  [[nodiscard]] Estimate noise() const;
  /// Innovations shall have the variance that the filter gives them: those of reads decide on the
  /// voltmeter's, those behind a write on the drive's. True where one moved.
  bool change_spread();
  /// Residuals, misfit and mean curves.
  void describe();
  void describe_means();
  template <class Visit>
  void each_reading(Visit visit);
  template <class Visit>
  void each_step(Visit visit) const;

  std::vector<Operation> operations_;
  Spread spread_;
  double offset_sd_ = 0.0;  ///< how well the background is known; 0: there is none to know
  bool has_reads_ = false;  ///< readings with no write since the one before
  double floor_ = 0.0;      ///< of a variance
  double writes_ = 0.0;     ///< readings behind one
};

}  // namespace spinforge::fit
