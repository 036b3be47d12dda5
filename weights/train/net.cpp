// SPDX-License-Identifier: Apache-2.0
#include "weights/train/net.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <omp.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/generated/variable_factories.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "gen/base/error.hpp"
#include "weights/train/gemm.hpp"
#include "weights/train/lsq.hpp"
#include "weights/train/ops.hpp"

namespace spinforge::train {
namespace {

constexpr double kNormMomentum = 0.05;

/// Share of its own starting value by which a step size moves per unit of learning rate.
constexpr float kStepPace = 0.3F;

/// Indices into the parameters of one layer; -1 where it has none.
struct LayerIndex {
  int weight = -1, step = -1, bias = -1, gamma = -1, mean = -1, variance = -1;
};

at::Tensor view(std::vector<float>& numbers, const std::vector<std::int64_t>& shape) {
  return at::from_blob(numbers.data(), shape, at::kFloat);
}

}  // namespace

/// What the forward pass made.
struct Forward {
  at::Tensor counts, potential;
  std::vector<at::Tensor> rates;
};

struct Net::Graph {
  std::vector<LayerIndex> layers;
  std::vector<at::Tensor> leaves;  ///< one a parameter, over the same memory

  Forward run(const Recipe& recipe, at::Tensor pixels, bool learning, std::int64_t count);
  at::Tensor drive(const Recipe& recipe,
                   const LayerIndex& index,
                   const at::Tensor& in,
                   bool learning);
  at::Tensor leaf(int index) const { return leaves[static_cast<std::size_t>(index)]; }
};

void Outcome::add(const Outcome& other) {
  loss += other.loss;
  correct += other.correct;
  images += other.images;
  spikes.resize(std::max(spikes.size(), other.spikes.size()), 0.0);
  for (std::size_t i = 0; i < other.spikes.size(); ++i) spikes[i] += other.spikes[i];
}

Net::Net(const Recipe& recipe, std::uint64_t seed)
    : recipe_(recipe), graph_(std::make_unique<Graph>()) {
  rng::Sequence random(seed);
  const auto add = [this](Parameter parameter) {
    parameters_.push_back(std::move(parameter));
    return static_cast<int>(parameters_.size()) - 1;
  };
  for (std::size_t k = 0; k + 1 < recipe.widths.size(); ++k) {
    const std::int64_t inputs = recipe.widths[k];
    const std::int64_t outputs = recipe.widths[k + 1];
    const std::string name = fmt::format("layer{}.", k + 1);
    const float bound = 1.0F / std::sqrt(static_cast<float>(inputs));
    LayerIndex index;
    index.weight = add(make_parameter(name + "weight", {outputs, inputs}, true, 0.0F));
    fill_uniform(parameters_.back(), bound, random);
    parameters_.back().decay = recipe.weight_decay;
    // Nothing rescales what the later layers learn, so their small weights must move in small steps
    // or they all end at the ends of their grid.
    if (k > 0 || !recipe.normalise) parameters_.back().rate = recipe.later_pace;
    index.bias = add(make_parameter(name + "bias", {outputs}, true, 0.0F));
    if (recipe.normalise && k == 0) {
      index.gamma = add(make_parameter(name + "gamma", {outputs}, true, 0.5F));
      index.mean = add(make_parameter(name + "mean", {outputs}, false, 0.0F));
      index.variance = add(make_parameter(name + "variance", {outputs}, false, 1.0F));
    } else {
      fill_uniform(parameters_.back(), bound, random);
    }
    if (recipe.weight_bits > 0) {
      index.step = add(make_parameter(name + "step", {1}, true, 0.0F));
      const auto weight = static_cast<std::size_t>(index.weight);
      const LsqShape shape{.rows = static_cast<std::size_t>(outputs),
                           .columns = static_cast<std::size_t>(inputs),
                           .steps = 1,
                           .bits = recipe.weight_bits};
      parameters_.back().value = lsq_start(shape, parameters_[weight].value.data());
      parameters_.back().average = parameters_.back().value;
      // Adam moves every number by about the learning rate; a step size is far smaller than 1.
      parameters_.back().rate = kStepPace * parameters_.back().value[0];
    }
    graph_->layers.push_back(index);
  }
  for (Parameter& parameter : parameters_) {
    graph_->leaves.push_back(view(parameter.value, parameter.shape));
    graph_->leaves.back().set_requires_grad(parameter.trained);
  }
}

Net::~Net() = default;
Net::Net(Net&&) noexcept = default;
Net& Net::operator=(Net&&) noexcept = default;

/// Input [batch, inputs] or [steps, batch, inputs] to the drive of the same leading shape.
at::Tensor Net::Graph::drive(const Recipe& recipe,
                             const LayerIndex& index,
                             const at::Tensor& in,
                             bool learning) {
  at::Tensor weight = leaf(index.weight);
  at::Tensor bias = leaf(index.bias);
  if (index.step >= 0) {
    const at::Tensor step = leaf(index.step);
    weight = lsq(weight, step, recipe.weight_bits);
    // The hardware counts in steps, so a bias that is not normalised away is a whole number of
    // them.
    if (index.gamma < 0) {
      bias = bias + (at::round(bias / step) * step - bias).detach();
    }
  }
  if (index.gamma < 0) {
    return train::linear(in, weight) + bias;
  }
  const at::Tensor sums = train::linear(in, weight);
  const at::Tensor gamma = leaf(index.gamma);
  const at::Tensor mean = leaf(index.mean);
  const at::Tensor variance = leaf(index.variance);
  if (!learning) return (sums - mean) * (gamma / at::sqrt(variance + kNormEpsilon)) + bias;
  at::Tensor out, batch_mean, inverse;
  train::batch_norm(sums, gamma, bias, kNormEpsilon, {out, batch_mean, inverse});
  // In place, as the leaves share the parameters' memory.
  mean.lerp_(batch_mean, kNormMomentum);
  variance.lerp_(at::pow(inverse, -2) - kNormEpsilon, kNormMomentum);
  return out;
}

namespace {

/// 0 with probability `dropout`, else 1: a hash of step, image and neuron, so no state to keep.
at::Tensor keep_mask(const at::Tensor& like, float dropout, std::int64_t count) {
  at::Tensor mask = at::empty_like(like);
  float* out = mask.data_ptr<float>();
  const auto size = static_cast<std::uint32_t>(mask.numel());
  const auto limit = static_cast<std::uint32_t>(static_cast<double>(dropout) * 4294967295.0);
  const std::uint32_t seed = rng::mix(static_cast<std::uint32_t>(count));
#pragma omp parallel for simd schedule(static)
  for (std::uint32_t i = 0; i < size; ++i) out[i] = rng::mix(seed ^ i) < limit ? 0.0F : 1.0F;
  return mask;
}

Outcome outcome(const Recipe& recipe,
                const Forward& forward,
                const at::Tensor& labels,
                const at::Tensor& loss) {
  const at::Tensor read_out =
      forward.counts.detach().to(at::kDouble) * 8.0 + forward.potential.detach().to(at::kDouble);
  Outcome result;
  result.images = labels.size(0);
  result.loss = loss.item<double>() * static_cast<double>(result.images);
  result.correct = at::eq(read_out.argmax(1), labels).sum().item<std::int64_t>();
  for (const at::Tensor& rate : forward.rates) {
    result.spikes.push_back(rate.item<double>() * static_cast<double>(result.images));
  }
  expects(result.spikes.size() + 1 == recipe.widths.size(), "one spike rate a layer");
  return result;
}

at::Tensor logits_loss(const Recipe& recipe, const Forward& forward, const at::Tensor& labels) {
  at::Tensor logits = forward.counts * recipe.count_scale;
  if (recipe.potential_scale != 0.0F) logits = logits + forward.potential * recipe.potential_scale;
  return at::cross_entropy_loss(
      logits, labels, {}, at::Reduction::Mean, -100, static_cast<double>(recipe.label_smoothing));
}

at::Tensor rate_penalty(const Recipe& recipe, const Forward& forward) {
  at::Tensor penalty = at::zeros({});
  for (std::size_t k = 0; k + 1 < forward.rates.size(); ++k) {
    penalty = penalty + at::relu(forward.rates[k] - recipe.rate_target) * recipe.rate_weight;
  }
  return penalty;
}

at::Tensor as_tensor(std::span<const float> pixels, std::size_t images) {
  const auto rows = static_cast<std::int64_t>(images);
  const auto columns = static_cast<std::int64_t>(pixels.size() / images);
  return at::from_blob(const_cast<float*>(pixels.data()), {rows, columns}, at::kFloat);
}

at::Tensor as_tensor(std::span<const std::uint8_t> labels) {
  return at::from_blob(const_cast<std::uint8_t*>(labels.data()),
                       {static_cast<std::int64_t>(labels.size())},
                       at::kByte)
      .to(at::kLong);
}

}  // namespace

Forward Net::Graph::run(const Recipe& recipe,
                        at::Tensor signal,
                        bool learning,
                        std::int64_t count) {
  Forward forward;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    at::Tensor current = drive(recipe, layers[k], signal, learning);
    const bool drop = learning && k == 0 && recipe.dropout > 0.0F;
    if (drop) current = current * keep_mask(current, recipe.dropout, count);
    at::Tensor rate;
    spike(recipe.cell, recipe.steps, current, {signal, forward.potential, rate});
    if (drop) signal = signal * (1.0F / (1.0F - recipe.dropout));
    forward.rates.push_back(rate);
  }
  forward.counts = signal.sum(0);
  return forward;
}

