// SPDX-License-Identifier: Apache-2.0
//
// The cycle in which everything happens in step order, as recurrences over steps. Lockstep checks
// every number on every image.
#include "gen/plan/timing.hpp"

#include <algorithm>

#include "gen/plan/timing_work.hpp"

namespace spinforge::plan {
namespace {

class Walker {
 public:
  explicit Walker(const LayerPlan& p) : spacing_(spacing(p)) {}

  void add(Cycle events) {
    const Cycle cycles = std::max<Cycle>(1, events);
    if (empty_) {
      walk_.first = cycles;
    } else {
      walk_.rest += std::max(cycles, spacing_);
    }
    walk_.events += events;
    empty_ = false;
  }

  [[nodiscard]] const Walk& walk() const { return walk_; }

 private:
  Cycle spacing_;
  Walk walk_;
  bool empty_ = true;
};

/// Cycle of the last closing emission of a walk that starts in `start`.
Cycle walk_end(const LayerPlan& p, Cycle start, const Walk& walk, Cycle closed_before) {
  return std::max(start + walk.first, closed_before + spacing(p)) + walk.rest;
}

/// Pooled positions, the positions of each one's pool window, the blocks of channels at each.
Walk conv_walk(const network::Conv& conv,
               const LayerPlan& p,
               std::span<const std::uint8_t> flags,
               const std::vector<bool>& open) {
  const std::vector<Cycle> windows = window_sums(conv, position_counts(conv, flags));
  const network::Shape pooled = conv.output();
  const auto blocks = static_cast<std::size_t>(p.blocks);
  Walker walker(p);
  for (int position = 0; position < pooled.height * pooled.width; ++position) {
    for (int sub = 0; sub < conv.pool_size * conv.pool_size; ++sub) {
      const std::size_t window = window_place(conv, position, sub);
      for (std::size_t b = 0; b < blocks; ++b) {
        const bool is_open = open[static_cast<std::size_t>(position) * blocks + b];
        walker.add(is_open ? windows[window] : 0);
      }
    }
  }
  return walker.walk();
}

Walk walk_of(const network::Layer& layer,
             const LayerPlan& p,
             std::span<const std::uint8_t> flags,
             std::span<const std::uint8_t> enabled) {
  const std::vector<bool> open = open_blocks(layer, p, enabled);
  if (layer.conv) return conv_walk(*layer.conv, p, flags, open);
  const Cycle events = count_set(flags);
  Walker walker(p);
  for (const bool is_open : open) walker.add(is_open ? events : 0);
  return walker.walk();
}

LayerWalks walks_of(const network::Network& network,
                    const Plan& plan,
                    std::size_t k,
                    const Activity& activity) {
  const network::Layer& layer = network.layers[k];
  const LayerPlan& p = plan.layers[k];
  LayerWalks out;
  if (p.direct) {
    out.walks.push_back(walk_of(layer, p, activity.pixels, {}));
    out.bound = Cycle{network.steps} * p.words + out.walks.front().events;
    return out;
  }
  const std::span<const std::uint8_t> inputs =
      k == 0 ? activity.input_spikes : activity.spikes[k - 1];
  const auto size = static_cast<std::size_t>(layer.inputs);
  const auto neurons = static_cast<std::size_t>(layer.outputs);
  std::span<const std::uint8_t> before, enabled_before;
  for (std::size_t t = 0; t < static_cast<std::size_t>(network.steps); ++t) {
    const auto flags = inputs.subspan(t * size, size);
    const auto enabled = activity.enabled.empty()
                             ? std::span<const std::uint8_t>{}
                             : activity.enabled[k].subspan(t * neurons, neurons);
    // A step like the one before has the same walk.
    const bool again =
        t > 0 && std::ranges::equal(flags, before) && std::ranges::equal(enabled, enabled_before);
    out.walks.push_back(again ? out.walks.back() : walk_of(layer, p, flags, enabled));
    out.bound += out.walks.back().events;
    before = flags;
    enabled_before = enabled;
  }
  return out;
}

/// Chain of stages: pixels, encoder (rate coding), layers, read-out.
class StepOrder : public OrderTiming {
 public:
  StepOrder(const network::Network& network, const Plan& plan)
      : OrderTiming(network, plan), layers_(plan.layers.size()) {}

