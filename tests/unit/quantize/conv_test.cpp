// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "gen/base/rng.hpp"
#include "gen/quantize/quantize.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using network::Conv;
using network::Pool;
using quantize::Options;
using quantize::RealLayer;
using quantize::Result;

namespace {

/// What a pool makes of the drives of its window.
enum class Kind { kNone, kMax, kSum, kAverage };

RealLayer random_layer(Kind kind) {
  rng::Sequence random(23);
  const auto uniform = [&] { return static_cast<float>(2.0 * random.real() - 1.0); };
  RealLayer real;
  real.conv = Conv{.input = {7, 6, 2}, .channels = 5, .kernel = 3, .padding = 2};
  if (kind != Kind::kNone) {
    real.conv->pool = kind == Kind::kMax ? Pool::kMax : Pool::kSum;
    real.conv->pool_size = 3;
  }
  real.average = kind == Kind::kAverage;
  for (int i = 0; i < real.filters() * real.fan_in(); ++i) real.weights.push_back(0.3F * uniform());
  for (int c = 0; c < real.filters(); ++c) {
    real.bias.push_back(uniform());
    real.gain.push_back(c % 2 == 0 ? 0.8F : -0.5F);
  }
  return real;
}

/// gain * sum of w*x at a position before the pool.
double position(const RealLayer& real, std::span<const double> x, int py, int px, int c) {
  const Conv& conv = *real.conv;
  double sum = 0.0;
  std::size_t w = static_cast<std::size_t>(c * real.fan_in());
  for (int y = py - conv.padding; y < py - conv.padding + conv.kernel; ++y) {
    for (int at = px - conv.padding; at < px - conv.padding + conv.kernel; ++at) {
      for (int i = 0; i < conv.input.channels; ++i, ++w) {
        if (y < 0 || y >= conv.input.height || at < 0 || at >= conv.input.width) continue;
        const int index = (y * conv.input.width + at) * conv.input.channels + i;
        sum += static_cast<double>(real.weights[w]) * x[static_cast<std::size_t>(index)];
      }
    }
  }
  return sum * static_cast<double>(real.gain[static_cast<std::size_t>(c)]);
}

/// The drive of every neuron in real arithmetic.
std::vector<double> real_drives(const RealLayer& real, Kind kind, std::span<const double> x) {
  const network::Shape size = real.conv->output();
  const int side = real.conv->pool_size;
  std::vector<double> out;
  for (int n = 0; n < size.size(); ++n) {
    const int c = n % size.channels;
    std::vector<double> window;
    for (int k = 0; k < side * side; ++k) {
      window.push_back(position(real,
                                x,
                                n / size.channels / size.width * side + k / side,
                                n / size.channels % size.width * side + k % side,
                                c));
    }
    double pooled = *std::max_element(window.begin(), window.end());
    if (kind == Kind::kSum || kind == Kind::kAverage) {
      pooled = 0.0;
      for (const double drive : window) pooled += drive;
      if (kind == Kind::kAverage) pooled /= side * side;
    }
    out.push_back(pooled + static_cast<double>(real.bias[static_cast<std::size_t>(c)]));
  }
  return out;
}

network::Network alone(const Result& result, const Options& options) {
  network::Network net;
  net.name = "alone";
  net.input = {7, 6, 2, options.pixels ? network::Coding::kDirect : network::Coding::kRate};
  net.steps = 1;
  net.neurons = {test::neuron_s()};
  net.layers = {result.layer};
  network::validate(net);
  return net;
}

struct Compared {
  double worst = 0.0;    ///< difference of a drive
  double allowed = 0.0;  ///< what the report admits
  double largest = 0.0;  ///< drive
};

Compared compare(Kind kind, const Options& options) {
  const RealLayer real = random_layer(kind);
  const Result result = quantize::quantize(real, options, "layer 1");
  rng::Sequence random(4);
  std::vector<std::uint8_t> pixels(84);
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.uniform(0, 255));
  golden::Golden model(alone(result, options));
  const golden::Trace& trace = model.run(pixels, 0);
  std::vector<double> x;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    x.push_back(options.pixels ? pixels[i] / 255.0 : trace.input_spikes[i]);
  }
  const std::vector<double> expected = real_drives(real, kind, x);
  Compared out;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    const double got = std::ldexp(trace.layers[0].drive[n], -options.frac_bits);
    out.worst = std::max(out.worst, std::fabs(got - expected[n]));
    out.largest = std::max(out.largest, std::fabs(expected[n]));
  }
  const double positions = kind == Kind::kSum ? 9.0 : 1.0;
  out.allowed = positions * 18 * 0.8 * result.report.weight_error_max +
                result.report.bias_error_max + out.largest * result.report.mul_error_max + 1e-4;
  return out;
}

}  // namespace

