// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "sim/harness/all.hpp"
#include "sim/harness/verify.hpp"
#include "tests/support.hpp"

namespace spinforge::test {

/// The same lanes for every layer; the planner's choice where absent.
[[nodiscard]] inline plan::Options lanes(std::optional<int> synapse,
                                         std::optional<int> neuron = {}) {
  plan::Options options;
  options.lanes = synapse;
  options.neuron_lanes = neuron;
  return options;
}

/// Replaces `before`, which must be there exactly once, in a file.
void replace_once(const std::string& file, const std::string& before, const std::string& after);

/// One network, emitted, with images to run through it.
class Bench {
 public:
  Bench(const network::Network& network,
        const plan::Options& options,
        const std::vector<std::vector<std::uint8_t>>& images,
        const std::string& wrapper = "");

  /// Lockstep over all images in this process' children.
  [[nodiscard]] harness::Summary run(const harness::Traffic& traffic = {},
                                     std::uint32_t reset_seed = 1) const;
  /// The same with `options`, whose directories, jobs and outputs do not count.
  [[nodiscard]] harness::Summary run(harness::VerifyOptions options) const;

  /// Every way of `verify --all`.
  [[nodiscard]] harness::AllRuns run_all() const;

  /// Replaces `before`, which must be there exactly once, in file `path` of the emitted directory.
  void mutate(const std::string& path, const std::string& before, const std::string& after) const;

 private:
  [[nodiscard]] harness::VerifyOptions complete(harness::VerifyOptions options) const;

  TempDir directory_;
};

/// Images 0 and 1 of the result are all zero and all 255; then random ones; the last is shown
/// twice.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> images_for(const network::Network& network,
                                                                std::uint64_t seed,
                                                                int count);

/// Every update of every image of images_for(.., count) is equal, every cycle predicted, and
/// something was compared.
void require_equal(int count, const harness::Summary& summary);

}  // namespace spinforge::test
