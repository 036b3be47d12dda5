// SPDX-License-Identifier: Apache-2.0
//
// The numbers of gen/plan/targets are the fit to the recorded runs, and gen/plan/README.md states
// the errors. After a change of the macros: count again (tests/slow/synth), run this test, and copy
// what it expects.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "gen/plan/resources.hpp"
#include "tests/support.hpp"
#include "tests/support/recorded_runs.hpp"

using namespace spinforge;

namespace {

/// A recorded run and what is predicted for it.
struct Run : test::RecordedRun {
  plan::Resources predicted;
  plan::LutFeatures features{};

  [[nodiscard]] std::string family() const {
    return target.starts_with("ice40") ? "ice40" : target;
  }
};

const std::vector<Run>& runs() {
  static const std::vector<Run> all = [] {
    std::vector<Run> out;
    for (const test::RecordedRun& run : test::recorded_runs()) {
      const network::Network network = test::network_of(run);
      const plan::Plan plan = plan::make_plan(network, test::options_of(run));
      const plan::Target& target = plan::find_target(run.target);
      out.push_back({run,
                     plan::predict_resources(target, network, plan),
                     plan::lut_features(target, network, plan, true)});
    }
    return out;
  }();
  return all;
}

/// Relative error of what is predicted.
double error_of_luts(const Run& run) {
  return static_cast<double>(run.predicted.lut) / static_cast<double>(run.counted.lut) - 1.0;
}

/// LUTs for one of each feature, as single macros take them: what the runs leave open stays near
/// it.
const std::map<std::string, plan::LutFeatures> kSingle{
    {"xc7", {230, 280, 4, 3,  3, 1.5, 1.1, 1, .6, 1.2, 1,   4, 3,
             2.8, 3, 1, .8, 2, .5,  .5,  3, .6, 64,  230, 3}},
    {"ecp5", {300, 500, 7, 6,   6,   4,  1.9, 1.5, 1.5, 2.2, 1.2, 5,  6,
              5.5, 5,  1.5, 1.2, 4.5, .8, .8,  4,   .8,  150, 300, 4.5}},
    {"ice40", {250, 430, 8, 6,   6,   3,  1.9, 1.3, 1.5, 2.2, 1.1, 6,  5,
               3.7, 5, 1.5, 1.5, 2.2, .8, .8,  1,   .8,  86,  288, 4.5}}};

/// Least squares of the relative errors, that of a trained network counted kTrained times; none
/// below 0, by one number at a time.
plan::LutFeatures fit(const std::string& family) {
  constexpr double kPull = 0.01;  // towards kSingle
  constexpr std::size_t kTrained = 4;
  const plan::LutFeatures& single = kSingle.at(family);
  std::vector<plan::LutFeatures> shares;  // of the counted LUTs, for one LUT of each feature
  for (const Run& run : runs()) {
    if (!run.fitted || run.family() != family) continue;
    plan::LutFeatures share = run.features;
    for (double& feature : share) feature /= static_cast<double>(run.counted.lut);
    // Trained networks are what is planned for.
    shares.insert(shares.end(), run.trained() ? kTrained : 1, share);
  }
  plan::LutFeatures out = single;
  for (double change = 1.0; change > 1e-7;) {
    change = 0.0;
    for (std::size_t k = 0; k < out.size(); ++k) {
      double above = kPull / single[k], below = kPull / (single[k] * single[k]);
      for (const plan::LutFeatures& share : shares) {
        double rest = 1.0;
        for (std::size_t j = 0; j < out.size(); ++j) {
          if (j != k) rest -= out[j] * share[j];
        }
        above += rest * share[k];
        below += share[k] * share[k];
      }
      const double better = std::max(0.0, above / below);
      change = std::max(change, std::abs(better - out[k]) / single[k]);
      out[k] = better;
    }
  }
  return out;
}

/// A row of the README's table of errors.
std::string errors(const std::string& family, bool fitted) {
  double squares = 0.0, largest = 0.0;
  int count = 0, within = 0;
  for (const Run& run : runs()) {
    if (run.family() != family || run.fitted != fitted) continue;
    const double error = std::abs(error_of_luts(run));
    ++count;
    if (error <= 0.15) ++within;
    squares += error * error;
    largest = std::max(largest, error);
  }
  return fmt::format("| {} | {} | {} | {:.1f} % | {:.1f} % | {} |",
                     family,
                     fitted ? "fitted to" : "not fitted to",
                     count,
                     100.0 * std::sqrt(squares / count),
                     100.0 * largest,
                     within);
}

/// A row of the README's table of trained networks.
std::string row(const Run& run) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {:+.1f} % | {} | {} | {} |",
                     run.target,
                     run.network,
                     plan::name_of(run.order),
                     run.lanes,
                     text::thousands(run.counted.lut),
                     text::thousands(run.predicted.lut),
                     100.0 * error_of_luts(run),
                     run.counted.bram,
                     run.counted.dsp,
                     run.fitted ? "fitted" : "held out");
}

}  // namespace

TEST_CASE("plan: block RAMs and DSP blocks are those that Yosys counted, in every recorded run") {
  CHECK(runs().size() > 100);
  for (const Run& run : runs()) {
    CAPTURE(run.name());
    CHECK(run.predicted.bram == run.counted.bram);
    CHECK(run.predicted.dsp == run.counted.dsp);
  }
}

TEST_CASE("plan: the LUTs of a feature are the fit to the recorded runs") {
  for (const auto& [family, single] : kSingle) {
    const plan::LutFeatures fitted = fit(family);
    std::string numbers;
    for (std::size_t k = 0; k < fitted.size(); ++k) {
      numbers += fmt::format("{}{:.3g},", k % 5 == 0 ? "\n" : " ", fitted[k]);
    }
    INFO(family << ":" << numbers);
    const plan::LutFeatures& used =
        plan::find_target(family == "ice40" ? "ice40up5k" : family).luts;
    for (std::size_t k = 0; k < used.size(); ++k) {
      CAPTURE(k);
      CHECK(used[k] == Approx(fitted[k]).epsilon(0.01).margin(0.001));
    }
  }
}

TEST_CASE("plan: LUTs of the trained networks that they were fitted to are within 15 %") {
  for (const Run& run : runs()) {
    if (!run.fitted || !run.trained()) continue;
    CAPTURE(run.name(), run.predicted.lut, run.counted.lut);
    CHECK(std::abs(error_of_luts(run)) <= 0.15);
  }
}

TEST_CASE("plan: the README states how far predictions are from the recorded runs") {
  const std::string readme = files::read(test::source("gen/plan/README.md"));
  CHECK_THAT(readme, Catch::Contains(fmt::format("lists {} runs of Yosys", runs().size())));
  std::string expected;  // whole tables, to be copied
  for (const char* const family : {"xc7", "ecp5", "ice40"}) {
    expected += errors(family, true) + "\n" + errors(family, false) + "\n";
  }
  CHECK_THAT(readme, Catch::Contains(expected));
  expected.clear();
  for (const Run& run : runs()) {
    if (run.trained()) expected += row(run) + "\n";
  }
  CHECK_THAT(readme, Catch::Contains(expected));
}
