// SPDX-License-Identifier: Apache-2.0
//
// The cycle in which everything happens, as recurrences over steps. The latencies below are those
// that the headers of rtl/macros state; lockstep checks every number on every image.
#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/plan/timing_parts.hpp"

namespace spinforge::plan {
namespace {

/// One bitmap after another between a producer and a consumer, by step (0-based).
struct Stream {
  std::vector<Cycle> valid;  ///< first cycle in which the consumer sees step t
  std::vector<Cycle> done;   ///< cycle in which the consumer returns the bank of step t

  /// First cycle in which the producer finds a free bank for step t.
  [[nodiscard]] Cycle free(std::size_t t) const {
    return t < kSpikeBanks ? 0 : done[t - kSpikeBanks] + kBufferLatency;
  }
};

/// A layer in the middle of its image: advanced step by step, since its bank waits for the consumer
/// and the consumer waits for it.
struct Progress {
  Cycle closed = -1'000'000;  ///< last closing emission
  Cycle next_start = 0;       ///< earliest start of the next step
};

/// One walk over a layer's blocks. Each takes as long as the events that it meets (none where all
/// its neurons are gated off), and begins where the one before has closed: but for the first one,
/// only their sum matters, so nothing is kept of a block.
struct Walk {
  Cycle first = 0;   ///< cycles that the first block needs by its events
  Cycle rest = 0;    ///< from its closing emission to that of the last one
  Cycle events = 0;  ///< of all blocks
};

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
    const int y = position / pooled.width * conv.pool_size;
    const int x = position % pooled.width * conv.pool_size;
    for (int sub = 0; sub < conv.pool_size * conv.pool_size; ++sub) {
      const auto window = static_cast<std::size_t>(
          (y + sub / conv.pool_size) * conv.convolved().width + x + sub % conv.pool_size);
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

/// The walks of one layer, one a step, or one an image where it is directly coded.
class Walks {
 public:
  Walks(const network::Network& network, const LayerPlan& p, std::size_t k, const Activity& a)
      : layer_(network.layers[k]), p_(p) {
    if (p.direct) {
      bound_ = Cycle{network.steps} * p.words;
      add(a.pixels, {});
      return;
    }
    const std::span<const std::uint8_t> flags = k == 0 ? a.input_spikes : a.spikes[k - 1];
    const auto size = static_cast<std::size_t>(layer_.inputs);
    const auto neurons = static_cast<std::size_t>(layer_.outputs);
    for (std::size_t t = 0; t < static_cast<std::size_t>(network.steps); ++t) {
      const auto enabled = a.enabled.empty() ? std::span<const std::uint8_t>{}
                                             : a.enabled[k].subspan(t * neurons, neurons);
      add(flags.subspan(t * size, size), enabled);
    }
  }

  [[nodiscard]] const Walk& operator[](std::size_t t) const { return walks_[t]; }
  /// Cycles that the lanes need at least.
  [[nodiscard]] Cycle bound() const { return bound_; }

 private:
  /// A step like the one before has the same walk.
  void add(std::span<const std::uint8_t> flags, std::span<const std::uint8_t> enabled) {
    const bool again = !walks_.empty() && std::ranges::equal(flags, flags_) &&
                       std::ranges::equal(enabled, enabled_);
    walks_.push_back(again ? walks_.back() : walk_of(layer_, p_, flags, enabled));
    bound_ += walks_.back().events;
    flags_ = flags;
    enabled_ = enabled;
  }

  const network::Layer& layer_;
  const LayerPlan& p_;
  std::vector<Walk> walks_;
  Cycle bound_ = 0;
  std::span<const std::uint8_t> flags_, enabled_;
};

/// Chain of stages for one image: encoder (rate coding), layers, read-out.
class ImageTiming {
 public:
  ImageTiming(const network::Network& network, const Plan& plan, const Activity& activity)
      : network_(network),
        plan_(plan),
        rate_(network.input.coding == network::Coding::kRate),
        steps_(static_cast<std::size_t>(network.steps)),
        pixels_valid_(plan.beats(network.input.size()) - 1 + kBufferLatency),
        progress_(plan.layers.size()),
        outputs_(plan.layers.size()) {
    timing_.layers.resize(plan.layers.size());
    for (std::size_t k = 0; k < plan.layers.size(); ++k) {
      walks_.emplace_back(network, plan.layers[k], k, activity);
      timing_.layers[k].bound = walks_[k].bound();
      timing_.layers[k].first = -1;
    }
  }

  Timing run() {
    if (!rate_) drives();
    // Step t of a stage depends on step t of the stage before and on steps before t of the stage
    // behind, so this order never looks ahead.
    for (std::size_t t = 0; t < steps_; ++t) {
      if (rate_) encode(t);
      for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
        plan_.layers[k].direct ? replay(t) : step(k, t);
      }
    }
    const Cycle last_beat =
        timing_.layers.back().last + kReadoutLatency + network_.layers.back().outputs - 1;
    timing_.image_cycles = last_beat + 1;
    return std::move(timing_);
  }

 private:
  /// First free cycle of the buffer behind layer k for step t; the read-out always has room for the
  /// one image in flight.
  [[nodiscard]] Cycle out_free(std::size_t k, std::size_t t) const {
    return k + 1 == plan_.layers.size() ? 0 : outputs_[k].free(t);
  }

  void finish_step(std::size_t k, Cycle last_commit) {
    outputs_[k].valid.push_back(last_commit + kBufferLatency);
    timing_.layers[k].last = last_commit;
  }

  /// A convolution sees a bitmap a cycle late.
  [[nodiscard]] Cycle window_latency(std::size_t k) const {
    return network_.layers[k].conv ? kWindowLatency : 0;
  }

  void drives() {
    const LayerPlan& p = plan_.layers[0];
    const Cycle start = pixels_valid_ + window_latency(0);
    timing_.layers[0].first = start;
    const Cycle closed = walk_end(p, start, walks_[0][0], progress_[0].closed);
    progress_[0].next_start =
        drive_ready(network_.layers[0], p, closed, last_word(network_.layers[0], p)) + 1;
  }

  void replay(std::size_t t) {
    const LayerPlan& p = plan_.layers[0];
    const Cycle start = std::max(progress_[0].next_start, out_free(0, t));
    progress_[0].next_start = start + std::max<Cycle>(p.words, state_cycles(p));
    finish_step(0, start + p.words - 1 + kReplayLatency + update_latency(p));
  }

  void encode(std::size_t t) {
    const Cycle start = std::max(t == 0 ? pixels_valid_ : encoder_next_, input_.free(t));
    const Cycle last_pixel = start + kEncoderSetup + network_.input.size() - 1;
    encoder_next_ = last_pixel + 1;
    input_.valid.push_back(last_pixel + kEncoderLatency + kBufferLatency);
  }

  void step(std::size_t k, std::size_t t) {
    const LayerPlan& p = plan_.layers[k];
    Stream& in = k == 0 ? input_ : outputs_[k - 1];
    Progress& progress = progress_[k];
    const Cycle ready = std::max(progress.next_start, in.valid[t]) + window_latency(k);
    const Cycle start = std::max(ready, out_free(k, t));
    if (t == 0) timing_.layers[k].first = start;
    progress.closed = walk_end(p, start, walks_[k][t], progress.closed);
    progress.next_start = progress.closed + 1;
    in.done.push_back(progress.closed);
    const network::Layer& layer = network_.layers[k];
    finish_step(k, drive_ready(layer, p, progress.closed, last_word(layer, p)) + update_latency(p));
  }

  const network::Network& network_;
  const Plan& plan_;
  bool rate_;
  std::size_t steps_;
  Cycle pixels_valid_;
  Cycle encoder_next_ = 0;
  Stream input_;              ///< rate coding: encoder -> layer 1
  std::vector<Walks> walks_;  ///< of each layer
  std::vector<Progress> progress_;
  std::vector<Stream> outputs_;
  Timing timing_;
};

}  // namespace

Timing predict(const network::Network& network, const Plan& plan, const Activity& activity) {
  expects(activity.spikes.size() == plan.layers.size(), "activity of every layer");
  if (plan.order == Order::kTime) return predict_time_order(network, plan, activity);
  return ImageTiming(network, plan, activity).run();
}

}  // namespace spinforge::plan
