// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "gen/base/rng.hpp"
#include "sim/harness/control.hpp"

namespace spinforge::harness {

namespace {

/// Draws the control of images for one network.
class Drawer {
 public:
  Drawer(const network::Network& network,
         const plan::Plan& plan,
         std::uint64_t seed,
         int write_cycles)
      : network_(network), plan_(plan), seed_(seed), busy_(may_be_busy(plan, write_cycles)) {}

  [[nodiscard]] ImageControl draw(std::uint32_t image) const {
    rng::Sequence random(seed_ ^ (std::uint64_t{image} << 32));
    ImageControl out;
    const bool masks = random.uniform(0, 3) != 0;
    const bool busy = busy_ && random.uniform(0, 3) == 0;
    for (std::size_t k = 0; k < network_.layers.size(); ++k) {
      std::vector<int> pages{0};
      for (int page = 1; masks && page < plan::kMaskPages; ++page) {
        if (random.uniform(0, 1) == 0) continue;
        pages.push_back(page);
        out.pages.push_back({static_cast<int>(k + 1), page, draw_mask(random, k)});
      }
      draw_selects(random, k, pages, busy, out.selects);
    }
    for (std::int64_t i = random.uniform(0, 3); i > 0; --i) out.voids.push_back(draw_void(random));
    // A page that a word of page 0 has disturbed is seen best where its last neuron alone decides.
    for (const VoidWrite& write : out.voids) {
      for (MaskPage& page : out.pages) {
        if (write.refused || page.layer != write.select.layer) continue;
        if (random.uniform(0, 2) != 0) continue;
        std::fill(page.enabled.begin(), page.enabled.end(), std::uint8_t{0});
        page.enabled.back() = 1;
      }
    }
    return out;
  }

 private:
  /// Whether every layer may be given a select at each step: the port takes one write in so many
  /// cycles, and layers move on at the slowest one's pace.
  static bool may_be_busy(const plan::Plan& plan, int write_cycles) {
    int slowest = 0;
    for (const plan::LayerPlan& layer : plan.layers) {
      const int step = layer.direct ? layer.words : layer.blocks * std::max(layer.block_words, 2);
      slowest = std::max(slowest, step);
    }
    return slowest / write_cycles >= static_cast<int>(plan.layers.size()) + 1;
  }

  [[nodiscard]] int codes(std::size_t k) const {
    return static_cast<int>(network_.neuron_of(network_.layers[k]).fields.size());
  }

  /// A layer that is not there; of odd ones drawn, one that differs from a real one in one bit.
  static int beyond(int layers, int drawn) {
    int first = 0;  // bit that no number of a layer has
    while (layers >> first != 0) ++first;
    if (drawn % 2 == 0 || first == 8) return drawn;
    return 1 + drawn / 2 % layers + (1 << (first + drawn / 2 / layers % (8 - first)));
  }

  /// A word of page 0; or a write for a layer that is not there, or of a code that it does not
  /// have.
  [[nodiscard]] VoidWrite draw_void(rng::Sequence& random) const {
    const auto layers = static_cast<int>(network_.layers.size());
    const auto k = static_cast<std::size_t>(random.uniform(0, layers - 1));
    VoidWrite out;
    out.select = {.layer = static_cast<int>(k + 1),
                  .step = static_cast<int>(random.uniform(Select::kNow, network_.steps)),
                  .code = static_cast<int>(random.uniform(0, codes(k) - 1)),
                  .page = 0};
    const std::int64_t kind = random.uniform(0, 3);
    if (kind <= 1) {
      out.is_mask = true;
      out.refused = false;
      const int lanes = plan_.layers[k].neuron_lanes;
      const int words = (network_.layers[k].outputs + lanes - 1) / lanes;
      out.word = static_cast<int>(random.uniform(0, words - 1));
    } else if (kind == 2 && codes(k) < 16) {
      out.select.code = static_cast<int>(random.uniform(codes(k), 15));
    } else {
      const bool zero = random.uniform(0, 1) == 0;
      out.select.layer =
          zero ? 0 : beyond(layers, static_cast<int>(random.uniform(layers + 1, 255)));
      out.is_mask = random.uniform(0, 1) == 0;
    }
    return out;
  }

