// SPDX-License-Identifier: Apache-2.0
//
// The cycle in which everything happens in time order, as recurrences over windows. Lockstep checks
// every number on every image.
#include "gen/plan/timing_time.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/plan/timing_work.hpp"

namespace spinforge::plan {
namespace {

/// Rows of a table of sf_train_tables: regular trains by their first step, then single spikes by
/// their step, both from 0.
class Rows {
 public:
  void add(std::size_t row) { words_[row / 64] |= std::uint64_t{1} << (row % 64); }
  Rows& operator|=(const Rows& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  /// How many of `other` are in it.
  [[nodiscard]] Cycle common(const Rows& other) const {
    int count = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      count += std::popcount(words_[i] & other.words_[i]);
    }
    return count;
  }

 private:
  std::array<std::uint64_t, 8> words_{};  // 2 * 255 rows at most
};

/// The input of a spiking layer: what each train costs, and which rows it is added to.
class Trains {
 public:
  Trains(std::span<const std::uint8_t> spikes, std::size_t steps, std::size_t gap)
      : costs_(spikes.size() / steps), rows_(costs_.size()) {
    const std::size_t size = costs_.size();
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < size; ++i) {
      at.clear();
      for (std::size_t t = 0; t < steps; ++t) {
        if (spikes[t * size + i] != 0) at.push_back(t);
      }
      if (at.empty()) continue;
      if (regular(at, steps, gap)) {
        costs_[i] = 1;
        rows_[i].add(at.front());
      } else {
        costs_[i] = static_cast<Cycle>(at.size());
        for (const std::size_t t : at) rows_[i].add(steps + t);
      }
    }
    for (std::size_t t = 0; t < steps; ++t) {
      Rows members;
      members.add(steps + t);
      for (std::size_t n = 0; n <= t; ++n) {
        if ((t - n) % (n + 1 + gap) == 0) members.add(n);
      }
      members_.push_back(members);
    }
  }

  [[nodiscard]] const std::vector<Cycle>& costs() const { return costs_; }
  [[nodiscard]] const std::vector<Rows>& rows() const { return rows_; }
  /// Additions of a table with these rows.
  [[nodiscard]] Additions additions(const Rows& rows, Cycle spacing) const {
    Additions out;
    for (std::size_t t = 0; t < members_.size(); ++t) {
      const Cycle step = std::max<Cycle>(1, rows.common(members_[t]));
      out.all += step;
      if (t == 0) {
        out.first = step;
      } else {
        out.rest += std::max(step, spacing);
      }
    }
    return out;
  }

 private:
  /// First at step n (from 1) and then every n + gap steps to the end.
  static bool regular(const std::vector<std::size_t>& at, std::size_t steps, std::size_t gap) {
    const std::size_t interval = at.front() + 1 + gap;
    for (std::size_t i = 1; i < at.size(); ++i) {
      if (at[i] != at[i - 1] + interval) return false;
    }
    return at.back() + interval >= steps;
  }

