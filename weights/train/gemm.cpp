// SPDX-License-Identifier: Apache-2.0
#include "weights/train/gemm.hpp"

#include <dlfcn.h>

#include <algorithm>

// The Fortran interface that every BLAS has.
extern "C" {
void sgemm_(const char* transa,
            const char* transb,
            const int* m,
            const int* n,
            const int* k,
            const float* alpha,
            const float* a,
            const int* lda,
            const float* b,
            const int* ldb,
            const float* beta,
            float* c,
            const int* ldc);
}

namespace spinforge::train {
namespace {

/// Extent of one slice: large enough for BLAS to be efficient, small enough to share out.
constexpr std::int64_t kSlice = 256;

struct Product {
  Lay a_lay, b_lay;
  std::int64_t m, n, k;
  const float* a;
  const float* b;
  float* c;
};

/// Rows [first, first + rows) by columns [left, left + columns) of the product.
void slice(const Product& p,
           std::int64_t first,
           std::int64_t rows,
           std::int64_t left,
           std::int64_t columns) {
  const bool a_plain = p.a_lay == Lay::kPlain;
  const bool b_plain = p.b_lay == Lay::kPlain;
  const float* a = p.a + (a_plain ? first * p.k : first);
  const float* b = p.b + (b_plain ? left : left * p.k);
  // BLAS counts by columns, where our row-major matrices are their own transposes: C' = B'*A'.
  const auto m = static_cast<int>(columns);
  const auto n = static_cast<int>(rows);
  const auto k = static_cast<int>(p.k);
  const auto ldb = static_cast<int>(b_plain ? p.n : p.k);
  const auto lda = static_cast<int>(a_plain ? p.k : p.m);
  const auto ldc = static_cast<int>(p.n);
  const float one = 1.0F;
  const float zero = 0.0F;
  sgemm_(b_plain ? "N" : "T",
         a_plain ? "N" : "T",
         &m,
         &n,
         &k,
         &one,
         b,
         &ldb,
         a,
         &lda,
         &zero,
         p.c + first * p.n + left,
         &ldc);
}

}  // namespace

void gemm(Lay a_lay,
          Lay b_lay,
          std::int64_t m,
          std::int64_t n,
          std::int64_t k,
          const float* a,
          const float* b,
          float* c) {
  const Product product{a_lay, b_lay, m, n, k, a, b, c};
  const bool by_rows = m >= n;
  const std::int64_t extent = by_rows ? m : n;
  const std::int64_t slices = std::max<std::int64_t>(1, (extent + kSlice / 2) / kSlice);
  // Whole vectors in every slice but the last.
  const std::int64_t size = (extent + slices * 16 - 1) / (slices * 16) * 16;
#pragma omp parallel for schedule(dynamic)
  for (std::int64_t i = 0; i < slices; ++i) {
    const std::int64_t begin = std::min(i * size, extent);
    const std::int64_t length = std::min(size, extent - begin);
    if (length <= 0) continue;
    if (by_rows) {
      slice(product, begin, length, 0, n);
    } else {
      slice(product, 0, m, begin, length);
    }
  }
}

void use_single_threaded_blas() {
  // OpenBLAS has this switch and other implementations lack it, so it is looked up at run time.
  using Switch = void (*)(int);
  const auto set = reinterpret_cast<Switch>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set != nullptr) set(1);
}

}  // namespace spinforge::train
