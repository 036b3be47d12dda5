// SPDX-License-Identifier: Apache-2.0
#include "weights/train/bench.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "gen/quantize/quantize.hpp"
#include "weights/train/gemm.hpp"
#include "weights/train/net.hpp"
#include "weights/train/neurons.hpp"

namespace spinforge::train {
namespace {

/// Forward and weight gradient of both layers, input gradient of the second; the directly coded
/// layer once an image, the other at every step.
double unavoidable_mflop(const Recipe& recipe) {
  const double first = 2.0 * 2.0 * recipe.widths[0] * recipe.widths[1];
  const double second = 3.0 * 2.0 * recipe.widths[1] * recipe.widths[2] * recipe.steps;
  return (first + second) * 1e-6;
}

double seconds_of(Net& net,
                  const BenchOptions& options,
                  const std::vector<float>& pixels,
                  const std::vector<std::uint8_t>& labels,
                  double& spike_rate) {
  const auto start = std::chrono::steady_clock::now();
  Outcome outcome;
  for (int i = 0; i < options.batches; ++i) outcome.add(net.learn(pixels, labels, 1e-3F, i + 1));
  spike_rate = outcome.spikes[0] / static_cast<double>(outcome.images);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Rate of a product of n x n matrices, in GFLOP/s: what the machine offers.
double measure_gemm(int n) {
  const auto size = static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
  const std::vector<float> a(size, 1.0F);
  const std::vector<float> b(size, 1.0F);
  std::vector<float> c(size);
  const auto multiply = [&] {
    gemm(Lay::kPlain, Lay::kPlain, n, n, n, a.data(), b.data(), c.data());
  };
  multiply();
  const auto start = std::chrono::steady_clock::now();
  multiply();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return 2.0 * std::pow(static_cast<double>(n), 3) / seconds.count() * 1e-9;
}

}  // namespace

BenchResult bench(const BenchOptions& options) {
  Recipe recipe;
  recipe.cell = neuron_choice({.device = "dw-s"}, quantize::Options().frac_bits).cell;
  recipe.rate_weight = 2.0F;
  recipe.adam.average_decay = 0.999F;
  Net net(recipe, 1);
  rng::Sequence random(1);
  const auto images = static_cast<std::size_t>(options.batch);
  std::vector<float> pixels(images * static_cast<std::size_t>(recipe.widths[0]));
  for (float& pixel : pixels) pixel = static_cast<float>(random.real());
  std::vector<std::uint8_t> labels(images);
  for (auto& label : labels) label = static_cast<std::uint8_t>(random.uniform(0, 9));
  BenchResult result;
  std::vector<double> seconds;
  (void)seconds_of(net, options, pixels, labels, result.spike_rate);
  for (int i = 0; i < options.rounds; ++i) {
    seconds.push_back(seconds_of(net, options, pixels, labels, result.spike_rate));
  }
  const double fastest = *std::min_element(seconds.begin(), seconds.end());
  result.images_per_s = options.batches * options.batch / fastest;
  for (int i = 0; i < options.rounds; ++i) {
    result.gemm_gflops = std::max(result.gemm_gflops, measure_gemm(2048));
  }
  result.mflop_per_image = unavoidable_mflop(recipe);
  result.share_of_bound = result.images_per_s * result.mflop_per_image * 1e-3 / result.gemm_gflops;
  result.threads = omp_get_max_threads();
  return result;
}

nlohmann::json to_json(const BenchResult& result) {
  return {{"images_per_s", result.images_per_s},
          {"gemm_gflops", result.gemm_gflops},
          {"mflop_per_image", result.mflop_per_image},
          {"share_of_bound", result.share_of_bound},
          {"spike_rate", result.spike_rate},
          {"threads", result.threads}};
}

std::string to_text(const BenchResult& result) {
  return fmt::format(
      "784-1000-10, 25 steps, 4-bit weights, {} threads, hidden spike rate {:.1f} %\n"
      "{:.0f} images/s forward and backward\n"
      "bound: {:.2f} MFLOP an image at {:.0f} GFLOP/s (matrix product of this machine): "
      "{:.0f} images/s, share {:.1f} %\n",
      result.threads,
      100.0 * result.spike_rate,
      result.images_per_s,
      result.mflop_per_image,
      result.gemm_gflops,
      result.images_per_s / result.share_of_bound,
      100.0 * result.share_of_bound);
}

}  // namespace spinforge::train