  std::vector<Cycle> costs_;
  std::vector<Rows> rows_;
  std::vector<Rows> members_;  // of each step
};

/// The walk of a layer in its order: pooled positions, blocks, positions of the pool window.
std::vector<Window> windows_of(const network::Layer& layer,
                               const LayerPlan& p,
                               const std::vector<bool>& open) {
  std::vector<Window> out;
  if (!layer.conv) {
    for (const bool is_open : open) out.push_back({0, is_open, true});
  } else {
    const network::Conv& conv = *layer.conv;
    const network::Shape pooled = conv.output();
    const int subs = conv.pool_size * conv.pool_size;
    const auto blocks = static_cast<std::size_t>(p.blocks);
    for (int position = 0; position < pooled.height * pooled.width; ++position) {
      for (std::size_t b = 0; b < blocks; ++b) {
        for (int sub = 0; sub < subs; ++sub) {
          out.push_back({window_place(conv, position, sub),
                         open[static_cast<std::size_t>(position) * blocks + b],
                         sub == subs - 1});
        }
      }
    }
  }
  // The first one is walked whatever its gate.
  out.front().open = true;
  return out;
}

/// Blocks that have a neuron enabled at some step of the image.
std::vector<bool> ever_open(const network::Layer& layer,
                            const LayerPlan& p,
                            std::span<const std::uint8_t> enabled,
                            std::size_t steps) {
  std::vector<bool> out;
  if (enabled.empty()) return open_blocks(layer, p, {});
  const auto neurons = static_cast<std::size_t>(layer.outputs);
  for (std::size_t t = 0; t < steps; ++t) {
    const std::vector<bool> open = open_blocks(layer, p, enabled.subspan(t * neurons, neurons));
    if (out.empty()) out.assign(open.size(), false);
    for (std::size_t b = 0; b < open.size(); ++b) out[b] = out[b] || open[b];
  }
  return out;
}

/// Sums of `values` of the inputs that each window of the layer sees; a dense layer has one window.
std::vector<Cycle> per_window(const network::Layer& layer, std::span<const Cycle> values) {
  if (!layer.conv) {
    Cycle sum = 0;
    for (const Cycle value : values) sum += value;
    return {sum};
  }
  const auto channels = static_cast<std::size_t>(layer.conv->input.channels);
  std::vector<Cycle> positions(values.size() / channels);
  for (std::size_t i = 0; i < values.size(); ++i) positions[i / channels] += values[i];
  return window_sums(*layer.conv, positions);
}

/// Input positions under the kernel at window `place`, in the order of the walk.
std::vector<std::size_t> under_kernel(const network::Conv& conv, std::size_t place) {
  std::vector<std::size_t> out;
  const int width = conv.convolved().width;
  const int top = static_cast<int>(place) / width * conv.stride - conv.padding;
  const int left = static_cast<int>(place) % width * conv.stride - conv.padding;
  for (int y = std::max(top, 0); y < std::min(top + conv.kernel, conv.input.height); ++y) {
    for (int x = std::max(left, 0); x < std::min(left + conv.kernel, conv.input.width); ++x) {
      out.push_back(static_cast<std::size_t>(y * conv.input.width + x));
    }
  }
  return out;
}

/// The rows that each window of the layer fills.
std::vector<Rows> rows_per_window(const network::Layer& layer, const Trains& trains) {
  if (!layer.conv) {
    Rows all;
    for (const Rows& rows : trains.rows()) all |= rows;
    return {all};
  }
  const network::Conv& conv = *layer.conv;
  const auto channels = static_cast<std::size_t>(conv.input.channels);
  std::vector<Rows> positions(trains.rows().size() / channels);
  for (std::size_t i = 0; i < trains.rows().size(); ++i) {
    positions[i / channels] |= trains.rows()[i];
  }
  const network::Shape out = conv.convolved();
  std::vector<Rows> windows(static_cast<std::size_t>(out.height * out.width));
  for (std::size_t place = 0; place < windows.size(); ++place) {
    for (const std::size_t position : under_kernel(conv, place)) {
      windows[place] |= positions[position];
    }
  }
  return windows;
}

/// Entries of the last input that window `place` visits, at least one.
Cycle last_cost(const network::Layer& layer, const std::vector<Cycle>& costs, std::size_t place) {
  Cycle last = 1;
  const auto look = [&](std::size_t first, std::size_t count) {
    for (std::size_t i = first; i < first + count; ++i) {
      if (costs[i] > 0) last = costs[i];
    }
  };
  if (!layer.conv) {
    look(0, costs.size());
  } else {
    const auto channels = static_cast<std::size_t>(layer.conv->input.channels);
    for (const std::size_t position : under_kernel(*layer.conv, place)) {
      look(position * channels, channels);
    }
  }
  return last;
}

/// Cycles that the walker takes for its visits at least.
Cycle visited(const LayerWindows& work) {
  Cycle sum = 0;
  for (const Window& window : work.windows) sum += window.open ? work.visits[window.place] : 0;
  return sum;
}

LayerWindows direct_windows(const network::Layer& layer,
                            const LayerPlan& p,
                            std::vector<Window> windows,
                            std::span<const std::uint8_t> pixels,
                            Cycle steps) {
  std::vector<Cycle> values;
  for (const std::uint8_t pixel : pixels) values.push_back(pixel != 0 ? 1 : 0);
  LayerWindows out;
  out.windows = std::move(windows);
  out.visits = per_window(layer, values);
  out.bound = std::max(visited(out), steps * p.words);
  return out;
}

LayerWindows spiking_windows(const network::Layer& layer,
                             const LayerPlan& p,
                             std::vector<Window> windows,
                             std::span<const std::uint8_t> spikes,
                             std::size_t steps) {
  const Trains trains(spikes, steps, static_cast<std::size_t>(p.gap));
  LayerWindows out;
  out.windows = std::move(windows);
  out.visits = per_window(layer, trains.costs());
  out.bound = std::max(visited(out), static_cast<Cycle>(steps) * p.words);
  const auto last_of = [&](const Window& window) {
    return window.open ? last_cost(layer, trains.costs(), window.place) : 1;
  };
  out.opening = last_of(out.windows.front());
  out.closing = last_of(out.windows.back());
  for (const Rows& rows : rows_per_window(layer, trains)) {
    out.additions.push_back(trains.additions(rows, spacing(p)));
  }
  out.silent = trains.additions({}, spacing(p));
  return out;
}

/// Images through the layers, each of which starts one when the layer before has finished it.
class TimeOrder : public OrderTiming {
 public:
  TimeOrder(const network::Network& network, const Plan& plan)
      : OrderTiming(network, plan), steps_(network.steps), layers_(plan.layers.size()) {}