TEST_CASE("A convolution's integer drive stays near the real one, whatever its pool") {
  const Kind kind = GENERATE(Kind::kNone, Kind::kMax, Kind::kSum, Kind::kAverage);
  const bool pixels = GENERATE(true, false);
  double before = 1e9;
  for (const int bits : {4, 6, 8}) {
    const Compared got = compare(kind, {.weight_bits = bits, .frac_bits = 14, .pixels = pixels});
    CHECK(got.worst <= got.allowed);
    CHECK(got.worst < 0.06 * got.largest);
    CHECK(got.worst < before);
    before = got.worst;
  }
}

TEST_CASE("The sizes of a convolution follow from its geometry, and its counter from its pool") {
  const RealLayer real = random_layer(Kind::kSum);
  const Result result = quantize::quantize(real, {}, "layer 1");
  CHECK(result.layer.conv == real.conv);
  CHECK(result.layer.inputs == 84);
  CHECK(result.layer.outputs == 3 * 2 * 5);
  CHECK(result.layer.weights.size() == 5 * 18);
  CHECK(result.layer.bias.size() == 5);
  RealLayer max = real;
  max.conv->pool = Pool::kMax;
  const Result other = quantize::quantize(max, {}, "layer 1");
  CHECK(result.layer.counter_bits > other.layer.counter_bits);
  CHECK(result.layer.weights == other.layer.weights);
}

TEST_CASE("An average folds its share into mul, and the bias is the pooled drive's in every pool") {
  RealLayer real;
  real.conv =
      Conv{.input = {2, 2, 1}, .channels = 1, .kernel = 1, .pool = Pool::kSum, .pool_size = 2};
  real.weights = {0.5F};
  real.bias = {2.0F};
  real.step = {0.25F};
  const Result sum = quantize::quantize(real, {}, "layer 1");
  real.average = true;
  const Result average = quantize::quantize(real, {}, "layer 1");
  CHECK(sum.layer.weights == std::vector<std::int8_t>{2});
  CHECK(average.layer.weights == sum.layer.weights);
  const auto factor = [](const Result& of) {
    return std::ldexp(of.layer.mul.at(0), -of.layer.shift);
  };
  CHECK(factor(sum) == 0.25 * 16384);
  CHECK(factor(average) == 0.25 / 4 * 16384);
  // Four positions bring the bias in four times: 4 * 2 * 0.25 = 2, and 4 * 8 * 0.25 / 4 = 2.
  CHECK(sum.layer.bias == std::vector<std::int32_t>{2});
  CHECK(average.layer.bias == std::vector<std::int32_t>{8});
}

TEST_CASE("Learned steps, gains and silent channels of a convolution are a channel's") {
  RealLayer real = random_layer(Kind::kMax);
  real.step = {0.01F, 0.02F, 0.03F, 0.04F, 0.05F};
  real.gain[2] = 0.0F;
  const Result result = quantize::quantize(real, {.weight_bits = 8}, "layer 1");
  REQUIRE(result.layer.mul.size() == 5);
  CHECK(result.layer.mul[1] < 0);
  for (std::size_t c = 0; c < 5; ++c) {
    for (std::size_t i = 0; i < 18; ++i) {
      const double exact = static_cast<double>(real.weights[c * 18 + i] / real.step[c]);
      const double expected = c == 2 ? 0.0 : exact;
      CHECK(std::fabs(result.layer.weights[c * 18 + i] - expected) <= 0.5001);
    }
  }
}

TEST_CASE("A convolution that cannot be rounded is refused with its field") {
  const auto refused = [](auto change) {
    RealLayer real = random_layer(Kind::kSum);
    change(real);
    return test::error_of([&] { (void)quantize::quantize(real, {}, "layer 2"); });
  };
  const Error weights = refused([](RealLayer& r) { r.weights.pop_back(); });
  CHECK(weights.where() == "layer 2 / weights");
  CHECK_THAT(weights.what(), Catch::Contains("expected 90 numbers, got 89"));
  CHECK(refused([](RealLayer& r) { r.bias.resize(30); }).where() == "layer 2 / bias");
  const Error kernel = refused([](RealLayer& r) { r.conv->kernel = 8; });
  CHECK(kernel.where() == "layer 2 / kernel");
  CHECK(kernel.code() == ErrorCode::kRange);
}