Outcome Net::learn(std::span<const float> pixels,
                   std::span<const std::uint8_t> labels,
                   float learning_rate,
                   std::int64_t count) {
  const at::Tensor truth = as_tensor(labels);
  const Forward forward = graph_->run(recipe_, as_tensor(pixels, labels.size()), true, count);
  const at::Tensor loss = logits_loss(recipe_, forward, truth);
  torch::autograd::variable_list trained;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].trained) trained.push_back(graph_->leaves[i]);
  }
  const auto gradients =
      torch::autograd::grad({loss + rate_penalty(recipe_, forward)}, trained, {}, {}, false, true);
  Adam adam = recipe_.adam;
  const auto seen = static_cast<float>(count);
  adam.average_decay = std::min(adam.average_decay, (1.0F + seen) / (10.0F + seen));
  std::size_t next = 0;
  for (Parameter& parameter : parameters_) {
    if (!parameter.trained) {
      follow(adam, parameter);
      continue;
    }
    const at::Tensor gradient = gradients[next++].contiguous();
    const std::span<const float> numbers(gradient.data_ptr<float>(), parameter.size());
    adam_step(adam, parameter, numbers, learning_rate, count);
  }
  return outcome(recipe_, forward, truth, loss);
}

Outcome Net::evaluate(std::span<const float> pixels, std::span<const std::uint8_t> labels) {
  const at::NoGradGuard no_gradients;
  const at::Tensor truth = as_tensor(labels);
  const Forward forward = graph_->run(recipe_, as_tensor(pixels, labels.size()), false, 0);
  return outcome(recipe_, forward, truth, logits_loss(recipe_, forward, truth));
}

