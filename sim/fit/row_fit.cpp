// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/row_fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "sim/fit/least_squares.hpp"

namespace spinforge::fit {
namespace {

constexpr int kRounds = 15;            // of parameters and spreads in turn
constexpr double kSettled = 1e-6;      // a spread that changes less than this share is done
constexpr double kSmallMisfit = 0.01;  // share of the drive below which a misfit does not matter
constexpr double kClear = 3.0;         // a signal is so many standard deviations
constexpr int kFewestPeaks = 3;        // for their spread

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0.0;
  const double mean = mean_of(values);
  double sum = 0.0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / static_cast<double>(values.size() - 1);
}

/// Slots before the first write.
std::size_t rest_slots(const Operation& operation) {
  std::size_t i = 0;
  while (i < operation.slots.size() && operation.slots[i].kind == Kind::kRead) ++i;
  return i;
}

}  // namespace

RowFit::RowFit(const Condition& condition) : operations_(condition.operations) {
  row.field = condition.field;
  row.current = condition.current;
  row.operations = static_cast<int>(operations_.size());
  remove_background();
  orient();
  first_guess();
  find_peaks();
  if (row.readings > 4 && row.signal) estimate(true);
  describe();
}

void RowFit::share_leak(const Estimate& lambda,
                        const Estimate& b0,
                        const std::array<double, 4>& shared) {
  if (covariance.empty()) {
    law.lambda = lambda.value;
    law.b0 = b0.value;
    estimate(false);
    if (!row.noise) return;
    row.lambda = lambda;
    row.b0 = b0;
    describe();
    return;
  }
  row.lambda = lambda;
  row.b0 = b0;
  const auto& c = covariance;
  const double det = c[0] * c[4] - c[1] * c[3];
  // Slopes of the drive against lambda and b0.
  const double a = (c[6] * c[4] - c[7] * c[3]) / det;
  const double b = (c[7] * c[0] - c[6] * c[1]) / det;
  law.drive += a * (lambda.value - law.lambda) + b * (b0.value - law.b0);
  law.lambda = lambda.value;
  law.b0 = b0.value;
  const double conditional = c[8] - a * c[6] - b * c[7];
  const double carried = a * a * shared[0] + 2 * a * b * shared[1] + b * b * shared[3];
  row.drive = {law.drive, std::sqrt(std::max(conditional + carried, 0.0))};
  describe();
}

void RowFit::remove_background() {
  std::vector<double> rests, inside;
  double readings = 0.0;
  for (const Operation& operation : operations_) {
    std::vector<double> own;
    for (std::size_t i = 0; i < rest_slots(operation); ++i) {
      const double v = operation.slots[i].voltage;
      if (!std::isnan(v)) own.push_back(v);
    }
    if (own.empty()) continue;
    rests.push_back(mean_of(own));
    readings += static_cast<double>(own.size());
    if (own.size() > 1) inside.push_back(variance_of(own));
  }
  if (rests.empty()) return;
  row.background = mean_of(rests);
  const double meter = mean_of(inside) * static_cast<double>(rests.size()) / readings;
  spread_.rest = std::max(variance_of(rests) - meter, 0.0);
  // A state that rests on one side of zero only moves the mean by about as much as it spreads.
  offset_sd_ = std::sqrt(spread_.rest + meter / static_cast<double>(rests.size()));
  if (rests.size() >= kFewestPeaks && !inside.empty()) row.rest_sd = std::sqrt(spread_.rest);
}

void RowFit::orient() {
  double sum = 0.0;
  each_reading([&](const Slot& slot) {
    sum += slot.voltage - row.background.value_or(0.0);
    ++row.readings;
  });
  row.polarity = sum < 0.0 ? -1 : 1;
  for (Operation& operation : operations_) {
    for (Slot& slot : operation.slots) {
      slot.voltage = row.polarity * (slot.voltage - row.background.value_or(0.0));
    }
  }
}

template <class Visit>
void RowFit::each_reading(Visit visit) {
  for (const Operation& operation : operations_) {
    for (std::size_t i = rest_slots(operation); i < operation.slots.size(); ++i) {
      if (!std::isnan(operation.slots[i].voltage)) visit(operation.slots[i]);
    }
  }
}

