// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/stream.hpp"

/// What the timing of both orders is put together from. The latencies are those that the headers of
/// rtl/macros state.
namespace spinforge::plan {

using Cycle = std::int64_t;

inline constexpr Cycle kNever = -1'000'000;  // before everything
inline constexpr Cycle kCounterLatency = 2;  // closing emission, or last addition -> counters
inline constexpr Cycle kProductLatency = 1;  // its product register, direct coding only
inline constexpr Cycle kDrainLatency = 1;    // sf_drain: counters complete -> first word
inline constexpr Cycle kRequantizeLatency = 2;
inline constexpr Cycle kPoolLatency = 1;      // sf_pool: last position of the window -> pooled word
inline constexpr Cycle kWindowLatency = 1;    // sf_windows: bitmap valid -> first window ready
inline constexpr Cycle kUpdateLatency = 1;    // sf_neuron_array: drive -> commit
inline constexpr Cycle kPipelineLatency = 5;  // sf_neuron_pipeline, on top of it
inline constexpr Cycle kReplayLatency = 1;    // read -> drive
inline constexpr Cycle kBufferLatency = 1;    // last piece -> valid, done -> free
inline constexpr Cycle kReadoutLatency = 3;   // sf_readout: last commit -> first beat
inline constexpr Cycle kEncoderSetup = 3;     // sf_rate_encoder: start -> first pixel scanned
inline constexpr Cycle kEncoderLatency = 1;   // pixel scanned -> bit written
inline constexpr Cycle kTrainLatency =
    1;  // sf_trains: emission -> first entry; encoder: last step -> train
inline constexpr Cycle kEntryLatency = 1;  // sf_train_tables: entry -> in the table

[[nodiscard]] Cycle update_latency(const LayerPlan& p);

/// Cycles from one update of a neuron to its next, at least: its state has to be back by then.
[[nodiscard]] Cycle state_cycles(const LayerPlan& p);

/// Cycles from one block's drives to the next one's, at least.
[[nodiscard]] Cycle spacing(const LayerPlan& p);

/// Cycle in which word `word` of a block's drives is ready, for a walk that closes it in `closed`.
[[nodiscard]] Cycle drive_ready(const network::Layer& layer,
                                const LayerPlan& p,
                                Cycle closed,
                                Cycle word);

/// The last word of the layer's last block that holds a neuron.
[[nodiscard]] Cycle last_word(const network::Layer& layer, const LayerPlan& p);

[[nodiscard]] Cycle count_set(std::span<const std::uint8_t> flags);

/// Which blocks have an open gate at a step; of a convolution, by pooled position. `enabled`:
/// *shape* [neurons], or empty: all.
[[nodiscard]] std::vector<bool> open_blocks(const network::Layer& layer,
                                            const LayerPlan& p,
                                            std::span<const std::uint8_t> enabled);

/// `counts` of the positions of the map (row by row), summed under the kernel at every position of
/// the convolution before its pool, row by row.
[[nodiscard]] std::vector<Cycle> window_sums(const network::Conv& conv,
                                             std::span<const Cycle> counts);

/// Position of the convolution, row by row, that window `sub` of the pool has at pooled `position`.
[[nodiscard]] std::size_t window_place(const network::Conv& conv, int position, int sub);

/// Active inputs at every position of the map.
[[nodiscard]] std::vector<Cycle> position_counts(const network::Conv& conv,
                                                 std::span<const std::uint8_t> flags);

/// Two banks between a producer and a consumer, of one image or step after another: the producer
/// waits for the consumer to be done with the last but one.
class Banks {
 public:
  /// First cycle in which the producer finds a free bank. To be asked when done() has been told of
  /// all that the producer has filled before.
  [[nodiscard]] Cycle free() const { return done_[0] + kBufferLatency; }
  /// The consumer returns the next bank in cycle `at`.
  void done(Cycle at) { done_ = {done_[1], at}; }

 private:
  std::array<Cycle, 2> done_{kNever, kNever};
};

/// The core's pixel buffer: takes a beat a cycle, an image right behind the one before.
class PixelBuffer {
 public:
  explicit PixelBuffer(Cycle beats) : beats_(beats) {}
  /// Cycle of the first beat of the next image.
  [[nodiscard]] Cycle next_begin() const { return std::max(next_, banks_.free()); }
  /// Takes an image; returns the first cycle in which all of it is there.
  Cycle fill() {
    next_ = next_begin() + beats_;
    return next_ - 1 + kBufferLatency;
  }
  void done(Cycle at) { banks_.done(at); }

 private:
  Cycle beats_;
  Cycle next_ = 0;
  Banks banks_;
};

/// The core's read-out: has room for one image.
class ReadOut {
 public:
  explicit ReadOut(Cycle classes) : classes_(classes) {}
  /// First cycle in which the output layer may begin an image.
  [[nodiscard]] Cycle free() const { return sent_ + kBufferLatency; }
  /// Sends an image whose last update is in cycle `last`; returns that of its last beat.
  Cycle send(Cycle last) { return sent_ = last + kReadoutLatency + classes_ - 1; }

 private:
  Cycle classes_;
  Cycle sent_ = kNever;
};

/// The images of a stream in one order of work, and what both orders have around their layers.
class OrderTiming {
 public:
  OrderTiming(const network::Network& network, const Plan& plan)
      : network_(network),
        plan_(plan),
        rate_(network.input.coding == network::Coding::kRate),
        pixels_(plan.beats(network.input.size())),
        readout_(network.layers.back().outputs) {}
  OrderTiming(const OrderTiming&) = delete;
  OrderTiming& operator=(const OrderTiming&) = delete;
  virtual ~OrderTiming() = default;
  /// See Stream.
  [[nodiscard]] Cycle next_begin() const { return pixels_.next_begin(); }
  [[nodiscard]] virtual Timing next(const ImageWork& work) = 0;
  void on_piece(Stream::OnPiece look) { on_piece_ = std::move(look); }

 protected:
  /// Tells of a piece of the image whose first pixel is in cycle `begin`; `layer` from 0.
  void tell(Stage stage, std::size_t layer, int number, Cycle first, Cycle last) const {
    if (!on_piece_) return;
    const bool front = stage == Stage::kPixels || stage == Stage::kEncoder;
    on_piece_(
        {stage, front ? 0 : static_cast<int>(layer) + 1, number, first - begin_, last - begin_});
  }
  /// A convolution sees what is in front of it a cycle late.
  [[nodiscard]] Cycle window_latency(std::size_t k) const {
    return network_.layers[k].conv ? kWindowLatency : 0;
  }

  const network::Network& network_;
  const Plan& plan_;
  const bool rate_;
  PixelBuffer pixels_;
  Cycle begin_ = 0;         ///< first pixel of the image that next() is at
  Cycle encoder_next_ = 0;  ///< rate coding: earliest start of the encoder
  Banks input_;             ///< and its output to layer 1
  ReadOut readout_;

 private:
  Stream::OnPiece on_piece_;
};

}  // namespace spinforge::plan
