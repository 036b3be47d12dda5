// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

/// Nonlinear least squares: Levenberg-Marquardt of MINPACK (cminpack).
namespace spinforge::fit {

struct Solution {
  std::vector<double> x;
  std::vector<double> covariance;  ///< inverse of J'J, *Shape* [n][n]; empty where J lacks rank
  double sum = 0.0;                ///< of the squares that are left
};

/// Fills `residuals`, each over its standard deviation, for the parameters `x`.
using Residuals = std::function<void(std::span<const double> x, std::span<double> residuals)>;

/// The smallest sum of squares of `count` residuals, count >= start.size(), from `start`.
[[nodiscard]] Solution least_squares(const Residuals& residuals,
                                     std::size_t count,
                                     std::vector<double> start);

/// Chance that a sum of squares of `freedom` normal deviates is larger than `chi2` (Wilson and
/// Hilferty's approximation).
[[nodiscard]] double chance_of_larger(double chi2, double freedom);

/// Below it a chance is no accident: what would be so rare does not fit.
inline constexpr double kRare = 1e-4;

}  // namespace spinforge::fit