void RowFit::first_guess() {
  double n = 0, x = 0, xx = 0, y = 0, xy = 0;
  std::vector<double> left, rises;
  const auto each_pair = [&](auto visit) {
    for (const Operation& operation : operations_) {
      for (std::size_t i = 0; i < operation.slots.size(); ++i) {
        const double before = i == 0 ? 0.0 : operation.slots[i - 1].voltage;
        const double now = operation.slots[i].voltage;
        if (!std::isnan(before) && !std::isnan(now)) visit(operation.slots[i].kind, before, now);
      }
    }
  };
  each_pair([&](Kind kind, double before, double now) {
    if (kind == Kind::kWrite) rises.push_back(now - before);
    if (kind != Kind::kRead) return;
    const double square = before * before;
    ++n, x += square, xx += square * square, y += before - now, xy += square * (before - now);
  });
  const double det = n * xx - x * x;
  law = {.lambda = 1e-3, .b0 = 1e-3, .drive = 1.0};
  if (n > 2 && det > 1e-9 * n * xx) {
    law.lambda = std::max((n * xy - x * y) / det, 1e-6);
    law.b0 = (y - law.lambda * x) / n;
  }
  each_pair([&](Kind kind, double before, double now) {
    if (kind == Kind::kRead) left.push_back(now - lost(law, before));
  });
  spread_.meter = variance_of(left) / 2.0;
  if (rises.empty()) {  // only reads were recorded: the highest one of a cycle stands for it
    each_reading([&](const Slot& slot) { rises.push_back(slot.voltage / 3.0); });
  }
  law.drive = std::max(mean_of(rises), 1e-6);
  spread_.write = std::max(variance_of(rises) - 2.0 * spread_.meter, 1e-4 * law.drive * law.drive);
  floor_ = 1e-12 * law.drive * law.drive;
  spread_.meter = std::max(spread_.meter, floor_);
}

void RowFit::find_peaks() {
  std::vector<double> peaks;
  for (const Operation& operation : operations_) {
    std::size_t last = operation.slots.size();
    for (std::size_t i = 0; i < operation.slots.size(); ++i) {
      if (operation.slots[i].kind == Kind::kWrite) last = i;
    }
    while (last < operation.slots.size() && std::isnan(operation.slots[last].voltage)) ++last;
    if (last < operation.slots.size()) peaks.push_back(operation.slots[last].voltage);
  }
  const double n = static_cast<double>(std::max<std::size_t>(peaks.size(), 1));
  const double meter = std::sqrt(spread_.meter);
  row.peak = {mean_of(peaks), std::sqrt(variance_of(peaks) / n)};
  if (static_cast<int>(peaks.size()) >= kFewestPeaks) row.peak_sd = std::sqrt(variance_of(peaks));
  row.meter = meter;
  row.signal = row.peak.value > kClear * std::max(row.peak.sd, meter / std::sqrt(n)) &&
               row.peak.value > meter;
}

void RowFit::estimate(bool free_leak) {
  const bool free_offset = offset_sd_ > 0.0;
  const auto law_of = [&](std::span<const double> x) {
    LawParameters at = law;
    std::size_t i = 0;
    if (free_leak) {
      at.lambda = std::max(x[0], 0.0);
      at.b0 = x[1];
      i = 2;
    }
    at.drive = x[i];
    if (free_offset) at.offset = x[i + 1];
    return at;
  };
  const auto start_of = [&](const LawParameters& at) {
    std::vector<double> x;
    if (free_leak) x = {at.lambda, at.b0};
    x.push_back(at.drive);
    if (free_offset) x.push_back(at.offset);
    return x;
  };
  std::vector<double> weights;
  const auto residuals = [&](std::span<const double> x, std::span<double> out) {
    std::size_t i = 0;
    const LawParameters at = law_of(x);
    for (const Operation& operation : operations_) {
      walk(operation, at, spread_, [&](const Step& step) {
        out[i] = step.innovation * weights[i];
        ++i;
      });
    }
    if (free_offset) out[i] = at.offset / offset_sd_;
  };
  Solution best;
  for (int round = 0; round < kRounds; ++round) {
    weights.clear();
    each_step([&](const Step& step) { weights.push_back(1.0 / std::sqrt(step.variance)); });
    if (weights.size() < 6) return;
    const std::size_t count = weights.size() + (free_offset ? 1 : 0);
    best = least_squares(residuals, count, start_of(law));
    // A weak signal says little of the leak to begin with: several places, the best one counts.
    for (const double loss :
         round == 0 && free_leak ? std::vector<double>{0.01, 0.1} : std::vector<double>()) {
      LawParameters other = law;
      other.lambda = loss / std::max(row.peak.value, 1e-9);
      other.b0 = 0.0;
      const Solution s = least_squares(residuals, count, start_of(other));
      if (s.sum < best.sum) best = s;
    }
    law = law_of(best.x);
    if (!change_spread()) break;
  }
  if (best.covariance.empty() || law.drive <= 0.0) return;
  const std::size_t n = best.x.size();
  const auto between = [&](std::size_t i, std::size_t j) { return best.covariance[n * i + j]; };
  if (free_leak) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) covariance.push_back(between(i, j));
    }
    row.lambda = {law.lambda, std::sqrt(between(0, 0))};
    row.b0 = {law.b0, std::sqrt(between(1, 1))};
  }
  const std::size_t drive = free_leak ? 2 : 0;
  row.drive = {law.drive, std::sqrt(between(drive, drive))};
  row.noise = noise();
  row.meter = has_reads_ ? std::optional(std::sqrt(spread_.meter)) : std::nullopt;
}

