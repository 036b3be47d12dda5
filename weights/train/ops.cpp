// SPDX-License-Identifier: Apache-2.0
#include "weights/train/ops.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "weights/train/gemm.hpp"
#include "weights/train/norm.hpp"

namespace spinforge::train {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

CellShape shape_of(const at::Tensor& drive, int steps) {
  const bool constant = drive.dim() == 2;
  const std::int64_t cells = constant ? drive.numel() : drive.numel() / steps;
  return {.steps = steps, .cells = static_cast<std::size_t>(cells), .constant_drive = constant};
}

const float* pointer(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

/// The cell as a node of the graph keeps it between forward and backward.
std::vector<double> packed(const Cell& cell) {
  std::vector<double> numbers{cell.law == Law::kLeaky ? 1.0 : 0.0};
  for (const float x : {cell.kappa,
                        cell.b,
                        cell.threshold,
                        cell.u_min,
                        cell.beta,
                        cell.u_max,
                        cell.threshold_hi,
                        static_cast<float>(cell.dead_steps)}) {
    numbers.push_back(static_cast<double>(x));
  }
  return numbers;
}

Cell unpacked(const std::vector<double>& numbers) {
  const auto number = [&](std::size_t i) { return static_cast<float>(numbers[i]); };
  return {.kappa = number(1),
          .b = number(2),
          .threshold = number(3),
          .u_min = number(4),
          .law = numbers[0] != 0.0 ? Law::kLeaky : Law::kWall,
          .beta = number(5),
          .u_max = number(6),
          .threshold_hi = number(7),
          .dead_steps = static_cast<int>(number(8))};
}

CellRow row_of(const at::Tensor& numbers) {
  if (numbers.numel() == 0) return {};
  return {.neurons = static_cast<std::size_t>(numbers.size(1)),
          .numbers = numbers.data_ptr<float>()};
}

struct SpikeFunction : torch::autograd::Function<SpikeFunction> {
  static variable_list forward(AutogradContext* context,
                               const at::Tensor& input,
                               const at::Tensor& numbers,
                               const Cell& cell,
                               std::int64_t steps) {
    const at::Tensor drive = input.contiguous();
    const CellShape shape = shape_of(drive, static_cast<int>(steps));
    const std::int64_t last = drive.dim() - 1;
    at::Tensor spikes = at::empty({steps, drive.size(last - 1), drive.size(last)}, drive.options());
    at::Tensor potential = at::empty({drive.size(last - 1), drive.size(last)}, drive.options());
    const std::uint64_t count = cell_forward(cell,
                                             shape,
                                             drive.data_ptr<float>(),
                                             spikes.data_ptr<float>(),
                                             potential.data_ptr<float>(),
                                             row_of(numbers));
    const double updates = static_cast<double>(shape.cells) * static_cast<double>(steps);
    at::Tensor rate = at::full({}, static_cast<double>(count) / updates, drive.options());
    context->save_for_backward({drive, numbers});
    context->set_materialize_grads(false);
    context->saved_data["cell"] = packed(cell);
    context->saved_data["steps"] = steps;
    return {spikes, potential, rate};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& drive = saved[0];
    const Cell cell = unpacked(context->saved_data["cell"].toDoubleVector());
    const auto steps = static_cast<int>(context->saved_data["steps"].toInt());
    const CellShape shape = shape_of(drive, steps);
    for (at::Tensor& gradient : gradients) {
      if (gradient.defined()) gradient = gradient.contiguous();
    }
    CellGradients incoming{.spikes = pointer(gradients[0]),
                           .final_potential = pointer(gradients[1])};
    if (gradients[2].defined()) {
      const double updates = static_cast<double>(shape.cells) * static_cast<double>(steps);
      incoming.per_spike = static_cast<float>(gradients[2].item<double>() / updates);
    }
    at::Tensor drive_gradient = at::empty_like(drive);
    cell_backward(cell,
                  shape,
                  drive.data_ptr<float>(),
                  incoming,
                  drive_gradient.data_ptr<float>(),
                  row_of(saved[1]));
    return {drive_gradient, {}, {}, {}};
  }
};

LsqShape lsq_shape(const at::Tensor& weight, const at::Tensor& step, std::int64_t bits) {
  return {.rows = static_cast<std::size_t>(weight.size(0)),
          .columns = static_cast<std::size_t>(weight.numel() / weight.size(0)),
          .steps = static_cast<std::size_t>(step.numel()),
          .bits = static_cast<int>(bits)};
}

struct LsqFunction : torch::autograd::Function<LsqFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& weight,
                            const at::Tensor& step,
                            std::int64_t bits) {
    at::Tensor quantised = at::empty_like(weight);
    lsq_forward(lsq_shape(weight, step, bits),
                weight.data_ptr<float>(),
                step.data_ptr<float>(),
                quantised.data_ptr<float>());
    context->save_for_backward({weight, step});
    context->saved_data["bits"] = bits;
    return quantised;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor gradient = gradients[0].contiguous();
    at::Tensor weight_gradient = at::empty_like(saved[0]);
    at::Tensor step_gradient = at::empty_like(saved[1]);
    lsq_backward(lsq_shape(saved[0], saved[1], context->saved_data["bits"].toInt()),
                 saved[0].data_ptr<float>(),
                 saved[1].data_ptr<float>(),
                 gradient.data_ptr<float>(),
                 weight_gradient.data_ptr<float>(),
                 step_gradient.data_ptr<float>());
    return {weight_gradient, step_gradient, {}};
  }
};

