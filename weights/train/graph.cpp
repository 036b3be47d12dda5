// SPDX-License-Identifier: Apache-2.0
#include "weights/train/graph.hpp"

#include <ATen/ATen.h>

#include "weights/train/conv_ops.hpp"
#include "weights/train/devices.hpp"
#include "weights/train/ops.hpp"

namespace spinforge::train {
namespace {

constexpr double kNormMomentum = 0.05;

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

/// `values` as a tensor of this shape; undefined where there are none.
at::Tensor tensor_of(const std::vector<float>& values, at::IntArrayRef shape) {
  if (values.empty()) return {};
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat).clone();
}

/// `values` [kBatchChips][neurons] for the images of a batch, [images, neurons].
at::Tensor by_image(const std::vector<float>& values, std::int64_t neurons, std::int64_t images) {
  constexpr std::int64_t kChips{kBatchChips};
  return tensor_of(values, {kChips, neurons})
      .repeat({(images + kChips - 1) / kChips, 1})
      .narrow(0, 0, images);
}

/// Adds sums [..., columns] up by column.
void add_statistics(SumStatistics& statistics, const at::Tensor& sums) {
  const at::Tensor rows = sums.reshape({-1, sums.size(-1)}).to(at::kDouble);
  const at::Tensor sum = rows.sum(0);
  const at::Tensor square = (rows * rows).sum(0);
  const auto columns = static_cast<std::size_t>(sums.size(-1));
  statistics.sum.resize(columns);
  statistics.square.resize(columns);
  statistics.rows += rows.size(0);
  for (std::size_t c = 0; c < columns; ++c) {
    statistics.sum[c] += sum.data_ptr<double>()[c];
    statistics.square[c] += square.data_ptr<double>()[c];
  }
}

/// [steps, batch, numbers of a map] or [batch, ...] as [maps, height, width, channels].
at::Tensor as_maps(const at::Tensor& in, const network::Shape& shape) {
  return in.reshape({-1, shape.height, shape.width, shape.channels});
}

}  // namespace

at::Tensor Net::Graph::leaf(int index) const { return leaves[static_cast<std::size_t>(index)]; }

at::Tensor Net::Graph::weights(const Recipe& recipe, const LayerIndex& index) const {
  if (index.step < 0) return leaf(index.weight);
  return lsq(leaf(index.weight), leaf(index.step), recipe.weight_bits);
}

/// `sums` [rows, columns], or maps where there is a window.
Net::Graph::Drive Net::Graph::normalised(const LayerIndex& index,
                                         const at::Tensor& sums,
                                         int window,
                                         bool learning) {
  const at::Tensor gamma = leaf(index.gamma);
  const at::Tensor bias = leaf(index.bias);
  const at::Tensor mean = leaf(index.mean);
  const at::Tensor variance = leaf(index.variance);
  const bool maps = window > 0;
  if (!learning) {
    const at::Tensor deviation = at::sqrt(variance + kNormEpsilon);
    const at::Tensor gain = gamma / deviation;
    const at::Tensor offset = bias - gain * mean;
    if (maps) {
      return {norm_pool_fixed(sums, gamma, bias, mean, 1.0 / deviation, window), gain, offset};
    }
    return {(sums - mean) * gain + bias, gain, offset};
  }
  at::Tensor out, batch_mean, inverse;
  if (maps) {
    norm_pool(sums, gamma, bias, kNormEpsilon, window, {out, batch_mean, inverse});
  } else {
    batch_norm(sums, gamma, bias, kNormEpsilon, {out, batch_mean, inverse});
  }
  const at::Tensor gain = gamma * inverse;
  const at::Tensor offset = bias - gain * batch_mean;
  // In place, as the leaves share the parameters' memory.
  mean.lerp_(batch_mean, kNormMomentum);
  variance.lerp_(at::pow(inverse, -2) - kNormEpsilon, kNormMomentum);
  return {out, gain, offset};
}

