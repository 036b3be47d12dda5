// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/fit.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "gen/base/error.hpp"
#include "sim/fit/describe.hpp"
#include "sim/fit/least_squares.hpp"
#include "sim/fit/row_fit.hpp"

namespace spinforge::fit {
namespace {

/// The leak that all rows agree on, and how likely it is that they differ as much by accident.
class SharedLeak {
 public:
  explicit SharedLeak(const std::vector<RowFit>& rows) {
    std::array<double, 4> weight{};
    std::array<double, 2> sum{};
    for (const RowFit& each : rows) {
      if (each.covariance.empty() || !each.row.signal) continue;
      const auto w = weights_of(each);
      for (std::size_t i = 0; i < 4; ++i) weight[i] += w[i];
      sum[0] += w[0] * each.law.lambda + w[1] * each.law.b0;
      sum[1] += w[2] * each.law.lambda + w[3] * each.law.b0;
      ++count;
    }
    if (count == 0) return;
    covariance = inverse(weight);
    lambda = {covariance[0] * sum[0] + covariance[1] * sum[1], std::sqrt(covariance[0])};
    b0 = {covariance[2] * sum[0] + covariance[3] * sum[1], std::sqrt(covariance[3])};
    double chi2 = 0.0;
    for (const RowFit& each : rows) {
      if (each.covariance.empty() || !each.row.signal) continue;
      const auto w = weights_of(each);
      const double a = each.law.lambda - lambda.value, b = each.law.b0 - b0.value;
      chi2 += a * (w[0] * a + w[1] * b) + b * (w[2] * a + w[3] * b);
    }
    chance = chance_of_larger(chi2, 2.0 * (count - 1));
  }

  int count = 0;  ///< rows that say something
  Estimate lambda, b0;
  std::array<double, 4> covariance{};
  double chance = 1.0;

 private:
  static std::array<double, 4> inverse(const std::array<double, 4>& m) {
    const double det = m[0] * m[3] - m[1] * m[2];
    return {m[3] / det, -m[1] / det, -m[2] / det, m[0] / det};
  }
  static std::array<double, 4> weights_of(const RowFit& fit) {
    const auto& c = fit.covariance;
    return inverse({c[0], c[1], c[3], c[4]});
  }
};

std::string verdict_of(const Fitted& fitted) {
  std::vector<std::string> wrong;
  for (const Row& row : fitted.rows) {
    if (row.fits) continue;
    wrong.push_back(fmt::format("{:g} Oe {:g} mA (means off by {:.1f} % of the drive)",
                                row.field,
                                row.current,
                                100.0 * row.misfit));
  }
  if (wrong.empty())
    return "The law fits: means of all slots are off by no more than chance allows.";
  return fmt::format(
      "The law does not fit at {}: more than chance allows. The registers stand for it all the "
      "same.",
      fmt::join(wrong, ", "));
}

}  // namespace

Fitted fit(const Measurement& measurement, const std::string& name) {
  std::vector<RowFit> rows;
  for (const Condition& condition : measurement.conditions) rows.emplace_back(condition);
  const SharedLeak shared(rows);
  if (shared.count == 0) {
    throw Error(ErrorCode::kRange,
                measurement.file,
                "no signal rises out of the voltmeter's spread in any condition; expected one at "
                "least; check field, current and unit of the voltage");
  }
  Fitted out;
  out.chance_of_shared = shared.chance;
  out.shared_leak = shared.chance > kRare;
  for (RowFit& each : rows) {
    if (out.shared_leak && each.row.signal) {
      each.share_leak(shared.lambda, shared.b0, shared.covariance);
    }
    out.fits = out.fits && each.row.fits;
    out.rows.push_back(each.row);
  }
  if (!out.shared_leak) {
    out.notes.push_back("Leaks differ from condition to condition: each has its own.");
  }
  for (const Row& row : out.rows) {
    if (row.signal && row.lambda) continue;
    out.notes.push_back(fmt::format(
        "No signal at {:g} Oe and {:g} mA: drive 0, leak not determined.", row.field, row.current));
  }
  if (measurement.missing > 0) {
    out.notes.push_back(fmt::format("{} slots without a reading.", measurement.missing));
  }
  if (!measurement.ignored.empty()) {
    out.notes.push_back(fmt::format("Columns not used: {}.", fmt::join(measurement.ignored, ", ")));
  }
  describe_device(measurement, name, out);
  out.verdict = verdict_of(out);
  // What was measured may be more than a device can be: a field of 1e6 Oe, a current below 0.
  (void)device::parse_device(device::json_text(out.device), measurement.file + ", fitted");
  return out;
}

}  // namespace spinforge::fit