Estimate RowFit::noise() const {
  double variance = 0.0;
  each_step([&](const Step& step) { variance += step.written ? step.variance : 0.0; });
  const double sd = variance / writes_ * std::sqrt(2.0 / writes_) / (law.drive * law.drive);
  const double value = std::sqrt(spread_.write) / law.drive;
  return {value, value > std::sqrt(sd) ? sd / (2.0 * value) : std::sqrt(sd)};
}

template <class Visit>
void RowFit::each_step(Visit visit) const {
  for (const Operation& operation : operations_) walk(operation, law, spread_, visit);
}

bool RowFit::change_spread() {
  double reads = 0.0, ratio = 0.0, excess = 0.0;
  writes_ = 0.0;
  each_step([&](const Step& step) {
    const double square = step.innovation * step.innovation;
    if (step.written) {
      ++writes_;
      excess += square - step.variance;
    } else {
      ++reads;
      ratio += square / step.variance;
    }
  });
  const Spread before = spread_;
  has_reads_ = reads > 0;
  if (reads > 0) spread_.meter = std::max(spread_.meter * ratio / reads, floor_);
  if (writes_ > 0) spread_.write = std::max(spread_.write + excess / writes_, 0.0);
  const auto moved = [](double a, double b) { return std::fabs(a - b) > kSettled * (a + b); };
  return moved(before.meter, spread_.meter) || moved(before.write, spread_.write);
}

void RowFit::describe() {
  struct Sum {
    double n = 0, z = 0, e = 0;
  };
  std::map<int, Sum> slots;
  double squares = 0.0, n = 0.0;
  if (row.drive.value > 0.0) {
    each_step([&](const Step& step) {
      Sum& sum = slots[step.slot];
      ++sum.n;
      sum.z += step.innovation / std::sqrt(step.variance);
      sum.e += step.innovation;
      squares += step.innovation * step.innovation;
      ++n;
    });
    double chi2 = 0.0, misfit = 0.0;
    for (const auto& [slot, sum] : slots) {
      chi2 += sum.z * sum.z / sum.n;
      misfit += sum.e * sum.e / (sum.n * sum.n);
    }
    const double count = static_cast<double>(slots.size());
    row.residual = std::sqrt(squares / n);
    row.misfit = std::sqrt(misfit / count) / row.drive.value;
    row.chance = chance_of_larger(chi2, count - 3.0);
    row.fits = row.chance > kRare || row.misfit < kSmallMisfit;
  } else {
    each_reading([&](const Slot& slot) { squares += slot.voltage * slot.voltage; });
    row.residual = std::sqrt(squares / std::max(row.readings, 1));
  }
  describe_means();
}

void RowFit::describe_means() {
  std::map<int, std::vector<double>> measured;
  const Operation* longest = &operations_.front();
  for (const Operation& operation : operations_) {
    if (operation.slots.size() > longest->slots.size()) longest = &operation;
    for (std::size_t i = 0; i < operation.slots.size(); ++i) {
      const double v = operation.slots[i].voltage;
      if (!std::isnan(v)) measured[static_cast<int>(i)].push_back(v);
    }
  }
  row.means.clear();
  double v = 0.0;
  bool begun = false;
  for (std::size_t i = 0; i < longest->slots.size(); ++i) {
    const bool write = longest->slots[i].kind == Kind::kWrite;
    begun = begun || write;
    if (begun) v = lost(law, v) + (write ? row.drive.value : 0.0);
    const auto found = measured.find(static_cast<int>(i));
    if (found == measured.end()) continue;
    row.means.push_back({static_cast<int>(i),
                         row.polarity * mean_of(found->second),
                         std::sqrt(variance_of(found->second)),
                         row.polarity * v});
  }
}

}  // namespace spinforge::fit
