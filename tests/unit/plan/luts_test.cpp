// SPDX-License-Identifier: Apache-2.0
//
// runs.csv holds what Yosys counted for cores of this generator. The numbers of gen/plan/luts.cpp
// are the fit to those that it names as fitted to, and gen/plan/README.md states the errors of both
// kinds. After a change of the macros: count again, run this test, and copy the numbers that it
// prints.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "gen/base/files.hpp"
#include "gen/plan/resources.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;

namespace {

/// A core, what was counted for it, and what is predicted.
struct Run {
  std::string name;
  std::string family;
  bool fitted = false;
  bool random = false;
  plan::Resources counted, predicted;
  plan::LutFeatures features{};
};

network::Network network_of(const std::string& name) {
  const auto number = [&](std::size_t from) { return std::stoull(name.substr(from)); };
  if (name.starts_with("conv ")) return test::random_conv_network(number(5), {.leaky = true});
  if (!name.starts_with("random ")) return network::load(test::source("weights/models/" + name));
  const std::uint64_t seed = number(7);
  return test::random_network(seed, {.max_size = 140, .leaky = true, .noise = seed % 4 == 0});
}

/// "8" is all layers' lanes, "64 10" each layer's.
plan::Options options_of(const std::string& lanes) {
  plan::Options out;
  std::istringstream in(lanes);
  for (int each = 0; in >> each;) out.layer_lanes.push_back(each);
  if (out.layer_lanes.size() > 1) return out;
  out.lanes = out.layer_lanes.at(0);
  out.layer_lanes.clear();
  return out;
}

Run parse(const std::string& line) {
  std::array<std::string, 7> cells;
  std::istringstream in(line);
  for (std::string& cell : cells) {
    if (!std::getline(in, cell, ',')) FAIL("runs.csv: expected 7 cells in: " << line);
  }
  const auto& [target, name, lanes, lut, bram, dsp, use] = cells;
  const network::Network network = network_of(name);
  const plan::Plan plan = plan::make_plan(network, options_of(lanes));
  const plan::Target& of = plan::find_target(target);
  return {fmt::format("{} {} {}", target, name, lanes),
          target.starts_with("ice40") ? "ice40" : target,
          use == "fitted",
          name.find(' ') != std::string::npos,
          {std::stoll(lut), std::stod(bram), std::stoll(dsp)},
          plan::predict_resources(of, network, plan),
          plan::lut_features(of, network, plan, true)};
}

const std::vector<Run>& runs() {
  static const std::vector<Run> all = [] {
    std::vector<Run> out;
    std::ifstream in(test::source("tests/unit/plan/runs.csv"));
    std::string line;
    std::getline(in, line);  // the names of the columns
    while (std::getline(in, line)) out.push_back(parse(line));
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
             2.8, 3.8, 1, .8, 2, .5,  .5,  3, .6, 64,  230, 3}},
    {"ecp5", {300, 500, 7, 6,   6,   4,  1.9, 1.5, 1.5, 2.2, 1.2, 5,  6,
              5.5, 11,  2, 1.2, 4.5, .8, .8,  4,   .8,  150, 300, 4.5}},
    {"ice40", {250, 430, 8, 6,   6,   3,  1.9, 1.3, 1.5, 2.2, 1.1, 6,  5,
               3.7, 5.8, 1, 1.5, 2.2, .8, .8,  1,   .8,  86,  288, 4.5}}};

/// Least squares of the relative errors, that of a trained network counted kTrained times; none
/// below 0, by one number at a time.
plan::LutFeatures fit(const std::string& family) {
  constexpr double kPull = 0.01;  // towards kSingle
  constexpr std::size_t kTrained = 4;
  const plan::LutFeatures& single = kSingle.at(family);
  std::vector<plan::LutFeatures> shares;  // of the counted LUTs, for one LUT of each feature
  for (const Run& run : runs()) {
    if (!run.fitted || run.family != family) continue;
    plan::LutFeatures share = run.features;
    for (double& feature : share) feature /= static_cast<double>(run.counted.lut);
    // Trained networks are what is planned for.
    shares.insert(shares.end(), run.random ? 1 : kTrained, share);
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

/// A row of the README's table.
std::string errors(const std::string& family, bool fitted) {
  double squares = 0.0, largest = 0.0;
  int count = 0, within = 0;
  for (const Run& run : runs()) {
    if (run.family != family || run.fitted != fitted) continue;
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

}  // namespace

TEST_CASE("plan: block RAMs and DSP blocks are those that Yosys counted, in every recorded run") {
  CHECK(runs().size() > 100);
  for (const Run& run : runs()) {
    CAPTURE(run.name);
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
        plan::luts_each(family == "ice40" ? "ice40up5k" : std::string_view(family));
    for (std::size_t k = 0; k < used.size(); ++k) {
      CAPTURE(k);
      CHECK(used[k] == Approx(fitted[k]).epsilon(0.01).margin(0.001));
    }
  }
}

TEST_CASE("plan: the README states how far predictions are from the recorded runs") {
  const std::string readme = files::read(test::source("gen/plan/README.md"));
  for (const auto& [family, single] : kSingle) {
    CHECK_THAT(readme, Catch::Contains(errors(family, true)));
    CHECK_THAT(readme, Catch::Contains(errors(family, false)));
  }
}
