// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/harness/all.hpp"
#include "sim/harness/parts.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/mutants.hpp"
#include "tests/support/random_network.hpp"

namespace spinforge::test {

using ImageList = std::vector<std::vector<std::uint8_t>>;

/// One network, emitted, with images to run through it.
class Bench {
 public:
  Bench(const network::Network& network,
        const plan::Options& options,
        const ImageList& images,
        const std::string& wrapper = "");

  /// Lockstep over all images in this process' children.
  [[nodiscard]] harness::Summary run(const harness::Traffic& traffic = {}) const;
  /// The same with `options`, whose directories, jobs and outputs do not count.
  [[nodiscard]] harness::Summary run(harness::VerifyOptions options) const;

  /// What that begins with.
  [[nodiscard]] harness::Setup prepare(harness::VerifyOptions options) const;

  /// Every way of `verify --all`.
  [[nodiscard]] harness::AllRuns run_all() const;

  void mutate(const Mutant& mutant) const { test::mutate(core_.path(), mutant); }

  [[nodiscard]] std::size_t images() const { return images_; }

 private:
  [[nodiscard]] harness::VerifyOptions complete(harness::VerifyOptions options) const;

  EmittedCore core_;
  std::size_t images_;
};

/// The order in which the core of a random network works, and the pixels that it takes a beat: one
/// of each for a seed, as every core takes a while to compile. Two seeds in a row, the first even,
/// have the same order, the next two the other.
[[nodiscard]] constexpr plan::Order order_of(std::uint64_t seed) {
  return seed / 2 % 2 == 0 ? plan::Order::kStep : plan::Order::kTime;
}
[[nodiscard]] constexpr int beat_of(std::uint64_t seed) { return 1 << seed % 3; }

/// Images 0 and 1 of the result are all zero and all 255; then random ones; the last is shown
/// twice.
[[nodiscard]] ImageList images_for(const network::Network& network, std::uint64_t seed, int count);

/// Every update of every one of so many images is equal, every cycle predicted, and something was
/// compared.
void require_equal(const harness::Summary& summary, std::size_t images);

using Traffics = std::vector<harness::Traffic>;

/// One image at a time with exact timing; several in flight with gaps and back-pressure.
[[nodiscard]] Traffics two_traffics(std::uint64_t seed);
/// One image at a time, without and with random gaps and back-pressure; several in flight, without
/// and with them.
[[nodiscard]] Traffics every_traffic(std::uint64_t seed);

/// That in every traffic, each from other register contents before the reset, with `options`.
void require_equal(const Bench& bench,
                   const Traffics& traffics,
                   harness::VerifyOptions options = {});

}  // namespace spinforge::test
