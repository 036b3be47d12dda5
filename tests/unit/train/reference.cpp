// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/train/reference.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <numbers>

#include "weights/train/conv_ops.hpp"
#include "weights/train/ops.hpp"

namespace spinforge::test {
namespace {

at::Tensor tensor(const std::vector<float>& numbers, const std::vector<std::int64_t>& shape) {
  return at::from_blob(const_cast<float*>(numbers.data()), shape, at::kFloat).clone();
}

std::vector<float> numbers(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.detach().contiguous();
  const float* data = plain.data_ptr<float>();
  return {data, data + plain.numel()};
}

at::Tensor drive_of(const CellCase& input) {
  std::vector<std::int64_t> shape{input.batch, input.neurons};
  if (!input.constant_drive) shape.insert(shape.begin(), input.steps);
  at::Tensor drive = tensor(input.drive, shape);
  drive.set_requires_grad(true);
  return drive;
}

CellResult finish(const CellCase& input,
                  const at::Tensor& drive,
                  const at::Tensor& spikes,
                  const at::Tensor& potential,
                  const at::Tensor& rate) {
  const at::Tensor loss =
      (spikes * tensor(input.spike_weight, {input.steps, input.batch, input.neurons})).sum() +
      (potential * tensor(input.potential_weight, {input.batch, input.neurons})).sum() +
      rate * input.rate_weight;
  const auto gradients = torch::autograd::grad({loss}, {drive});
  return {.spikes = numbers(spikes),
          .potential = numbers(potential),
          .drive_gradient = numbers(gradients[0]),
          .rate = rate.item<float>()};
}

/// Heaviside forward; backward the derivative of atan(pi*z)/pi.
at::Tensor spike_of(const at::Tensor& z) {
  const double pi = std::numbers::pi;
  const at::Tensor soft = at::atan(z * pi) / pi;
  return at::ge(z, 0).to(at::kFloat) + (soft - soft.detach());
}

}  // namespace

CellResult fused_cell(const train::Cell& cell, const CellCase& input) {
  const at::Tensor drive = drive_of(input);
  at::Tensor spikes, potential, rate;
  train::spike(cell, input.steps, drive, {}, {spikes, potential, rate});
  return finish(input, drive, spikes, potential, rate);
}

namespace {

/// What a neuron carries from step to step.
struct State {
  at::Tensor u;      ///< after the reset
  at::Tensor waits;  ///< steps that the reset still takes
};

/// 1 in the range; backward the derivative at the end that is nearer, falling at the upper one.
at::Tensor spike_in_range(const train::Cell& cell, const at::Tensor& u1) {
  const at::Tensor lower = u1 - cell.threshold, upper = cell.threshold_hi - u1;
  const at::Tensor soft = at::where(at::le(lower, upper), spike_of(lower), spike_of(upper));
  const at::Tensor fired =
      at::logical_and(at::ge(lower, 0), at::ge(upper, 0)).to(at::kFloat).detach();
  return soft + (fired - soft).detach();
}

/// One step of the wall's law. Returns the spike.
at::Tensor wall_step(const train::Cell& cell, const at::Tensor& now, State& state) {
  const at::Tensor& u = state.u;
  const at::Tensor leak = at::minimum(u * u * cell.kappa + cell.b, at::abs(u));
  const at::Tensor free = at::le(state.waits, 0).to(at::kFloat);
  const at::Tensor u1 = at::clamp(u - at::sign(u) * leak + now, cell.u_min, cell.u_max) * free;
  const at::Tensor spike = spike_in_range(cell, u1) * free;
  state.u = u1 * (1 - spike.detach());
  state.waits =
      at::where(at::gt(spike.detach(), 0), at::full_like(u, cell.dead_steps), state.waits - 1);
  return spike;
}

/// One step of snnTorch's Leaky: the spike of the potential before is taken off now.
at::Tensor leaky_step(const train::Cell& cell, const at::Tensor& now, at::Tensor& u) {
  const at::Tensor reset = at::gt(u, cell.threshold).to(at::kFloat).detach() * cell.threshold;
  u = at::clamp(u * cell.beta + now - reset, cell.u_min, cell.u_max);
  const at::Tensor z = u - cell.threshold;
  const at::Tensor fired = at::gt(z, 0).to(at::kFloat);
  const at::Tensor soft = spike_of(z);
  return soft + (fired - soft).detach();
}

}  // namespace

CellResult plain_cell(const train::Cell& cell, const CellCase& input) {
  const at::Tensor drive = drive_of(input);
  State state{at::zeros({input.batch, input.neurons}), at::zeros({input.batch, input.neurons})};
  std::vector<at::Tensor> spikes;
  for (int t = 0; t < input.steps; ++t) {
    const at::Tensor now = input.constant_drive ? drive : drive[t];
    spikes.push_back(cell.law == train::Law::kLeaky ? leaky_step(cell, now, state.u)
                                                    : wall_step(cell, now, state));
  }
  const at::Tensor all = at::stack(spikes);
  return finish(input, drive, all, state.u, all.mean());
}

LsqResult plain_lsq(const train::LsqShape& shape,
                    const std::vector<float>& weight,
                    const std::vector<float>& step,
                    const std::vector<float>& loss_weight) {
  const auto rows = static_cast<std::int64_t>(shape.rows);
  const auto columns = static_cast<std::int64_t>(shape.columns);
  at::Tensor w = tensor(weight, {rows, columns});
  at::Tensor s = tensor(step, {static_cast<std::int64_t>(shape.steps), 1});
  w.set_requires_grad(true);
  s.set_requires_grad(true);
  const double shared =
      static_cast<double>(shape.columns) * static_cast<double>(shape.steps == 1 ? shape.rows : 1);
  const double scale = 1.0 / std::sqrt(shared * static_cast<double>(shape.high()));
  const at::Tensor scaled = (s - s * scale).detach() + s * scale;
  const at::Tensor x = at::clamp(w / scaled, shape.low(), shape.high());
  const at::Tensor quantised = (x + (at::round(x) - x).detach()) * scaled;
  const at::Tensor loss = (quantised * tensor(loss_weight, {rows, columns})).sum();
  const auto gradients = torch::autograd::grad({loss}, {w, s});
  return {.quantised = numbers(quantised),
          .weight_gradient = numbers(gradients[0]),
          .step_gradient = numbers(gradients[1])};
}

NormResult normed(bool fused,
                  int rows,
                  int columns,
                  const std::vector<float>& in,
                  const std::vector<float>& gamma,
                  const std::vector<float>& beta,
                  const std::vector<float>& loss_weight) {
  constexpr float kEpsilon = 1e-5F;
  std::vector<at::Tensor> leaves{
      tensor(in, {rows, columns}), tensor(gamma, {columns}), tensor(beta, {columns})};
  for (at::Tensor& leaf : leaves) leaf.set_requires_grad(true);
  at::Tensor out, mean, inverse;
  if (fused) {
    train::batch_norm(leaves[0], leaves[1], leaves[2], kEpsilon, {out, mean, inverse});
  } else {
    out = at::batch_norm(
        leaves[0], leaves[1], leaves[2], {}, {}, true, 0.1, static_cast<double>(kEpsilon), false);
  }
  const at::Tensor loss = (out * tensor(loss_weight, {rows, columns})).sum();
  const auto gradients = torch::autograd::grad({loss}, leaves);
  return {.out = numbers(out),
          .in_gradient = numbers(gradients[0]),
          .gamma_gradient = numbers(gradients[1]),
          .beta_gradient = numbers(gradients[2])};
}

namespace {

at::Tensor plain_maps(const ConvCase& c, const std::vector<at::Tensor>& leaves) {
  at::Tensor out = at::conv2d(
      leaves[0].permute({0, 3, 1, 2}), leaves[1].permute({0, 3, 1, 2}), {}, 1, c.padding);
  if (c.window > 0) {
    out = at::batch_norm(out, leaves[2], leaves[3], {}, {}, true, 0.1, 1e-5, false);
    out = at::max_pool2d(out, c.window);
  }
  return out.permute({0, 2, 3, 1});
}

at::Tensor fused_maps(const ConvCase& c, const std::vector<at::Tensor>& leaves) {
  at::Tensor out = train::convolve(leaves[0], leaves[1], c.padding);
  if (c.window > 0) {
    at::Tensor pooled, mean, inverse;
    train::norm_pool(out, leaves[2], leaves[3], 1e-5F, c.window, {pooled, mean, inverse});
    return pooled;
  }
  return out;
}

}  // namespace

ConvResult convolved(bool ours, const ConvCase& c) {
  std::vector<at::Tensor> leaves{tensor(c.in, {c.maps, c.height, c.width, c.inputs}),
                                 tensor(c.weight, {c.outputs, c.kernel, c.kernel, c.inputs}),
                                 tensor(c.gamma, {c.outputs}),
                                 tensor(c.beta, {c.outputs})};
  for (at::Tensor& leaf : leaves) leaf.set_requires_grad(true);
  const at::Tensor out = (ours ? fused_maps(c, leaves) : plain_maps(c, leaves)).contiguous();
  std::vector<float> weights = c.loss_weight;
  weights.resize(static_cast<std::size_t>(out.numel()));
  const at::Tensor loss = (out * tensor(weights, out.sizes().vec())).sum();
  if (c.window == 0) leaves.resize(2);
  const auto gradients = torch::autograd::grad({loss}, leaves);
  ConvResult result{.out = numbers(out),
                    .in_gradient = numbers(gradients[0]),
                    .weight_gradient = numbers(gradients[1]),
                    .gamma_gradient = {},
                    .beta_gradient = {}};
  if (c.window > 0) {
    result.gamma_gradient = numbers(gradients[2]);
    result.beta_gradient = numbers(gradients[3]);
  }
  return result;
}

}  // namespace spinforge::test