/// Input [batch, inputs] or [steps, batch, inputs] to the drive of the same leading shape.
Net::Graph::Drive Net::Graph::unlimited(const Recipe& recipe,
                                        std::size_t layer,
                                        const at::Tensor& in,
                                        const at::Tensor& weight,
                                        bool learning) {
  const LayerIndex& index = layers[layer];
  if (layer < recipe.convs.size()) {
    const network::Conv& conv = recipe.convs[layer];
    const at::Tensor sums = convolve(as_maps(in, conv.input), weight, conv.padding);
    if (statistics != nullptr) add_statistics((*statistics)[layer], sums);
    return normalised(index, sums, conv.pool_size, learning);
  }
  const at::Tensor sums = train::linear(in, weight);
  if (index.gamma >= 0) {
    if (statistics != nullptr) add_statistics((*statistics)[layer], sums);
    return normalised(index, sums, 0, learning);
  }
  at::Tensor bias = leaf(index.bias);
  if (index.step >= 0) {
    // The hardware counts in steps, so a bias that is not normalised away is a whole number of
    // them.
    const at::Tensor step = leaf(index.step);
    bias = bias + (at::round(bias / step) * step - bias).detach();
  }
  return {sums + bias, {}, bias};
}

namespace {

/// Factor on the drive of each filter that keeps it within +-`limit` for all inputs of 0 to 1.
at::Tensor limiting_factor(const at::Tensor& weight,
                           const at::Tensor& gain,
                           const at::Tensor& offset,
                           float limit) {
  const at::Tensor rows = weight.reshape({weight.size(0), -1});
  const at::Tensor ones = at::ones({1, rows.size(1)});
  const at::Tensor positive = train::linear(ones, at::relu(rows)).squeeze(0);
  const at::Tensor negative = train::linear(ones, at::relu(-rows)).squeeze(0);
  at::Tensor up = positive;
  at::Tensor down = negative;
  if (gain.defined()) {
    up = at::relu(gain) * positive + at::relu(-gain) * negative;
    down = at::relu(gain) * negative + at::relu(-gain) * positive;
  }
  const at::Tensor reach = at::maximum(up + offset, down - offset);
  return limit / at::clamp_min(reach, limit);
}

}  // namespace

at::Tensor Net::Graph::drive(const Recipe& recipe,
                             std::size_t layer,
                             const at::Tensor& in,
                             bool learning) {
  const at::Tensor weight = weights(recipe, layers[layer]);
  const Drive made = unlimited(recipe, layer, in, weight, learning);
  at::Tensor drive = made.drive;
  if (recipe.max_drive > 0.0F) {
    // A positive factor of a channel may stand behind its pool.
    drive = drive * limiting_factor(weight, made.gain, made.offset, recipe.max_drive);
  }
  if (layer >= recipe.convs.size()) return drive;
  std::vector<std::int64_t> shape = in.sizes().vec();
  shape.back() = recipe.convs[layer].output().size();
  return drive.reshape(shape);
}

Forward Net::Graph::run(const Recipe& recipe,
                        at::Tensor signal,
                        bool learning,
                        std::int64_t count) {
  Forward forward;
  at::Tensor potential;
  // Of a convolutional network the features that the read-out sees are dropped, not the edges.
  const std::size_t dropped = recipe.convs.empty() ? 0 : recipe.convs.size() - 1;
  for (std::size_t k = 0; k < layers.size(); ++k) {
    at::Tensor current = drive(recipe, k, signal, learning);
    const bool drop = learning && k == dropped && recipe.dropout > 0.0F;
    if (drop) {
      // An image keeps its mask at every step.
      const at::Tensor one = current.dim() == 2 ? current : current[0];
      current = current * keep_mask(one, recipe.dropout, count);
    }
    const std::int64_t neurons = current.size(-1), images = current.size(-2);
    const LayerDevices devices = learning ? draw_devices(recipe.cell,
                                                         recipe.spread,
                                                         training_chip(count),
                                                         kBatchChips,
                                                         k + 1,
                                                         k + 1 == layers.size(),
                                                         static_cast<std::size_t>(neurons))
                                          : LayerDevices();
    if (!devices.gain.empty()) current = current * by_image(devices.gain, neurons, images);
    at::Tensor rate;
    spike(recipe.cell,
          recipe.steps,
          current,
          tensor_of(devices.cells, {4, std::int64_t{kBatchChips} * neurons}),
          {signal, potential, rate});
    if (drop) signal = signal * (1.0F / (1.0F - recipe.dropout));
    if (!devices.works.empty()) {
      signal = signal * by_image(devices.works, neurons, images) +
               by_image(devices.fires, neurons, images);
    }
    forward.rates.push_back(rate);
  }
  forward.read_out = {signal.sum(0), potential};
  return forward;
}

}  // namespace spinforge::train
