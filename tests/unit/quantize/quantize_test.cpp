// SPDX-License-Identifier: Apache-2.0
#include "gen/quantize/quantize.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using quantize::Options;
using quantize::RealLayer;
using quantize::Result;

namespace {

RealLayer random_layer(int inputs, int outputs, bool folded) {
  rng::Sequence random(17);
  RealLayer real{
      .inputs = inputs, .outputs = outputs, .weights = {}, .bias = {}, .gain = {}, .step = {}};
  const auto uniform = [&] { return static_cast<float>(2.0 * random.real() - 1.0); };
  for (int i = 0; i < inputs * outputs; ++i) real.weights.push_back(0.2F * uniform());
  for (int o = 0; o < outputs; ++o) {
    real.bias.push_back(uniform());
    if (folded) real.gain.push_back(uniform());
  }
  return real;
}

/// The drive of output `o` in real arithmetic and as the hardware computes it, both in units
/// of 1.0.
struct Drives {
  double real = 0.0, integer = 0.0;
};

Drives drives(const RealLayer& real,
              const Result& result,
              const Options& options,
              std::size_t o,
              const std::vector<int>& input) {
  const network::Layer& layer = result.layer;
  const auto inputs = static_cast<std::size_t>(layer.inputs);
  std::int64_t counter = layer.bias[o];
  double sum = 0.0;
  for (std::size_t i = 0; i < inputs; ++i) {
    counter += layer.weights[o * inputs + i] * input[i];
    sum += static_cast<double>(real.weights[o * inputs + i]) * input[i] /
           (options.pixels ? 255.0 : 1.0);
  }
  const int mul = layer.mul[layer.mul.size() == 1 ? 0 : o];
  const double gain = real.gain.empty() ? 1.0 : static_cast<double>(real.gain[o]);
  return {.real = gain * sum + static_cast<double>(real.bias[o]),
          .integer = static_cast<double>(fixed::round_shift(counter * mul, layer.shift)) /
                     std::ldexp(1.0, options.frac_bits)};
}

}  // namespace

TEST_CASE("a report is brought up to date with factors that were changed") {
  const RealLayer real = random_layer(20, 4, true);
  const Options options;
  Result result = quantize::quantize(real, options, "layer 1");
  const quantize::LayerReport before = result.report;
  quantize::update(options, result.layer, result.report);
  CHECK(result.report.mul_error_max == before.mul_error_max);
  CHECK(result.report.bounds.d0_max == before.bounds.d0_max);
  for (std::int16_t& mul : result.layer.mul) mul = static_cast<std::int16_t>(mul / 2);
  quantize::update(options, result.layer, result.report);
  CHECK(result.report.mul_max == before.mul_max / 2);
  CHECK(result.report.mul_error_max == Approx(0.5).epsilon(1e-3));
  CHECK(result.report.bounds.d0_max == Approx(before.bounds.d0_max / 2).margin(2));
  CHECK(result.report.counter_bits == before.counter_bits);
}

TEST_CASE("The integer drive stays near the real one, nearer with more weight bits") {
  const bool pixels = GENERATE(true, false);
  const bool folded = GENERATE(true, false);
  const RealLayer real = random_layer(60, 12, folded);
  rng::Sequence random(4);
  std::vector<int> input;
  for (int i = 0; i < 60; ++i)
    input.push_back(static_cast<int>(random.uniform(0, pixels ? 255 : 1)));
  double before = 1e9;
  for (const int bits : {4, 6, 8}) {
    const Options options{.weight_bits = bits, .frac_bits = 14, .pixels = pixels};
    const Result result = quantize::quantize(real, options, "layer 1");
    double worst = 0.0;
    for (std::size_t o = 0; o < 12; ++o) {
      const Drives d = drives(real, result, options, o, input);
      worst = std::max(worst, std::fabs(d.real - d.integer));
      // 60 weights each off by their error, a rounded bias, and a rounded multiplier.
      const double gain = folded ? std::fabs(static_cast<double>(real.gain[o])) : 1.0;
      const double allowed = 60.0 * gain * result.report.weight_error_max +
                             result.report.bias_error_max + 4.0 * result.report.mul_error_max +
                             1e-4;
      CHECK(std::fabs(d.real - d.integer) <= allowed);
    }
    CHECK(worst < before);
    before = worst;
  }
}

TEST_CASE("A neuron whose gain is not one gets the drive that its gain takes back") {
  const RealLayer real = random_layer(40, 8, GENERATE(true, false));
  constexpr int kGain = 121;
  Options options;
  const Result plain = quantize::quantize(real, options, "layer 1");
  options.drive_scale = 128.0 / kGain;
  const Result scaled = quantize::quantize(real, options, "layer 1");
  CHECK((scaled.layer.weights == plain.layer.weights));
  rng::Sequence random(6);
  std::vector<int> input;
  for (int i = 0; i < 40; ++i) input.push_back(static_cast<int>(random.uniform(0, 1)));
  for (std::size_t o = 0; o < 8; ++o) {
    const double without = drives(real, plain, options, o, input).integer;
    const double with = drives(real, scaled, options, o, input).integer * kGain / 128.0;
    // Both multipliers are rounded, each to within its own reported error.
    const double relative = plain.report.mul_error_max + scaled.report.mul_error_max;
    CHECK(with == Approx(without).margin(3e-4 + std::fabs(without) * relative));
  }
}

