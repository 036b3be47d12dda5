// SPDX-License-Identifier: Apache-2.0
// A bound on the current of every drive, by construction.
#include "weights/train/current.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/golden/golden.hpp"
#include "tests/support.hpp"
#include "tests/unit/train/numbers.hpp"
#include "weights/train/integers.hpp"
#include "weights/train/neurons.hpp"
#include "weights/train/score.hpp"

using namespace spinforge;

namespace {

constexpr float kLimit = 0.3F;

/// Trained on bars with a bound on the drive, as integers.
train::Integers bounded(train::FitOptions options, const std::string& neuron, train::Fitted& out) {
  const dataset::Images images = test::bars(300);
  const train::NeuronChoice choice = train::neuron_choice({.device = neuron}, 14);
  options.recipe.cell = choice.cell;
  options.recipe.max_drive = kLimit;
  options.epochs = 3;
  out = train::fit(options, images, test::no_progress);
  return train::to_integers(out.net, "bounded", choice, images);
}

}  // namespace

TEST_CASE("A current is a drive by the numbers of the device's file") {
  const auto drive = [](const char* neuron, double current) {
    return static_cast<double>(train::current_bound(neuron, current, 14).drive);
  };
  CHECK(drive("dw", 3e11) == Approx(3e11 * 1.039e-12));
  CHECK(drive("dw-s", 3e11) == drive("dw", 3e11));
  // 15 mA write 3.1475 uV of the 17 uV that are 0.75.
  CHECK(drive("hall180", 15) == Approx(3.1475 / 17 * 0.75));
  CHECK(drive("hall180", 6) < drive("hall180", 15) / 5);
  test::error_of(
      ErrorCode::kRange, "no device", [] { (void)train::current_bound("leaky", 1e11, 14); });
}

TEST_CASE("A bound on the current is whole LSBs, told beside what was asked for") {
  const train::CurrentBound bound = train::current_bound("dw", 3e11, 14);
  CHECK(bound.asked == 3e11);
  CHECK(bound.lsb == 5106);
  CHECK(bound.unit == "A/m2");
  CHECK(bound.used == Approx(5106.0 / 16384 / 1.039e-12));
  CHECK(bound.used < bound.asked);
  CHECK(train::current_bound("dw", 3e11, 8).used < bound.used);
}

TEST_CASE("A bound of fewer than 64 LSB is refused, with the least current that has as many") {
  CHECK(train::current_bound("dw", 2e11, 9).lsb == 106);
  const Error error = test::error_of(
      ErrorCode::kRange, "63 LSB at F = 9", [] { (void)train::current_bound("dw", 1.2e11, 9); });
  CHECK_THAT(error.what(), Catch::Contains("64 or more, which 1.203e+11 A/m2 make"));
  CHECK(train::current_bound("dw", 1.2031e11, 9).lsb == train::kFewestLsb);
  // Below its onset a current drives nothing.
  test::error_of(ErrorCode::kRange, "0 LSB", [] { (void)train::current_bound("hall180", 2, 14); });
}

TEST_CASE("No image drives a neuron of a network beyond the bound that it was trained with") {
  const bool hall = GENERATE(false, true);
  train::FitOptions options = test::bar_options();
  options.recipe.weight_bits = GENERATE(0, 4);
  train::Fitted fitted{.net = train::Net(options.recipe, 1), .log = {}};
  const train::Integers made = bounded(options, hall ? "hall180" : "dw", fitted);
  network::validate(made.network);
  const auto limit = static_cast<std::int64_t>(std::ldexp(static_cast<double>(kLimit), 14));
  std::int64_t reached = 0;
  for (std::size_t k = 0; k < made.network.layers.size(); ++k) {
    CHECK(train::drive_bound(made.network, k) <= limit);
    reached = std::max(reached, train::drive_bound(made.network, k));
  }
  CHECK(reached > limit / 2);  // and not because all is small
  // The report is of the factors that the network has.
  for (std::size_t k = 0; k < made.reports.size(); ++k) {
    const network::Bounds bounds = network::bounds(made.network, k);
    CHECK(made.reports[k].bounds.d0_min == bounds.d0_min);
    CHECK(made.reports[k].bounds.d0_max == bounds.d0_max);
    const auto& mul = made.network.layers[k].mul;
    CHECK(made.reports[k].mul_max == *std::max_element(mul.begin(), mul.end()));
  }
  // The image that drives neuron n of layer 1 hardest: white where its weight is positive.
  golden::Golden model(made.network);
  const network::Layer& layer = made.network.layers[0];
  for (std::size_t n = 0; n < 40; n += 13) {
    std::vector<std::uint8_t> pixels(36);
    for (std::size_t i = 0; i < 36; ++i) {
      pixels[i] = layer.weights[n * 36 + i] * layer.mul[n % layer.mul.size()] > 0 ? 255 : 0;
    }
    const golden::Trace& trace = model.run(pixels, 0);
    for (const golden::LayerTrace& each : trace.layers) {
      for (const std::int32_t drive : each.drive) REQUIRE(std::abs(drive) <= limit);
    }
  }
}

TEST_CASE("What is trained with a bound on the drive is what its integers compute") {
  train::FitOptions options = test::bar_options();
  options.recipe.weight_bits = 4;
  options.recipe.count_scale = options.recipe.potential_scale = 5.0F;
  train::Fitted fitted{.net = train::Net(options.recipe, 1), .log = {}};
  const train::Integers made = bounded(options, "dw", fitted);
  const dataset::Images images = test::bars(300);
  const auto parts = train::assess(fitted.net, made.network, images, 0, 300);
  CHECK(std::abs(parts["accuracy_real"].get<double>() - parts["accuracy_integer"].get<double>()) <
        0.03);
}

TEST_CASE("A convolution is held to its bound, too") {
  train::FitOptions options = test::bar_options();
  options.recipe.weight_bits = 4;
  options.recipe.convs = {{.input = {6, 6, 1},
                           .channels = 4,
                           .kernel = 3,
                           .stride = 1,
                           .padding = 1,
                           .pool = network::Pool::kMax,
                           .pool_size = 2}};
  options.recipe.widths = {36, 36, 10};
  train::Fitted fitted{.net = train::Net(options.recipe, 1), .log = {}};
  const train::Integers made = bounded(options, "dw", fitted);
  network::validate(made.network);
  for (std::size_t k = 0; k < 2; ++k) CHECK(train::drive_bound(made.network, k) <= 4915);
}
