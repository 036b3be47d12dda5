// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

/// How fast this machine trains, and how much of what it could do that is.
namespace spinforge::train {

struct BenchOptions {
  int batches = 20;  ///< in one timing
  int batch = 128;
  int rounds = 15;  ///< timings; the fastest counts, since what else runs can only slow one down
};

struct BenchResult {
  double images_per_s = 0.0;
  double gemm_gflops = 0.0;      ///< of a large matrix product on the same threads
  double mflop_per_image = 0.0;  ///< of the products that no implementation can avoid
  double share_of_bound = 0.0;   ///< images_per_s * mflop_per_image / gemm
  double spike_rate = 0.0;       ///< hidden layer
  int threads = 0;
};

/// Trains 784-1000-10, 25 steps, 4-bit weights on random images and times it.
[[nodiscard]] BenchResult bench(const BenchOptions& options);
[[nodiscard]] nlohmann::json to_json(const BenchResult& result);
[[nodiscard]] std::string to_text(const BenchResult& result);

}  // namespace spinforge::train
