// SPDX-License-Identifier: Apache-2.0
#include "weights/train/norm.hpp"

#include <catch2/catch.hpp>

#include "gen/base/rng.hpp"
#include "tests/unit/train/reference.hpp"

using namespace spinforge;

TEST_CASE("The batch norm has the values and gradients of Torch's") {
  const int columns = GENERATE(1, 64, 150);
  const int rows = 20;
  rng::Sequence random(2);
  const auto fill = [&](int size) {
    std::vector<float> numbers(static_cast<std::size_t>(size));
    for (float& x : numbers) x = static_cast<float>(3.0 * random.real() - 1.0);
    return numbers;
  };
  const auto in = fill(rows * columns);
  const auto gamma = fill(columns);
  const auto beta = fill(columns);
  const auto loss = fill(rows * columns);
  const test::NormResult ours = test::normed(true, rows, columns, in, gamma, beta, loss);
  const test::NormResult torchs = test::normed(false, rows, columns, in, gamma, beta, loss);
  const auto require_close = [](const std::vector<float>& a, const std::vector<float>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) REQUIRE(a[i] == Approx(b[i]).margin(1e-4));
  };
  require_close(ours.out, torchs.out);
  require_close(ours.in_gradient, torchs.in_gradient);
  require_close(ours.gamma_gradient, torchs.gamma_gradient);
  require_close(ours.beta_gradient, torchs.beta_gradient);
}
