// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace spinforge::train {

/// How a factor of a matrix product lies in memory; both are row-major.
enum class Lay { kPlain, kTransposed };

/// C = A*B, row-major. *Shape*: C [m][n]; A [m][k], or [k][m] where transposed; B [k][n], or
/// [n][k]. The product is cut into slices whose number depends on the shape only, each computed by
/// one thread, so that the bits do not depend on how many threads there are (a threaded BLAS's do).
void gemm(Lay a_lay,
          Lay b_lay,
          std::int64_t m,
          std::int64_t n,
          std::int64_t k,
          const float* a,
          const float* b,
          float* c);

/// Keeps BLAS to one thread a call: gemm() does the sharing.
void use_single_threaded_blas();

}  // namespace spinforge::train