TEST_CASE("Weights that lie on their grid are kept exactly, and the shared scale is one number") {
  RealLayer real{.inputs = 3,
                 .outputs = 2,
                 .weights = {},
                 .bias = {0.5F, -0.25F},
                 .gain = {},
                 .step = {0.25F}};
  real.weights = {0.25F, -2.0F, 1.75F, 0.0F, 0.5F, -0.25F};
  const Result result = quantize::quantize(real, {.weight_bits = 4, .frac_bits = 14}, "layer 1");
  CHECK(result.layer.weights == std::vector<std::int8_t>{1, -8, 7, 0, 2, -1});
  CHECK(result.layer.bias == std::vector<std::int32_t>{2, -1});
  REQUIRE(result.layer.mul.size() == 1);
  CHECK(std::ldexp(result.layer.mul[0], -result.layer.shift) == 4096.0);
  CHECK(result.report.weight_error_max == 0.0);
  CHECK(result.report.bias_error_max == 0.0);
  CHECK(result.report.saturated == 0);
}

TEST_CASE("The report counts saturated weights and proves the counter's width") {
  RealLayer real{.inputs = 4,
                 .outputs = 1,
                 .weights = {9.0F, -9.0F, 7.0F, 7.4F},
                 .bias = {},
                 .gain = {},
                 .step = {1.0F}};
  const Result result = quantize::quantize(real, {.weight_bits = 4, .frac_bits = 8}, "layer 1");
  CHECK(result.layer.weights == std::vector<std::int8_t>{7, -8, 7, 7});
  CHECK(result.report.saturated == 2);
  CHECK(result.report.weight_error_max == 2.0);
  CHECK(result.report.bounds.counter_max == 21);
  CHECK(result.report.bounds.counter_min == -8);
  CHECK(result.layer.counter_bits == 6);
  const Options direct{.weight_bits = 4, .frac_bits = 8, .pixels = true};
  CHECK(quantize::quantize(real, direct, "layer 1").report.bounds.counter_max == 21 * 255);
}

TEST_CASE("Multipliers use their 16 bits and carry the sign of the gain") {
  RealLayer real = random_layer(10, 4, true);
  real.gain = {0.5F, -0.25F, 1.0F, -1.0F};
  const Result result =
      quantize::quantize(real, {.weight_bits = 8, .frac_bits = 14, .pixels = true}, "layer 1");
  REQUIRE(result.layer.mul.size() == 4);
  CHECK(result.layer.mul[0] > 0);
  CHECK(result.layer.mul[1] < 0);
  CHECK(std::max(std::abs(result.report.mul_min), result.report.mul_max) >= 1 << 13);
}

TEST_CASE("An output without gain keeps its bias and loses its weights") {
  RealLayer real = random_layer(10, 3, true);
  real.gain = {0.5F, 0.0F, -0.5F};
  real.bias = {0.1F, 0.3F, 0.0F};
  const Options options{.weight_bits = 4, .frac_bits = 14, .pixels = true};
  const Result result = quantize::quantize(real, options, "layer 1");
  const Drives d = drives(real, result, options, 1, std::vector<int>(10, 255));
  CHECK(d.integer == Approx(0.3).margin(1e-3));
}

TEST_CASE("A best grid beats the widest one where a few weights are large") {
  RealLayer real{.inputs = 50,
                 .outputs = 1,
                 .weights = std::vector<float>(50, 0.1F),
                 .bias = {},
                 .gain = {},
                 .step = {}};
  for (std::size_t i = 0; i < 50; i += 2) real.weights[i] = -0.15F;
  real.weights[0] = 1.0F;
  const Result result = quantize::quantize(real, {.weight_bits = 4, .frac_bits = 14}, "layer 1");
  CHECK(result.report.step_max < 1.0 / 7.0);
  CHECK(result.report.weight_error_rms < 0.06);
}

TEST_CASE("Layers that cannot be rounded are refused with their field") {
  const auto refused = [](auto change) {
    RealLayer real = random_layer(5, 3, true);
    Options options;
    change(real, options);
    return test::error_of([&] { (void)quantize::quantize(real, options, "layer 2"); });
  };
  const Error shape = refused([](RealLayer& r, Options&) { r.weights.pop_back(); });
  CHECK(shape.code() == ErrorCode::kShape);
  CHECK(shape.where() == "layer 2 / weights");
  const Error nan = refused([](RealLayer& r, Options&) { r.weights[3] = std::nanf(""); });
  CHECK(nan.code() == ErrorCode::kRange);
  CHECK(nan.where() == "layer 2 / weights[3]");
  CHECK(refused([](RealLayer& r, Options&) { r.bias.push_back(0.0F); }).where() ==
        "layer 2 / bias");
  CHECK(refused([](RealLayer& r, Options&) { r.step = {0.0F}; }).where() == "layer 2 / step[0]");
  CHECK(refused([](RealLayer&, Options& o) { o.weight_bits = 9; }).where() ==
        "layer 2 / weight_bits");
  CHECK(refused([](RealLayer& r, Options&) { r.outputs = 0; }).where() == "layer 2");
  CHECK(refused([](RealLayer& r, Options&) { r.bias[1] = 1e9F; }).where() == "layer 2 / bias[1]");
}

TEST_CASE("The report reads as text and as JSON") {
  const Result result = quantize::quantize(random_layer(5, 3, true), {}, "layer 1");
  CHECK_THAT(quantize::to_text({result.report}), Catch::Contains("saturated"));
  const nlohmann::json json = quantize::to_json({result.report});
  CHECK(json.at(0).at("counter_bits") == result.layer.counter_bits);
}
