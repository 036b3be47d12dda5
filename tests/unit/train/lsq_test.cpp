// SPDX-License-Identifier: Apache-2.0
#include "weights/train/lsq.hpp"

#include <cmath>

#include "tests/unit/train/numbers.hpp"
#include "tests/unit/train/reference.hpp"

using namespace spinforge;

TEST_CASE("Learned step sizes have the gradients of their definition") {
  const int bits = GENERATE(2, 4, 6, 8);
  const bool by_row = GENERATE(false, true);
  train::LsqShape shape{.rows = 5, .columns = 33, .steps = 1, .bits = bits};
  if (by_row) shape.steps = shape.rows;
  rng::Sequence random(static_cast<std::uint64_t>(bits));
  const std::vector<float> weight = test::uniform(random, shape.rows * shape.columns);
  const std::vector<float> loss_weight = test::uniform(random, weight.size());
  // Small enough that some weights lie beyond the ends of the grid.
  std::vector<float> step = test::uniform(random, shape.steps, 0.7, 0.9);
  for (float& s : step) s /= shape.high();

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
  test::require_close(quantised, plain.quantised, Approx(0).margin(1e-6));
  test::require_close(weight_gradient, plain.weight_gradient, Approx(0).margin(1e-6));
  test::require_close(step_gradient, plain.step_gradient, Approx(0).epsilon(1e-4).margin(1e-5));
}

TEST_CASE("Quantised weights are whole multiples of the step within the range of their bits") {
  const int bits = GENERATE(2, 4, 8);
  const train::LsqShape shape{.rows = 4, .columns = 50, .steps = 1, .bits = bits};
  rng::Sequence random(3);
  const std::vector<float> weight = test::uniform(random, 200, -2.0, 2.0);
  std::vector<float> quantised(200);
  const std::vector<float> step = train::lsq_start(shape, weight.data());
  train::lsq_forward(shape, weight.data(), step.data(), quantised.data());
  for (const float q : quantised) {
    const float n = q / step[0];
    REQUIRE(std::fabs(n - std::nearbyint(n)) < 1e-4F);
    REQUIRE(std::nearbyint(n) >= shape.low());
    REQUIRE(std::nearbyint(n) <= shape.high());
  }
}