struct LinearFunction : torch::autograd::Function<LinearFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& input,
                            const at::Tensor& weight) {
    const at::Tensor in = input.contiguous();
    std::vector<std::int64_t> shape = in.sizes().vec();
    shape.back() = weight.size(0);
    at::Tensor out = at::empty(shape, in.options());
    const std::int64_t rows = in.numel() / in.size(-1);
    gemm(Lay::kPlain,
         Lay::kTransposed,
         rows,
         weight.size(0),
         weight.size(1),
         in.data_ptr<float>(),
         weight.data_ptr<float>(),
         out.data_ptr<float>());
    context->save_for_backward({in, weight});
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& in = saved[0];
    const at::Tensor& weight = saved[1];
    const at::Tensor gradient = gradients[0].contiguous();
    const std::int64_t outputs = weight.size(0);
    const std::int64_t inputs = weight.size(1);
    const std::int64_t rows = in.numel() / inputs;
    const float* g = gradient.data_ptr<float>();
    at::Tensor weight_gradient = at::empty_like(weight);
    gemm(Lay::kTransposed,
         Lay::kPlain,
         outputs,
         inputs,
         rows,
         g,
         in.data_ptr<float>(),
         weight_gradient.data_ptr<float>());
    if (!context->needs_input_grad(0)) return {at::Tensor(), weight_gradient};
    at::Tensor in_gradient = at::empty_like(in);
    gemm(Lay::kPlain,
         Lay::kPlain,
         rows,
         inputs,
         outputs,
         g,
         weight.data_ptr<float>(),
         in_gradient.data_ptr<float>());
    return {in_gradient, weight_gradient};
  }
};

struct NormFunction : torch::autograd::Function<NormFunction> {
  static NormShape shape_of(const at::Tensor& in, double epsilon) {
    return {.rows = static_cast<std::size_t>(in.size(0)),
            .columns = static_cast<std::size_t>(in.size(1)),
            .epsilon = static_cast<float>(epsilon)};
  }

  static variable_list forward(AutogradContext* context,
                               const at::Tensor& in,
                               const at::Tensor& gamma,
                               const at::Tensor& beta,
                               double epsilon) {
    at::Tensor out = at::empty_like(in);
    at::Tensor mean = at::empty_like(gamma);
    at::Tensor inverse = at::empty_like(gamma);
    norm_forward(shape_of(in, epsilon),
                 in.data_ptr<float>(),
                 gamma.data_ptr<float>(),
                 beta.data_ptr<float>(),
                 out.data_ptr<float>(),
                 mean.data_ptr<float>(),
                 inverse.data_ptr<float>());
    context->save_for_backward({in, gamma, mean, inverse});
    context->mark_non_differentiable({mean, inverse});
    context->saved_data["epsilon"] = epsilon;
    return {out, mean, inverse};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor gradient = gradients[0].contiguous();
    at::Tensor in_gradient = at::empty_like(saved[0]);
    at::Tensor gamma_gradient = at::empty_like(saved[1]);
    at::Tensor beta_gradient = at::empty_like(saved[1]);
    norm_backward(shape_of(saved[0], context->saved_data["epsilon"].toDouble()),
                  saved[0].data_ptr<float>(),
                  saved[1].data_ptr<float>(),
                  saved[2].data_ptr<float>(),
                  saved[3].data_ptr<float>(),
                  gradient.data_ptr<float>(),
                  in_gradient.data_ptr<float>(),
                  gamma_gradient.data_ptr<float>(),
                  beta_gradient.data_ptr<float>());
    return {in_gradient, gamma_gradient, beta_gradient, {}};
  }
};

}  // namespace

void batch_norm(const at::Tensor& in,
                const at::Tensor& gamma,
                const at::Tensor& beta,
                float epsilon,
                Normed result) {
  const variable_list results =
      NormFunction::apply(in.contiguous(), gamma, beta, static_cast<double>(epsilon));
  result.out = results[0];
  result.mean = results[1];
  result.inverse = results[2];
}

at::Tensor linear(const at::Tensor& in, const at::Tensor& weight) {
  return LinearFunction::apply(in, weight);
}

void spike(
    const Cell& cell, int steps, const at::Tensor& drive, const at::Tensor& numbers, Spiking out) {
  // An input of a node must be defined.
  const at::Tensor own = numbers.defined() ? numbers : at::empty({0});
  const variable_list results =
      SpikeFunction::apply(drive, own, cell, static_cast<std::int64_t>(steps));
  out.spikes = results[0];
  out.final_potential = results[1];
  out.rate = results[2];
}

at::Tensor lsq(const at::Tensor& weight, const at::Tensor& step, int bits) {
  return LsqFunction::apply(weight, step, static_cast<std::int64_t>(bits));
}

}  // namespace spinforge::train
