// SPDX-License-Identifier: Apache-2.0
#include "weights/train/conv_ops.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "weights/train/conv.hpp"
#include "weights/train/pool.hpp"

namespace spinforge::train {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Maps in one call of Torch's convolution, which one thread makes.
constexpr std::int64_t kMaps = 16;

std::size_t extent(const at::Tensor& tensor, std::int64_t dimension) {
  return static_cast<std::size_t>(tensor.size(dimension));
}

ConvShape conv_shape(const at::Tensor& in, const at::Tensor& weight, std::int64_t padding) {
  return {.images = extent(in, 0),
          .height = extent(in, 1),
          .width = extent(in, 2),
          .inputs = extent(in, 3),
          .outputs = extent(weight, 0),
          .kernel = extent(weight, 1),
          .padding = static_cast<std::size_t>(padding)};
}

at::ScalarType factor_type() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16")) return at::kBFloat16;
#endif
  return at::kFloat;
}

/// The gradient of the input is a convolution of that of the output with the mirrored kernel.
/// Torch counts [maps, channels, height, width]; the memory stays in our order.
at::Tensor input_gradient(const at::Tensor& weight,
                          const at::Tensor& gradient,
                          std::int64_t padding,
                          at::IntArrayRef shape) {
  const at::ScalarType type = factor_type();
  const std::int64_t kernel = weight.size(1);
  const at::Tensor mirrored =
      weight.flip({1, 2}).permute({3, 0, 1, 2}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
  // More padding than the kernel reaches over only made outputs that no input touches.
  const std::int64_t margin = kernel - 1 - padding;
  const std::int64_t cut = std::max<std::int64_t>(-margin, 0);
  const at::Tensor inner = gradient.narrow(1, cut, gradient.size(1) - 2 * cut)
                               .narrow(2, cut, gradient.size(2) - 2 * cut)
                               .permute({0, 3, 1, 2});
  at::Tensor result = at::empty(shape, weight.options());
  const at::Tensor view = result.permute({0, 3, 1, 2});
  const std::int64_t maps = gradient.size(0);
#pragma omp parallel for schedule(dynamic)
  for (std::int64_t first = 0; first < maps; first += kMaps) {
    const at::NoGradGuard no_gradients;
    const std::int64_t count = std::min(kMaps, maps - first);
    const at::Tensor part =
        inner.narrow(0, first, count).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    view.narrow(0, first, count)
        .copy_(at::conv2d(part, mirrored, {}, 1, std::max<std::int64_t>(margin, 0)));
  }
  return result;
}

struct ConvFunction : torch::autograd::Function<ConvFunction> {
  static at::Tensor forward(AutogradContext* context,
                            const at::Tensor& input,
                            const at::Tensor& weight,
                            std::int64_t padding) {
    const at::Tensor in = input.contiguous();
    const ConvShape shape = conv_shape(in, weight, padding);
    at::Tensor out = at::empty({in.size(0),
                                static_cast<std::int64_t>(shape.out_height()),
                                static_cast<std::int64_t>(shape.out_width()),
                                weight.size(0)},
                               in.options());
    conv_forward(shape, in.data_ptr<float>(), weight.data_ptr<float>(), out.data_ptr<float>());
    context->save_for_backward({in, weight});
    context->saved_data["padding"] = padding;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const std::int64_t padding = context->saved_data["padding"].toInt();
    const at::Tensor gradient = gradients[0].contiguous();
    at::Tensor weight_gradient = at::empty_like(saved[1]);
    conv_weight_gradient(conv_shape(saved[0], saved[1], padding),
                         saved[0].data_ptr<float>(),
                         gradient.data_ptr<float>(),
                         weight_gradient.data_ptr<float>());
    if (!context->needs_input_grad(0)) return {at::Tensor(), weight_gradient, {}};
    return {input_gradient(saved[1], gradient, padding, saved[0].sizes()), weight_gradient, {}};
  }
};

PoolShape pool_shape(const at::Tensor& in, std::int64_t window) {
  return {.maps = extent(in, 0),
          .height = extent(in, 1),
          .width = extent(in, 2),
          .channels = extent(in, 3),
          .window = static_cast<std::size_t>(window)};
}

at::Tensor empty_pooled(const at::Tensor& in, std::int64_t window) {
  return at::empty({in.size(0), in.size(1) / window, in.size(2) / window, in.size(3)},
                   in.options());
}

NormView norm_view(const at::Tensor& gamma,
                   const at::Tensor& beta,
                   const at::Tensor& mean,
                   const at::Tensor& inverse) {
  return {.gamma = gamma.data_ptr<float>(),
          .beta = beta.data_ptr<float>(),
          .mean = mean.data_ptr<float>(),
          .inverse = inverse.data_ptr<float>()};
}

struct NormPoolFunction : torch::autograd::Function<NormPoolFunction> {
  static variable_list forward(AutogradContext* context,
                               const at::Tensor& in,
                               const at::Tensor& gamma,
                               const at::Tensor& beta,
                               double epsilon,
                               std::int64_t window) {
    const PoolShape shape = pool_shape(in, window);
    at::Tensor mean = at::empty_like(gamma);
    at::Tensor inverse = at::empty_like(gamma);
    channel_statistics(
        shape, in.data_ptr<float>(), mean.data_ptr<float>(), inverse.data_ptr<float>());
    inverse = at::rsqrt(inverse + epsilon);
    at::Tensor out = empty_pooled(in, window);
    at::Tensor normal = at::empty_like(out);
    at::Tensor choice = at::empty(out.sizes(), at::kByte);
    norm_pool_forward(shape,
                      norm_view(gamma, beta, mean, inverse),
                      in.data_ptr<float>(),
                      out.data_ptr<float>(),
                      normal.data_ptr<float>(),
                      choice.data_ptr<std::uint8_t>());
    context->save_for_backward({in, gamma, beta, mean, inverse, normal, choice});
    context->mark_non_differentiable({mean, inverse});
    context->saved_data["window"] = window;
    return {out, mean, inverse};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor gradient = gradients[0].contiguous();
    at::Tensor in_gradient = at::empty_like(saved[0]);
    at::Tensor gamma_gradient = at::empty_like(saved[1]);
    at::Tensor beta_gradient = at::empty_like(saved[2]);
    norm_pool_backward(pool_shape(saved[0], context->saved_data["window"].toInt()),
                       norm_view(saved[1], saved[2], saved[3], saved[4]),
                       saved[0].data_ptr<float>(),
                       saved[5].data_ptr<float>(),
                       saved[6].data_ptr<std::uint8_t>(),
                       gradient.data_ptr<float>(),
                       in_gradient.data_ptr<float>(),
                       gamma_gradient.data_ptr<float>(),
                       beta_gradient.data_ptr<float>());
    return {in_gradient, gamma_gradient, beta_gradient, {}, {}};
  }
};

}  // namespace

at::Tensor convolve(const at::Tensor& in, const at::Tensor& weight, int padding) {
  return ConvFunction::apply(in, weight, static_cast<std::int64_t>(padding));
}

void norm_pool(const at::Tensor& in,
               const at::Tensor& gamma,
               const at::Tensor& beta,
               float epsilon,
               int window,
               Normed result) {
  const variable_list results = NormPoolFunction::apply(in.contiguous(),
                                                        gamma,
                                                        beta,
                                                        static_cast<double>(epsilon),
                                                        static_cast<std::int64_t>(window));
  result.out = results[0];
  result.mean = results[1];
  result.inverse = results[2];
}

at::Tensor norm_pool_fixed(const at::Tensor& in,
                           const at::Tensor& gamma,
                           const at::Tensor& beta,
                           const at::Tensor& mean,
                           const at::Tensor& inverse,
                           int window) {
  const at::Tensor maps = in.contiguous();
  at::Tensor out = empty_pooled(maps, window);
  norm_pool_forward(pool_shape(maps, window),
                    norm_view(gamma, beta, mean, inverse),
                    maps.data_ptr<float>(),
                    out.data_ptr<float>(),
                    nullptr,
                    nullptr);
  return out;
}

}  // namespace spinforge::train
