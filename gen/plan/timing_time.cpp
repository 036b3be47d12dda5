// SPDX-License-Identifier: Apache-2.0
//
// The cycle in which everything happens in time order, as recurrences over windows. A *window* is
// what one block of lanes sees at one position of a pool window; a dense layer has one a block.
#include <algorithm>
#include <array>
#include <bit>

#include "gen/base/error.hpp"
#include "gen/plan/timing_parts.hpp"

namespace spinforge::plan {
namespace {

constexpr Cycle kNever = -1'000'000;

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
  /// Additions that each step of a table with these rows takes, at least one.
  [[nodiscard]] std::vector<Cycle> additions(const Rows& rows) const {
    std::vector<Cycle> out;
    for (const Rows& members : members_) out.push_back(std::max<Cycle>(1, rows.common(members)));
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

/// One window of a layer's walk.
struct Window {
  std::size_t place = 0;  ///< which of the layer's windows, whatever the block
  bool open = true;       ///< a neuron of its block is enabled at some step
  bool pooled = true;     ///< the last one of its pool window
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
      const int y = position / pooled.width * conv.pool_size;
      const int x = position % pooled.width * conv.pool_size;
      for (std::size_t b = 0; b < blocks; ++b) {
        for (int sub = 0; sub < subs; ++sub) {
          const int place =
              (y + sub / conv.pool_size) * conv.convolved().width + x + sub % conv.pool_size;
          out.push_back({static_cast<std::size_t>(place),
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

/// One image through the layers, each of which starts when the one before has finished.
class TimeOrder {
 public:
  TimeOrder(const network::Network& network, const Plan& plan, const Activity& activity)
      : network_(network),
        plan_(plan),
        activity_(activity),
        steps_(static_cast<std::size_t>(network.steps)) {}

  Timing run() {
    Cycle valid = plan_.beats(network_.input.size()) - 1 + kBufferLatency;
    if (network_.input.coding == network::Coding::kRate) valid = encoded(valid);
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
      const network::Layer& layer = network_.layers[k];
      const LayerPlan& p = plan_.layers[k];
      const Cycle start = valid + (layer.conv ? kWindowLatency : 0);
      const std::span<const std::uint8_t> enabled =
          activity_.enabled.empty() ? std::span<const std::uint8_t>{} : activity_.enabled[k];
      const std::vector<Window> windows =
          windows_of(layer, p, ever_open(layer, p, enabled, steps_));
      const LayerTiming timing =
          p.direct ? direct(layer, p, windows, start) : spiking(k, windows, start);
      timing_.layers.push_back(timing);
      valid = timing.last + kBufferLatency;
    }
    timing_.image_cycles =
        timing_.layers.back().last + kReadoutLatency + network_.layers.back().outputs;
    return std::move(timing_);
  }

 private:
  /// First cycle in which the trains of the pixels are there.
  [[nodiscard]] Cycle encoded(Cycle start) const {
    Cycle cycles = 0;
    for (const std::uint8_t pixel : activity_.pixels) {
      cycles += pixel != 0 ? static_cast<Cycle>(steps_) : 1;
    }
    return start + cycles + kTrainLatency + kBufferLatency;
  }

  /// The first block closes when field and mask of all steps have been looked at.
  [[nodiscard]] Cycle sampled(Cycle start) const { return start + static_cast<Cycle>(steps_) + 1; }

  LayerTiming direct(const network::Layer& layer,
                     const LayerPlan& p,
                     const std::vector<Window>& windows,
                     Cycle start) {
    std::vector<Cycle> values;
    for (const std::uint8_t pixel : activity_.pixels) values.push_back(pixel != 0 ? 1 : 0);
    const std::vector<Cycle> events = per_window(layer, values);
    const Cycle replay = static_cast<Cycle>(steps_) * spacing(p);
    LayerTiming out{.first = start, .last = 0, .bound = 0};
    Cycle closed = kNever;
    std::array<Cycle, 2> done{kNever, kNever};  // of the block before the last, and of the last
    Cycle last_step = 0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const Window& window = windows[i];
      const Cycle visits = window.open ? events[window.place] : 0;
      out.bound += visits;
      Cycle close = (i == 0 ? start : closed) + std::max<Cycle>(1, visits);
      close = std::max(close, closed + spacing(p));
      if (i == 0) close = std::max(close, sampled(start));
      if (window.pooled) close = std::max(close, done[0] + 1);
      closed = close;
      if (!window.pooled) continue;
      const Cycle filled = drive_ready(layer, p, closed, p.block_words - 1);
      const Cycle begin = std::max(filled, done[1]) + 1;
      done = {done[1], begin + replay - 1};
      last_step = begin + replay - spacing(p);
    }
    out.last = last_step + last_word(layer, p) + kReplayLatency + update_latency(p);
    out.bound = std::max(out.bound, static_cast<Cycle>(steps_) * p.words);
    return out;
  }

  LayerTiming spiking(std::size_t k, const std::vector<Window>& windows, Cycle start) {
    const network::Layer& layer = network_.layers[k];
    const LayerPlan& p = plan_.layers[k];
    const Trains trains(k == 0 ? activity_.input_spikes : activity_.spikes[k - 1],
                        steps_,
                        static_cast<std::size_t>(p.gap));
    const std::vector<Cycle> entries = per_window(layer, trains.costs());
    const std::vector<Rows> rows = rows_per_window(layer, trains);
    LayerTiming out{.first = start, .last = 0, .bound = 0};
    Cycle first_entry = start + 1 + kTrainLatency;
    Cycle summed = kNever;    // last addition of the window before
    Cycle captured = kNever;  // last step that was kept
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const Window& window = windows[i];
      const Cycle visits = std::max<Cycle>(1, window.open ? entries[window.place] : 0);
      out.bound += window.open ? entries[window.place] : 0;
      Cycle last_entry = first_entry + visits - 1;
      if (i == 0) {
        const Cycle last = last_cost(layer, trains.costs(), window.place);
        last_entry = std::max(last_entry, sampled(start) + last);
      }
      const Cycle ready = last_entry + kEntryLatency;
      const Cycle swap = std::max(ready, summed);
      first_entry = summed >= ready ? summed + 1 : last_entry + 1;
      Cycle addition = swap;
      for (const Cycle additions : trains.additions(window.open ? rows[window.place] : Rows())) {
        addition += additions;
        if (!window.pooled) continue;
        addition = std::max(addition, captured + spacing(p));
        captured = addition;
      }
      summed = addition;
    }
    const Cycle counters = summed + kCounterLatency;
    out.last =
        counters + kDrainLatency + last_word(layer, p) + kRequantizeLatency + update_latency(p);
    out.bound = std::max(out.bound, static_cast<Cycle>(steps_) * p.words);
    return out;
  }

  const network::Network& network_;
  const Plan& plan_;
  const Activity& activity_;
  std::size_t steps_;
  Timing timing_;
};

}  // namespace

Timing predict_time_order(const network::Network& network,
                          const Plan& plan,
                          const Activity& activity) {
  return TimeOrder(network, plan, activity).run();
}

}  // namespace spinforge::plan