  [[nodiscard]] std::vector<std::uint8_t> draw_mask(rng::Sequence& random, std::size_t k) const {
    const auto size = static_cast<std::size_t>(network_.layers[k].outputs);
    const auto lanes = static_cast<std::size_t>(plan_.layers[k].lanes);
    std::vector<std::uint8_t> mask(size);
    const std::int64_t kind = random.uniform(0, 9);
    const std::int64_t density = random.uniform(1, 99);
    const auto one = static_cast<std::size_t>(random.uniform(0, static_cast<int>(size) - 1));
    for (std::size_t n = 0; n < size; ++n) {
      if (kind < 4 && n % lanes == 0) {  // whole blocks, the others partly
        std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(n),
                    std::min(lanes, size - n),
                    static_cast<std::uint8_t>(random.uniform(1, 100) <= density));
      }
      if (kind >= 2 && kind < 4) mask[n] &= static_cast<std::uint8_t>(random.uniform(0, 3) != 0);
      if (kind >= 4 && kind < 7) mask[n] = random.uniform(1, 100) <= density;
      if (kind == 7) mask[n] = n != one;
      if (kind == 8) mask[n] = n == one;
    }
    return mask;  // kind 9: nobody
  }

  /// Step 1 always has one, so that nothing depends on the image before.
  void draw_selects(rng::Sequence& random,
                    std::size_t k,
                    const std::vector<int>& pages,
                    bool busy,
                    std::vector<Select>& out) const {
    const auto last = static_cast<int>(pages.size()) - 1;
    std::vector<int> steps{1};
    if (busy) {
      for (int step = 2; step <= network_.steps; ++step) steps.push_back(step);
    } else {
      for (std::int64_t i = random.uniform(0, kQueuedSelects - 1); i > 0; --i) {
        steps.push_back(static_cast<int>(random.uniform(1, network_.steps)));
      }
      std::sort(steps.begin(), steps.end());
      steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    }
    for (const int step : steps) {
      const auto page = static_cast<std::size_t>(random.uniform(0, last));
      out.push_back({.layer = static_cast<int>(k + 1),
                     .step = step,
                     .code = static_cast<int>(random.uniform(0, codes(k) - 1)),
                     .page = pages[page]});
    }
  }

  const network::Network& network_;
  const plan::Plan& plan_;
  std::uint64_t seed_;
  bool busy_;
};

/// Some layers have what holds from step 1 on written at once, which comes to the same and waits
/// for nothing: the core is empty.
void select_now(std::uint32_t image, ImageControl& control) {
  constexpr std::uint32_t kAlternate = 16;  // images
  for (Select& select : control.selects) {
    const bool turn = (image / kAlternate + static_cast<std::uint32_t>(select.layer)) % 2 == 0;
    if (turn && select.step == 1) select.step = Select::kNow;
  }
}

}  // namespace

Schedule fixed_codes(std::vector<int> codes) {
  return [codes = std::move(codes)](std::uint32_t, bool after_reset) {
    ImageControl out;
    for (std::size_t k = 0; after_reset && k < codes.size(); ++k) {
      out.selects.push_back(
          {.layer = static_cast<int>(k + 1), .step = Select::kNow, .code = codes[k], .page = 0});
    }
    return out;
  };
}

Schedule random_control(const network::Network& network,
                        const plan::Plan& plan,
                        std::uint64_t seed,
                        int write_cycles) {
  return
      [drawer = Drawer(network, plan, seed, write_cycles)](std::uint32_t image, bool after_reset) {
        ImageControl out = drawer.draw(image);
        if (after_reset) select_now(image, out);
        return out;
      };
}

}  // namespace spinforge::harness
