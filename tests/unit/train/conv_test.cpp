// SPDX-License-Identifier: Apache-2.0
#include "weights/train/conv.hpp"

#include "tests/unit/train/numbers.hpp"
#include "tests/unit/train/reference.hpp"
#include "weights/train/pool.hpp"
#include "weights/train/threads.hpp"

using namespace spinforge;

namespace {

/// Maps of spikes: three in ten are 1.
std::vector<float> spikes(rng::Sequence& random, std::size_t size) {
  std::vector<float> numbers(size);
  for (float& x : numbers) x = random.real() < 0.3 ? 1.0F : 0.0F;
  return numbers;
}

test::ConvCase make_case(int which) {
  // Even and odd maps, channels within and beyond a block, padding below and beyond the kernel's
  // reach, windows that leave rows over.
  test::ConvCase c;
  const int sizes[][8] = {{3, 6, 8, 3, 5, 3, 1, 2},
                          {20, 7, 5, 2, 33, 5, 2, 2},
                          {2, 7, 7, 4, 32, 5, 5, 2},
                          {40, 6, 6, 1, 70, 3, 0, 3},
                          {2, 4, 4, 32, 64, 1, 0, 1}};
  const int* const n = sizes[which];
  c.maps = n[0], c.height = n[1], c.width = n[2], c.inputs = n[3];
  c.outputs = n[4], c.kernel = n[5], c.padding = n[6], c.window = n[7];
  rng::Sequence random(static_cast<std::uint64_t>(which) + 3);
  const auto filled = [&](int size) {
    return test::uniform(random, static_cast<std::size_t>(size));
  };
  const int pixels = c.maps * c.height * c.width * c.inputs;
  c.in = which == 3 ? filled(pixels) : spikes(random, static_cast<std::size_t>(pixels));
  c.weight = filled(c.outputs * c.kernel * c.kernel * c.inputs);
  c.gamma = filled(c.outputs);
  c.beta = filled(c.outputs);
  c.loss_weight = filled(c.maps * (c.height + 10) * (c.width + 10) * c.outputs);
  return c;
}

/// `share` of the largest number is the error that is allowed.
void require_close(const std::vector<float>& a, const std::vector<float>& b, double share) {
  double largest = 1.0;
  for (const float x : b) largest = std::max(largest, static_cast<double>(std::abs(x)));
  test::require_close(a, b, Approx(0).margin(share * largest));
}

/// Factors of the dense product have eight significant bits on some processors.
constexpr double kCoarse = 0.02;

}  // namespace

TEST_CASE("A convolution has the values and gradients of Torch's") {
  test::ConvCase c = make_case(GENERATE(0, 1, 2, 3, 4));
  c.window = 0;
  const test::ConvResult ours = test::convolved(true, c);
  const test::ConvResult torchs = test::convolved(false, c);
  require_close(ours.out, torchs.out, 1e-5);
  require_close(ours.weight_gradient, torchs.weight_gradient, 1e-5);
  require_close(ours.in_gradient, torchs.in_gradient, kCoarse);
}

TEST_CASE("Batch norm and pool after it have the values and gradients of Torch's") {
  const test::ConvCase c = make_case(GENERATE(0, 1, 2, 3, 4));
  const test::ConvResult ours = test::convolved(true, c);
  const test::ConvResult torchs = test::convolved(false, c);
  require_close(ours.out, torchs.out, 1e-4);
  require_close(ours.gamma_gradient, torchs.gamma_gradient, 1e-4);
  require_close(ours.beta_gradient, torchs.beta_gradient, 1e-4);
  require_close(ours.weight_gradient, torchs.weight_gradient, 1e-3);
  require_close(ours.in_gradient, torchs.in_gradient, kCoarse);
}

TEST_CASE("The gradients of a convolution are slopes of its sum") {
  const test::ConvCase c = make_case(0);
  const train::ConvShape shape{
      .images = 3, .height = 6, .width = 8, .inputs = 3, .outputs = 5, .kernel = 3, .padding = 1};
  const auto loss = [&](const std::vector<float>& weight) {
    std::vector<float> out(3 * shape.out_size());
    train::conv_forward(shape, c.in.data(), weight.data(), out.data());
    double sum = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i)
      sum += static_cast<double>(out[i] * c.loss_weight[i]);
    return sum;
  };
  std::vector<float> gradient(shape.weights());
  train::conv_weight_gradient(shape, c.in.data(), c.loss_weight.data(), gradient.data());
  for (std::size_t i = 0; i < gradient.size(); i += 7) {
    std::vector<float> moved = c.weight;
    moved[i] += 1.0F;  // the loss is linear in it
    CHECK(loss(moved) - loss(c.weight) == Approx(gradient[i]).margin(1e-3));
  }
}

TEST_CASE("Convolution, statistics and pool have the same bits with any number of threads") {
  const test::ConvCase c = make_case(1);
  const auto run = [&](int threads) {
    train::set_threads(threads);
    return test::convolved(true, c);
  };
  const test::ConvResult one = run(1);
  const test::ConvResult three = run(3);
  CHECK((one.out == three.out));
  CHECK((one.weight_gradient == three.weight_gradient));
  CHECK((one.in_gradient == three.in_gradient));
  CHECK((one.gamma_gradient == three.gamma_gradient));
}

TEST_CASE("A pool takes the first of equal numbers, and a negative gamma the smallest") {
  const train::PoolShape shape{.maps = 1, .height = 2, .width = 2, .channels = 2, .window = 2};
  const std::vector<float> x{1.0F, 4.0F, 3.0F, 1.0F, 3.0F, 2.0F, 0.0F, 1.0F};
  const std::vector<float> gamma{1.0F, -2.0F}, beta{0.5F, 0.0F}, mean{1.0F, 0.0F},
      inverse{2.0F, 1.0F};
  std::vector<float> out(2), normal(2);
  std::vector<std::uint8_t> choice(2);
  train::norm_pool_forward(shape,
                           {gamma.data(), beta.data(), mean.data(), inverse.data()},
                           x.data(),
                           out.data(),
                           normal.data(),
                           choice.data());
  CHECK(out == std::vector<float>{4.5F, -2.0F});
  CHECK(normal == std::vector<float>{4.0F, 1.0F});
  CHECK(choice == std::vector<std::uint8_t>{1, 1});
}
