// SPDX-License-Identifier: Apache-2.0
// How fast chips are beside the network that they are of.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "gen/chip/chip.hpp"
#include "sim/classify/images.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

/// Two models over the same images by turns: the least seconds of each over all rounds, which other
/// work on the machine disturbs least.
class Race {
 public:
  explicit Race(const classify::TestSet& set) : set_(set) {}

  double seconds(golden::Golden& model) const {
    const auto start = std::chrono::steady_clock::now();
    for (std::uint32_t image = 0; image < kImages; ++image) {
      classes_ += model.classify(set_.images.image(image), image);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  /// How much longer `b` takes than `a`, as a factor.
  double ratio(golden::Golden a, golden::Golden b) const {
    double least_a = std::numeric_limits<double>::max(), least_b = least_a;
    for (int round = 0; round < kRounds; ++round) {
      least_a = std::min(least_a, seconds(a));
      least_b = std::min(least_b, seconds(b));
    }
    return least_b / least_a;
  }

 private:
  static constexpr std::uint32_t kImages = 50;
  static constexpr int kRounds = 60;
  const classify::TestSet& set_;
  mutable int classes_ = 0;  ///< so that nothing is left out as unused
};

}  // namespace

TEST_CASE("The golden model takes at most 15 % longer on a chip") {
  for (const char* const neuron : {"dw", "hall180", "leaky"}) {
    const network::Network net =
        network::load(test::source(std::string("weights/models/fmnist-fc-") + neuron));
    const classify::TestSet set =
        classify::load_test_set(test::source("weights/data/fmnist-sample"), net);
    const chip::Spread spread{.th = 0.1, .gain = 0.05, .leak = 0.2, .dead = 0.01, .stuck = 0.001};
    const network::Network on = chip::apply(net, chip::draw(net, 7, spread));
    const double ratio = Race(set).ratio(golden::Golden(net), golden::Golden(on));
    fmt::print("{}: a chip takes {:.3f} times as long\n", neuron, ratio);
    CHECK(ratio <= 1.15);
  }
}
