// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/least_squares.hpp"

#include <cminpack.h>

#include <cmath>

#include "gen/base/error.hpp"

namespace spinforge::fit {
namespace {

constexpr double kTolerance = 1e-10;
constexpr int kMostCalls = 400;  // for each parameter

}  // namespace

Solution least_squares(const Residuals& residuals, std::size_t count, std::vector<double> start) {
  expects(count >= start.size() && !start.empty(), "at least as many residuals as parameters");
  const int m = static_cast<int>(count);
  const int n = static_cast<int>(start.size());
  const auto call = [](void* f, int rows, int columns, const double* x, double* out, int) {
    (*static_cast<const Residuals*>(f))({x, static_cast<std::size_t>(columns)},
                                        {out, static_cast<std::size_t>(rows)});
    return 0;
  };
  std::vector<double> left(count), jacobian(count * start.size()), diagonal(start.size());
  std::vector<double> qtf(start.size()), w1(start.size()), w2(start.size()), w3(start.size());
  std::vector<double> w4(count);
  std::vector<int> pivots(start.size());
  int calls = 0;
  (void)lmdif(call,
              const_cast<Residuals*>(&residuals),
              m,
              n,
              start.data(),
              left.data(),
              kTolerance,
              kTolerance,
              0.0,
              kMostCalls * (n + 1),
              0.0,
              diagonal.data(),
              1,
              100.0,
              0,
              &calls,
              jacobian.data(),
              m,
              pivots.data(),
              qtf.data(),
              w1.data(),
              w2.data(),
              w3.data(),
              w4.data());
  Solution solution;
  solution.x = std::move(start);
  for (const double r : left) solution.sum += r * r;
  // A residual variance of 1: they come over their standard deviations.
  const int rank =
      covar1(m, n, static_cast<double>(m - n), jacobian.data(), m, pivots.data(), 1e-12, w1.data());
  if (rank != 0 || m == n) return solution;
  for (std::size_t i = 0; i < solution.x.size(); ++i) {
    for (std::size_t j = 0; j < solution.x.size(); ++j) {
      solution.covariance.push_back(jacobian[j * count + i]);
    }
  }
  return solution;
}

double chance_of_larger(double chi2, double freedom) {
  if (freedom <= 0.0) return 1.0;
  const double spread = 2.0 / (9.0 * freedom);
  const double z = (std::cbrt(chi2 / freedom) - (1.0 - spread)) / std::sqrt(spread);
  return 0.5 * std::erfc(z / std::sqrt(2.0));
}

}  // namespace spinforge::fit
