// SPDX-License-Identifier: Apache-2.0
#include "weights/train/net.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/generated/variable_factories.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "weights/train/graph.hpp"

namespace spinforge::train {

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

Net::Net(const Recipe& recipe, std::uint64_t seed)
    : recipe_(recipe), own_steps_(recipe.steps), graph_(std::make_unique<Graph>()) {
  graph_->layers = make_layers(recipe, seed, parameters_);
  for (Parameter& parameter : parameters_) {
    graph_->leaves.push_back(at::from_blob(parameter.value.data(), parameter.shape, at::kFloat));
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
  return real_layers(recipe_, graph_->layers, parameters_);
}

}  // namespace spinforge::train
