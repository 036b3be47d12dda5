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
#include <limits>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "gen/base/error.hpp"
#include "weights/train/gemm.hpp"
#include "weights/train/graph.hpp"
#include "weights/train/lsq.hpp"

namespace spinforge::train {
namespace {

/// Share of its own starting value by which a step size moves per unit of learning rate.
constexpr float kStepPace = 0.3F;

at::Tensor view(std::vector<float>& numbers, const std::vector<std::int64_t>& shape) {
  return at::from_blob(numbers.data(), shape, at::kFloat);
}

}  // namespace

void Outcome::add(const Outcome& other) {
  loss += other.loss;
  correct += other.correct;
  images += other.images;
  spikes.resize(std::max(spikes.size(), other.spikes.size()), 0.0);
  for (std::size_t i = 0; i < other.spikes.size(); ++i) spikes[i] += other.spikes[i];
}

void SumStatistics::add(const SumStatistics& other) {
  sum.resize(std::max(sum.size(), other.sum.size()), 0.0);
  square.resize(sum.size(), 0.0);
  rows += other.rows;
  for (std::size_t i = 0; i < other.sum.size(); ++i) {
    sum[i] += other.sum[i];
    square[i] += other.square[i];
  }
}

namespace {

/// Names, shapes and first values of one layer's parameters, and how fast each learns.
class LayerMaker {
 public:
  LayerMaker(const Recipe& recipe, std::size_t layer, std::vector<Parameter>& parameters)
      : recipe_(recipe),
        layer_(layer),
        prefix_(fmt::format("layer{}.", layer + 1)),
        parameters_(parameters) {}

  LayerIndex make(rng::Sequence& random) {
    const bool conv = layer_ < recipe_.convs.size();
    const bool normed = recipe_.normalise && (layer_ == 0 || conv);
    const std::vector<std::int64_t> shape = weight_shape();
    const std::int64_t filters = shape[0];
    std::int64_t fan_in = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) fan_in *= shape[i];
    const float bound = 1.0F / std::sqrt(static_cast<float>(fan_in));
    LayerIndex index;
    index.weight = add("weight", shape, true, 0.0F);
    fill_uniform(parameters_.back(), bound, random);
    parameters_.back().decay = recipe_.weight_decay;
    // Nothing rescales what these layers learn, so their small weights must move in small steps
    // or they all end at the ends of their grid.
    if (!normed) parameters_.back().rate = recipe_.later_pace;
    index.bias = add("bias", {filters}, true, 0.0F);
    if (normed) {
      index.gamma = add("gamma", {filters}, true, 0.5F);
      index.mean = add("mean", {filters}, false, 0.0F);
      index.variance = add("variance", {filters}, false, 1.0F);
    } else {
      fill_uniform(parameters_.back(), bound, random);
    }
    if (recipe_.weight_bits > 0) index.step = add_step(index.weight, filters, fan_in);
    return index;
  }

 private:
  std::vector<std::int64_t> weight_shape() const {
    if (layer_ < recipe_.convs.size()) {
      const network::Conv& conv = recipe_.convs[layer_];
      return {conv.channels, conv.kernel, conv.kernel, conv.input.channels};
    }
    return {recipe_.widths[layer_ + 1], recipe_.widths[layer_]};
  }

  int add(const char* name, std::vector<std::int64_t> shape, bool trained, float initial) {
    parameters_.push_back(make_parameter(prefix_ + name, std::move(shape), trained, initial));
    return static_cast<int>(parameters_.size()) - 1;
  }

  int add_step(int weight, std::int64_t filters, std::int64_t fan_in) {
    const bool own = recipe_.channel_steps && layer_ < recipe_.convs.size();
    const int index = add("step", {own ? filters : 1}, true, 0.0F);
    const LsqShape shape{.rows = static_cast<std::size_t>(filters),
                         .columns = static_cast<std::size_t>(fan_in),
                         .steps = own ? static_cast<std::size_t>(filters) : 1,
                         .bits = recipe_.weight_bits};
    Parameter& step = parameters_.back();
    step.value = lsq_start(shape, parameters_[static_cast<std::size_t>(weight)].value.data());
    step.average = step.value;
    // Adam moves every number by about the learning rate; a step size is far smaller than 1.
    step.rate = kStepPace * step.value[0];
    return index;
  }

  const Recipe& recipe_;
  std::size_t layer_;
  std::string prefix_;
  std::vector<Parameter>& parameters_;
};

}  // namespace

Net::Net(const Recipe& recipe, std::uint64_t seed)
    : recipe_(recipe), own_steps_(recipe.steps), graph_(std::make_unique<Graph>()) {
  rng::Sequence random(seed);
  for (std::size_t k = 0; k + 1 < recipe.widths.size(); ++k) {
    graph_->layers.push_back(LayerMaker(recipe, k, parameters_).make(random));
  }
  for (Parameter& parameter : parameters_) {
    graph_->leaves.push_back(view(parameter.value, parameter.shape));
    graph_->leaves.back().set_requires_grad(parameter.trained);
  }
}

Net::~Net() = default;
Net::Net(Net&&) noexcept = default;
Net& Net::operator=(Net&&) noexcept = default;

namespace {

Outcome outcome(const Recipe& recipe,
                const Forward& forward,
                const at::Tensor& labels,
                const at::Tensor& loss) {
  const at::Tensor read_out = forward.counts().detach().to(at::kDouble) * 8.0 +
                              forward.potential().detach().to(at::kDouble);
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

at::Tensor logits_loss(const Recipe& recipe,
                       float scale,
                       const Forward& forward,
                       const at::Tensor& labels) {
  at::Tensor logits = forward.counts() * (scale * recipe.count_scale);
  if (recipe.potential_scale != 0.0F) {
    logits = logits + forward.potential() * (scale * recipe.potential_scale);
  }
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

Outcome Net::learn(std::span<const float> pixels,
                   std::span<const std::uint8_t> labels,
                   float learning_rate,
                   std::int64_t count) {
  const at::Tensor truth = as_tensor(labels);
  const Forward forward = graph_->run(recipe_, as_tensor(pixels, labels.size()), true, count);
  const at::Tensor loss = logits_loss(recipe_, logit_scale(), forward, truth);
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
  return outcome(recipe_, forward, truth, logits_loss(recipe_, logit_scale(), forward, truth));
}

std::vector<SumStatistics> Net::statistics(std::span<const float> pixels, std::size_t images) {
  const at::NoGradGuard no_gradients;
  std::vector<SumStatistics> result(graph_->layers.size());
  graph_->statistics = &result;
  (void)graph_->run(recipe_, as_tensor(pixels, images), false, 0);
  graph_->statistics = nullptr;
  return result;
}

void Net::begin_stage(int steps) {
  recipe_.steps = steps;
  for (Parameter& parameter : parameters_) {
    std::copy(parameter.average.begin(), parameter.average.end(), parameter.value.begin());
    std::fill(parameter.first.begin(), parameter.first.end(), 0.0F);
    std::fill(parameter.second.begin(), parameter.second.end(), 0.0F);
  }
}

float Net::logit_scale() const {
  return static_cast<float>(own_steps_) / static_cast<float>(recipe_.steps);
}

void Net::use_steps(int steps) { recipe_.steps = steps; }

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
    if (k < recipe_.convs.size()) layer.conv = recipe_.convs[k];
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

namespace {

/// A batch needs the same large arrays as the one before: the allocator keeps them, where it would
/// give them back and have the system clear fresh pages every time.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int kMost = std::numeric_limits<int>::max();
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, kMost);
  ::mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace

void set_threads(int threads) {
  keep_memory();
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