  [[nodiscard]] Timing next(const ImageWork& image) override {
    const auto& work = std::get<TimeWork>(image.of);
    begin_ = pixels_.next_begin();
    Timing timing{.begin = begin_, .image_cycles = 0, .layers = {}};
    Cycle valid = pixels_.fill();
    tell(Stage::kPixels, 0, 0, begin_, valid - kBufferLatency);
    if (rate_) valid = encode(valid, work.encoding);
    // No image depends on those behind it.
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      const LayerWindows& windows = work.layers[k];
      const Cycle start = start_of(k, valid);
      const Cycle last =
          plan_.layers[k].direct ? direct(k, windows, start) : spiking(k, windows, start);
      timing.layers.push_back(
          {.first = start - timing.begin, .last = last - timing.begin, .bound = windows.bound});
      valid = last + kBufferLatency;
    }
    timing.image_cycles = readout_.send(valid - kBufferLatency) - timing.begin + 1;
    return timing;
  }

 private:
  /// A layer between two of its images, and the trains behind it.
  struct Layer {
    Cycle closed = kNever;  ///< last emission of its walker
    Cycle last_entry = kNever;
    Cycle next_entry = kNever;                      ///< earliest first entry of the next window
    Cycle summed = kNever;                          ///< last addition
    Cycle captured = kNever;                        ///< last step that was kept
    std::array<Cycle, 2> replayed{kNever, kNever};  ///< the block before the last, and the last
    Banks out;
  };

  /// What is in front of layer k.
  void in_done(std::size_t k, Cycle at) {
    if (k > 0) {
      layers_[k - 1].out.done(at);
    } else if (rate_) {
      input_.done(at);
    } else {
      pixels_.done(at);
    }
  }

  /// Start of layer k's walk, whose input is there in cycle `valid`. That a layer is at two images
  /// at most never makes it wait: the two banks behind it are gone by then.
  [[nodiscard]] Cycle start_of(std::size_t k, Cycle valid) const {
    const Cycle ready = std::max(valid, layers_[k].closed + 1) + window_latency(k);
    return std::max(ready, k + 1 < layers_.size() ? layers_[k].out.free() : readout_.free());
  }

  /// Returns the first cycle in which the trains of the pixels are there.
  Cycle encode(Cycle pixels, Cycle cycles) {
    const Cycle start = std::max({pixels, encoder_next_, input_.free()});
    const Cycle last = start + cycles;
    encoder_next_ = last + 1;
    pixels_.done(last);
    tell(Stage::kEncoder, 0, 0, start, last);
    return last + kTrainLatency + kBufferLatency;
  }

  /// The first block closes when field and mask of all steps have been looked at.
  [[nodiscard]] Cycle sampled(Cycle start) const { return start + steps_ + 1; }

  /// Returns the last commit.
  Cycle direct(std::size_t k, const LayerWindows& work, Cycle start) {
    const LayerPlan& p = plan_.layers[k];
    Layer& layer = layers_[k];
    const Cycle replay = steps_ * spacing(p);
    const auto last_update = [&](Cycle word) {
      const Cycle last_step = layer.replayed[1] + 1 - spacing(p);
      return last_step + word + kReplayLatency + update_latency(p);
    };
    Cycle from = start;
    int block = 0;
    for (std::size_t i = 0; i < work.windows.size(); ++i) {
      const Window& window = work.windows[i];
      const Cycle visits = std::max<Cycle>(1, window.open ? work.visits[window.place] : 0);
      Cycle close = std::max((i == 0 ? start : layer.closed) + visits, layer.closed + spacing(p));
      if (i == 0) close = std::max(close, sampled(start));
      if (window.pooled) close = std::max(close, layer.replayed[0] + 1);
      layer.closed = close;
      if (!window.pooled) continue;
      const Cycle filled = drive_ready(network_.layers[k], p, close, p.block_words - 1);
      const Cycle begin = std::max(filled, layer.replayed[1]) + 1;
      layer.replayed = {layer.replayed[1], begin + replay - 1};
      const bool end = i + 1 == work.windows.size();
      const Cycle word = end ? last_word(network_.layers[k], p) : p.block_words - 1;
      tell(Stage::kVisits, k, ++block, std::exchange(from, close + 1), close);
      tell(Stage::kUpdates, k, block, begin, last_update(word));
    }
    in_done(k, layer.closed);
    return last_update(last_word(network_.layers[k], p));
  }

