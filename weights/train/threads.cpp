// SPDX-License-Identifier: Apache-2.0
#include "weights/train/threads.hpp"

#include <ATen/Parallel.h>
#include <omp.h>

#include <limits>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "weights/train/gemm.hpp"

namespace spinforge::train {
namespace {

/// A batch needs the same large arrays as the one before: the allocator keeps them, where it would
/// give them back and have the system clear fresh pages every time.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int kMost = std::numeric_limits<int>::max();
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, kMost);
  ::mallopt(M_TOP_PAD, 64 << 20);
#endif
}

}  // namespace

void set_threads(int threads) {
  keep_memory();
  const int count = threads > 0 ? threads : static_cast<int>(std::thread::hardware_concurrency());
  at::set_num_threads(count);
  omp_set_num_threads(count);
  use_single_threaded_blas();
}

}  // namespace spinforge::train