void Net::swap_average() {
  for (Parameter& parameter : parameters_) {
    std::swap_ranges(parameter.value.begin(), parameter.value.end(), parameter.average.begin());
  }
}

std::vector<quantize::RealLayer> Net::export_layers() const {
  std::vector<quantize::RealLayer> layers;
  const auto numbers = [this](int index) {
    return index < 0 ? std::vector<float>{} : parameters_[static_cast<std::size_t>(index)].value;
  };
  for (std::size_t k = 0; k < graph_->layers.size(); ++k) {
    const LayerIndex& index = graph_->layers[k];
    quantize::RealLayer layer;
    layer.inputs = recipe_.widths[k];
    layer.outputs = recipe_.widths[k + 1];
    layer.weights = numbers(index.weight);
    layer.bias = numbers(index.bias);
    layer.gain = numbers(index.gamma);
    layer.step = numbers(index.step);
    for (float& step : layer.step) step = std::fabs(step);
    const std::vector<float> mean = numbers(index.mean);
    const std::vector<float> variance = numbers(index.variance);
    for (std::size_t o = 0; o < layer.gain.size(); ++o) {
      layer.gain[o] /= std::sqrt(variance[o] + kNormEpsilon);
      layer.bias[o] -= layer.gain[o] * mean[o];
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

void set_threads(int threads) {
  const int count = threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency());
  at::set_num_threads(count);
  omp_set_num_threads(count);
  use_single_threaded_blas();
}

double measure_gemm(int n, int repeats) {
  const auto size = static_cast<std::size_t>(n) * static_cast<std::size_t>(n);
  const std::vector<float> a(size, 1.0F);
  const std::vector<float> b(size, 1.0F);
  std::vector<float> c(size);
  const auto multiply = [&] {
    gemm(Lay::kPlain, Lay::kPlain, n, n, n, a.data(), b.data(), c.data());
  };
  multiply();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) multiply();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return 2.0 * std::pow(static_cast<double>(n), 3) * repeats / seconds.count() * 1e-9;
}

}  // namespace spinforge::train