  /// Returns the last commit.
  Cycle spiking(std::size_t k, const LayerWindows& work, Cycle start) {
    const LayerPlan& p = plan_.layers[k];
    Layer& layer = layers_[k];
    // The walker's first emission waits while the last train of the image before has entries left,
    // and its entry while the tables have no room.
    Cycle emission = std::max(start + 1, layer.last_entry);
    layer.next_entry = std::max(layer.next_entry, emission + kTrainLatency);
    const auto last_update = [&](Cycle word) {
      return layer.summed + kCounterLatency + kDrainLatency + word + kRequantizeLatency +
             update_latency(p);
    };
    Cycle from = start, sums = kNever;
    int block = 0;
    for (std::size_t i = 0; i < work.windows.size(); ++i) {
      const Window& window = work.windows[i];
      const Cycle visits = std::max<Cycle>(1, window.open ? work.visits[window.place] : 0);
      if (i > 0) emission = layer.last_entry;
      layer.last_entry = layer.next_entry + visits - 1;
      if (i == 0) {
        layer.last_entry = std::max(layer.last_entry, sampled(start) + work.opening);
        if (visits == work.opening) emission = std::max(emission, sampled(start));
      }
      if (i + 1 == work.windows.size()) {
        // The emission of its last input: with one input alone, or none, the first one.
        layer.closed = visits == work.closing ? emission : layer.last_entry - work.closing;
      }
      const Additions& additions = window.open ? work.additions[window.place] : work.silent;
      const Cycle summing = sum(layer, spacing(p), window, additions);
      if (sums == kNever) sums = summing;
      if (!window.pooled) continue;
      const bool end = i + 1 == work.windows.size();
      const Cycle word = end ? last_word(network_.layers[k], p) : p.block_words - 1;
      tell(Stage::kVisits, k, ++block, std::exchange(from, layer.next_entry), layer.last_entry);
      tell(Stage::kUpdates, k, block, std::exchange(sums, kNever), last_update(word));
    }
    in_done(k, layer.closed);
    return last_update(last_word(network_.layers[k], p));
  }

  /// The additions of a window whose last entry is known. Returns the cycle of the first.
  static Cycle sum(Layer& layer, Cycle spacing, const Window& window, const Additions& additions) {
    const Cycle ready = layer.last_entry + kEntryLatency;
    const Cycle swap = std::max(ready, layer.summed);
    layer.next_entry = layer.summed >= ready ? layer.summed + 1 : ready;
    if (window.pooled) {
      const Cycle first = std::max(swap + additions.first, layer.captured + spacing);
      layer.captured = layer.summed = first + additions.rest;
    } else {
      layer.summed = swap + additions.all;
    }
    return swap + 1;
  }

  Cycle steps_;
  std::vector<Layer> layers_;
};

}  // namespace

TimeWork time_work(const network::Network& network, const Plan& plan, const Activity& activity) {
  const auto steps = static_cast<std::size_t>(network.steps);
  TimeWork out;
  for (const std::uint8_t pixel : activity.pixels) {
    out.encoding += pixel != 0 ? Cycle{network.steps} : 1;
  }
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const LayerPlan& p = plan.layers[k];
    const std::span<const std::uint8_t> enabled =
        activity.enabled.empty() ? std::span<const std::uint8_t>{} : activity.enabled[k];
    std::vector<Window> windows = windows_of(layer, p, ever_open(layer, p, enabled, steps));
    out.layers.push_back(
        p.direct ? direct_windows(layer, p, std::move(windows), activity.pixels, network.steps)
                 : spiking_windows(layer,
                                   p,
                                   std::move(windows),
                                   k == 0 ? activity.input_spikes : activity.spikes[k - 1],
                                   steps));
  }
  return out;
}

std::unique_ptr<OrderTiming> time_order(const network::Network& network, const Plan& plan) {
  return std::make_unique<TimeOrder>(network, plan);
}

}  // namespace spinforge::plan