  [[nodiscard]] Timing next(const ImageWork& image) override {
    const auto& work = std::get<StepWork>(image.of);
    begin_ = pixels_.next_begin();
    Timing timing{.begin = begin_, .image_cycles = 0, .layers = {}};
    for (const LayerWalks& layer : work) {
      timing.layers.push_back({.first = kNever, .last = 0, .bound = layer.bound});
    }
    const Cycle pixels = pixels_.fill();
    tell(Stage::kPixels, 0, 0, begin_, pixels - kBufferLatency);
    if (!rate_) timing.layers[0].first = drives(work[0].walks[0], pixels);
    // Step t of a stage depends on step t of the stage before and on steps before t of the stage
    // behind, so this order never looks ahead; nor does any image depend on those behind it.
    for (int t = 0; t < network_.steps; ++t) {
      Cycle valid = rate_ ? encode(t, pixels) : 0;
      for (std::size_t k = 0; k < layers_.size(); ++k) {
        LayerTiming& layer = timing.layers[k];
        if (plan_.layers[k].direct) {
          layer.last = replay(t);
        } else {
          const Cycle start = step_start(k, t, valid);
          if (t == 0) layer.first = start;
          layer.last = step(k, t, start, work[k].walks[static_cast<std::size_t>(t)]);
        }
        valid = layer.last + kBufferLatency;
      }
    }
    timing.image_cycles = readout_.send(timing.layers.back().last) - timing.begin + 1;
    for (LayerTiming& layer : timing.layers) {
      layer.first -= timing.begin;
      layer.last -= timing.begin;
    }
    return timing;
  }

 private:
  /// A layer between two of its steps, and the bitmaps behind it.
  struct Layer {
    Cycle closed = kNever;  ///< last closing emission
    Cycle next_start = 0;   ///< earliest start of the next step
    Banks out;
  };

  /// First cycle in which layer k may claim room behind it for step t (from 0).
  [[nodiscard]] Cycle out_free(std::size_t k, int t) const {
    if (k + 1 < layers_.size()) return layers_[k].out.free();
    return t == 0 ? readout_.free() : kNever;
  }

  /// The walk over an image's pixels, which waits for the replay of the image before. Returns its
  /// start.
  Cycle drives(const Walk& walk, Cycle valid) {
    const LayerPlan& p = plan_.layers[0];
    Layer& layer = layers_[0];
    const Cycle ready = std::max(valid, layer.closed + 1) + window_latency(0);
    const Cycle start = std::max(ready, layer.next_start);
    layer.closed = walk_end(p, start, walk, layer.closed);
    pixels_.done(layer.closed);
    tell(Stage::kVisits, 0, 0, start, layer.closed);
    layer.next_start =
        drive_ready(network_.layers[0], p, layer.closed, last_word(network_.layers[0], p)) + 1;
    return start;
  }

  /// Returns the last commit.
  Cycle replay(int t) {
    const LayerPlan& p = plan_.layers[0];
    const Cycle start = std::max(layers_[0].next_start, out_free(0, t));
    layers_[0].next_start = start + std::max<Cycle>(p.words, state_cycles(p));
    const Cycle last = start + p.words - 1 + kReplayLatency + update_latency(p);
    tell(Stage::kUpdates, 0, t + 1, start, last);
    return last;
  }

  /// Returns the first cycle in which the bitmap is there.
  Cycle encode(int t, Cycle pixels) {
    const Cycle start = std::max({t == 0 ? pixels : 0, encoder_next_, input_.free()});
    const Cycle last_pixel = start + kEncoderSetup + network_.input.size() - 1;
    encoder_next_ = last_pixel + 1;
    if (t + 1 == network_.steps) pixels_.done(last_pixel);
    tell(Stage::kEncoder, 0, t + 1, start, last_pixel);
    return last_pixel + kEncoderLatency + kBufferLatency;
  }

  /// Start of layer k's step t, whose bitmap is there in cycle `valid`.
  [[nodiscard]] Cycle step_start(std::size_t k, int t, Cycle valid) const {
    const Cycle ready = std::max(layers_[k].next_start, valid) + window_latency(k);
    return std::max(ready, out_free(k, t));
  }

  /// Returns the last commit.
  Cycle step(std::size_t k, int t, Cycle start, const Walk& walk) {
    const network::Layer& layer = network_.layers[k];
    const LayerPlan& p = plan_.layers[k];
    const Cycle closed = walk_end(p, start, walk, layers_[k].closed);
    layers_[k].closed = closed;
    layers_[k].next_start = closed + 1;
    (k == 0 ? input_ : layers_[k - 1].out).done(closed);
    const Cycle last = drive_ready(layer, p, closed, last_word(layer, p)) + update_latency(p);
    tell(Stage::kVisits, k, t + 1, start, closed);
    tell(Stage::kUpdates, k, t + 1, closed + 1, last);
    return last;
  }

  std::vector<Layer> layers_;
};

}  // namespace

StepWork step_work(const network::Network& network, const Plan& plan, const Activity& activity) {
  StepWork out;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    out.push_back(walks_of(network, plan, k, activity));
  }
  return out;
}

std::unique_ptr<OrderTiming> step_order(const network::Network& network, const Plan& plan) {
  return std::make_unique<StepOrder>(network, plan);
}

}  // namespace spinforge::plan
