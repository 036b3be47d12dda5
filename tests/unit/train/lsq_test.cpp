// SPDX-License-Identifier: Apache-2.0
#include "weights/train/lsq.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "gen/base/rng.hpp"
#include "tests/unit/train/reference.hpp"

using namespace spinforge;

TEST_CASE("Learned step sizes have the gradients of their definition") {
  const int bits = GENERATE(2, 4, 6, 8);
  const bool by_row = GENERATE(false, true);
  train::LsqShape shape{.rows = 5, .columns = 33, .steps = 1, .bits = bits};
  if (by_row) shape.steps = shape.rows;
  rng::Sequence random(static_cast<std::uint64_t>(bits));
  const auto uniform = [&] { return static_cast<float>(2.0 * random.real() - 1.0); };
  std::vector<float> weight(shape.rows * shape.columns), loss_weight(weight.size());
  for (float& w : weight) w = uniform();
  for (float& w : loss_weight) w = uniform();
  std::vector<float> step(shape.steps);
  // Small enough that some weights lie beyond the ends of the grid.
  for (float& s : step) s = (0.8F + 0.1F * uniform()) / shape.high();

  const test::LsqResult plain = test::plain_lsq(shape, weight, step, loss_weight);
  std::vector<float> quantised(weight.size()), weight_gradient(weight.size()),
      step_gradient(step.size());
  train::lsq_forward(shape, weight.data(), step.data(), quantised.data());
  train::lsq_backward(shape,
                      weight.data(),
                      step.data(),
                      loss_weight.data(),
                      weight_gradient.data(),
                      step_gradient.data());
  for (std::size_t i = 0; i < weight.size(); ++i) {
    REQUIRE(quantised[i] == Approx(plain.quantised[i]).margin(1e-6));
    REQUIRE(weight_gradient[i] == Approx(plain.weight_gradient[i]).margin(1e-6));
  }
  for (std::size_t i = 0; i < step.size(); ++i) {
    REQUIRE(step_gradient[i] == Approx(plain.step_gradient[i]).epsilon(1e-4).margin(1e-5));
  }
}

TEST_CASE("Quantised weights are whole multiples of the step within the range of their bits") {
  const int bits = GENERATE(2, 4, 8);
  const train::LsqShape shape{.rows = 4, .columns = 50, .steps = 1, .bits = bits};
  rng::Sequence random(3);
  std::vector<float> weight(200), quantised(200);
  for (float& w : weight) w = static_cast<float>(4.0 * random.real() - 2.0);
  const std::vector<float> step = train::lsq_start(shape, weight.data());
  train::lsq_forward(shape, weight.data(), step.data(), quantised.data());
  for (const float q : quantised) {
    const float n = q / step[0];
    REQUIRE(std::fabs(n - std::nearbyint(n)) < 1e-4F);
    REQUIRE(std::nearbyint(n) >= shape.low());
    REQUIRE(std::nearbyint(n) <= shape.high());
  }
}
