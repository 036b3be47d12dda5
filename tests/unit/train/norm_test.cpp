// SPDX-License-Identifier: Apache-2.0
#include "weights/train/norm.hpp"

#include "tests/unit/train/numbers.hpp"
#include "tests/unit/train/reference.hpp"

using namespace spinforge;

TEST_CASE("The batch norm has the values and gradients of Torch's") {
  const int columns = GENERATE(1, 64, 150);
  const int rows = 20;
  rng::Sequence random(2);
  const auto fill = [&](int size) {
    return test::uniform(random, static_cast<std::size_t>(size), -1.0, 2.0);
  };
  const auto in = fill(rows * columns);
  const auto gamma = fill(columns);
  const auto beta = fill(columns);
  const auto loss = fill(rows * columns);
  const test::NormResult ours = test::normed(true, rows, columns, in, gamma, beta, loss);
  const test::NormResult torchs = test::normed(false, rows, columns, in, gamma, beta, loss);
  test::require_close(ours.out, torchs.out, Approx(0).margin(1e-4));
  test::require_close(ours.in_gradient, torchs.in_gradient, Approx(0).margin(1e-4));
  test::require_close(ours.gamma_gradient, torchs.gamma_gradient, Approx(0).margin(1e-4));
  test::require_close(ours.beta_gradient, torchs.beta_gradient, Approx(0).margin(1e-4));
}
