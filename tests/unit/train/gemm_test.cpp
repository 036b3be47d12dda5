// SPDX-License-Identifier: Apache-2.0
#include "weights/train/gemm.hpp"

#include "tests/unit/train/numbers.hpp"
#include "weights/train/threads.hpp"

using namespace spinforge;
using train::Lay;

namespace {

std::vector<float> random_matrix(int size, std::uint64_t seed) {
  rng::Sequence random(seed);
  return test::uniform(random, static_cast<std::size_t>(size));
}

}  // namespace

TEST_CASE("The sliced matrix product equals the sum of its definition in every layout") {
  const auto [m, n, k] =
      GENERATE(table<int, int, int>({{1, 1, 1}, {3, 700, 20}, {700, 3, 20}, {257, 300, 11}}));
  const Lay a_lay = GENERATE(Lay::kPlain, Lay::kTransposed);
  const Lay b_lay = GENERATE(Lay::kPlain, Lay::kTransposed);
  const std::vector<float> a = random_matrix(m * k, 1);
  const std::vector<float> b = random_matrix(k * n, 2);
  std::vector<float> c(static_cast<std::size_t>(m * n));
  int wrong = 0;
  train::gemm(a_lay, b_lay, m, n, k, a.data(), b.data(), c.data());
  for (int row = 0; row < m; ++row) {
    for (int column = 0; column < n; ++column) {
      double sum = 0.0;
      for (int i = 0; i < k; ++i) {
        const int left = a_lay == Lay::kPlain ? row * k + i : i * m + row;
        const int right = b_lay == Lay::kPlain ? i * n + column : column * k + i;
        sum += static_cast<double>(a[static_cast<std::size_t>(left)]) *
               static_cast<double>(b[static_cast<std::size_t>(right)]);
      }
      const auto at = static_cast<std::size_t>(row * n + column);
      if (c[at] != Approx(sum).margin(1e-4)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("The matrix product has the same bits for any number of threads") {
  const std::vector<float> a = random_matrix(128 * 784, 3);
  const std::vector<float> b = random_matrix(1000 * 784, 4);
  const auto product = [&](int threads) {
    train::set_threads(threads);
    std::vector<float> c(128 * 1000);
    train::gemm(Lay::kPlain, Lay::kTransposed, 128, 1000, 784, a.data(), b.data(), c.data());
    return c;
  };
  const std::vector<float> alone = product(1);
  CHECK(alone == product(2));
  CHECK(alone == product(3));
}
