// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/timing_parts.hpp"

#include <algorithm>

namespace spinforge::plan {

Cycle update_latency(const LayerPlan& p) {
  return kUpdateLatency + (p.pipeline ? kPipelineLatency : 0);
}

Cycle state_cycles(const LayerPlan& p) { return update_latency(p) + 1; }

Cycle spacing(const LayerPlan& p) { return std::max<Cycle>(p.block_words, state_cycles(p)); }

Cycle drive_ready(const network::Layer& layer, const LayerPlan& p, Cycle closed, Cycle word) {
  const bool pooled = layer.conv && layer.conv->pool_size > 1;
  return closed + kCounterLatency + (p.direct ? kProductLatency : 0) + kDrainLatency + word +
         kRequantizeLatency + (pooled ? kPoolLatency : 0);
}

Cycle last_word(const network::Layer& layer, const LayerPlan& p) {
  return layer.conv ? p.block_words - 1 : p.words - 1 - Cycle{p.blocks - 1} * p.block_words;
}

Cycle count_set(std::span<const std::uint8_t> flags) {
  return std::count_if(flags.begin(), flags.end(), [](std::uint8_t f) { return f != 0; });
}

std::vector<bool> open_blocks(const network::Layer& layer,
                              const LayerPlan& p,
                              std::span<const std::uint8_t> enabled) {
  const auto lanes = static_cast<std::size_t>(p.lanes);
  const auto neurons = static_cast<std::size_t>(layer.outputs);
  std::vector<bool> open;
  for (std::size_t first = 0; first < neurons; first += lanes) {
    const std::size_t size = std::min(lanes, neurons - first);
    open.push_back(enabled.empty() || count_set(enabled.subspan(first, size)) != 0);
  }
  return open;
}

std::size_t window_place(const network::Conv& conv, int position, int sub) {
  const int size = conv.pool_size, width = conv.output().width;
  const int y = position / width * size + sub / size;
  const int x = position % width * size + sub % size;
  return static_cast<std::size_t>(y * conv.convolved().width + x);
}

std::vector<Cycle> position_counts(const network::Conv& conv, std::span<const std::uint8_t> flags) {
  const auto channels = static_cast<std::size_t>(conv.input.channels);
  std::vector<Cycle> counts(flags.size() / channels);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i] = count_set(flags.subspan(i * channels, channels));
  }
  return counts;
}

std::vector<Cycle> window_sums(const network::Conv& conv, std::span<const Cycle> counts) {
  // Sums down the columns first, then along the rows.
  const network::Shape& in = conv.input;
  const network::Shape out = conv.convolved();
  const auto width = static_cast<std::size_t>(in.width + 2 * conv.padding);
  const auto kernel = static_cast<std::size_t>(conv.kernel);
  const auto stride = static_cast<std::size_t>(conv.stride);
  std::vector<Cycle> windows;
  std::vector<Cycle> before(width + 1);  // sum of the columns left of x, over the kernel's rows
  for (int y = 0; y < out.height; ++y) {
    const int first = y * conv.stride - conv.padding;
    for (std::size_t x = 0; x < width; ++x) {
      const int column = static_cast<int>(x) - conv.padding;
      Cycle sum = 0;
      if (column >= 0 && column < in.width) {
        for (int row = std::max(first, 0); row < std::min(first + conv.kernel, in.height); ++row) {
          sum += counts[static_cast<std::size_t>(row * in.width + column)];
        }
      }
      before[x + 1] = before[x] + sum;
    }
    for (std::size_t x = 0; x < static_cast<std::size_t>(out.width); ++x) {
      windows.push_back(before[x * stride + kernel] - before[x * stride]);
    }
  }
  return windows;
}

}  // namespace spinforge::plan
