// SPDX-License-Identifier: Apache-2.0
#include "weights/train/conv.hpp"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace spinforge::train {
namespace {

/// Parts of the images that have a sum of weight gradients each; a constant, so that the order of
/// summation is one.
constexpr std::size_t kParts = 16;

/// One output map with room around it for what falls outside, so that no input needs to know
/// whether it is near an edge.
class Canvas {
 public:
  explicit Canvas(const ConvShape& shape)
      : shape_(shape),
        margin_(shape.kernel > shape.padding + 1 ? shape.kernel - 1 - shape.padding : 0),
        row_((shape.out_width() + 2 * margin_) * shape.outputs),
        values_((shape.out_height() + 2 * margin_) * row_) {}

  void clear() { std::fill(values_.begin(), values_.end(), 0.0F); }

  /// Index at which weight row `ky` of the input at (y, x) begins: kernel*outputs numbers, kx
  /// falling.
  [[nodiscard]] std::size_t run(std::size_t y, std::size_t x, std::size_t ky) const {
    const std::size_t top = y + shape_.padding + margin_ - ky;
    const std::size_t left = x + shape_.padding + margin_ + 1 - shape_.kernel;
    return top * row_ + left * shape_.outputs;
  }

  [[nodiscard]] float* data() { return values_.data(); }
  [[nodiscard]] const float* data() const { return values_.data(); }
  /// Numbers in one row.
  [[nodiscard]] std::size_t row() const { return row_; }

  void store(float* map) {
    const std::size_t length = shape_.out_width() * shape_.outputs;
    for (std::size_t y = 0; y < shape_.out_height(); ++y) {
      std::copy_n(inner(y), length, map + y * length);
    }
  }

  void load(const float* map) {
    const std::size_t length = shape_.out_width() * shape_.outputs;
    for (std::size_t y = 0; y < shape_.out_height(); ++y) {
      std::copy_n(map + y * length, length, inner(y));
    }
  }

 private:
  [[nodiscard]] float* inner(std::size_t y) {
    return values_.data() + (y + margin_) * row_ + margin_ * shape_.outputs;
  }

  ConvShape shape_;
  std::size_t margin_, row_;
  std::vector<float> values_;
};

/// One number that is not zero: its value, and where the run that belongs to it begins.
struct Event {
  float value;
  std::uint32_t offset;
};

/// Numbers that fill a register and need no alignment. (Not two registers: without AVX-512, GCC 12
/// reads a run of wider ones through a null pointer.)
#ifdef __AVX512F__
constexpr std::size_t kLanes = 16;
#else
constexpr std::size_t kLanes = 8;
#endif
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

/// to[n] += sum over the events of value * from[offset + n], for Count*kLanes numbers that stay in
/// registers meanwhile.
template <std::size_t Count>
void add_events_block(std::span<const Event> events, const float* from, float* to) {
  Lanes sum[Count];
#pragma GCC unroll 16
  for (std::size_t n = 0; n < Count; ++n) sum[n] = reinterpret_cast<const Lanes*>(to)[n];
  for (const Event& event : events) {
    const auto* run = reinterpret_cast<const Lanes*>(from + event.offset);
#pragma GCC unroll 16
    for (std::size_t n = 0; n < Count; ++n) sum[n] += event.value * run[n];
  }
#pragma GCC unroll 16
  for (std::size_t n = 0; n < Count; ++n) reinterpret_cast<Lanes*>(to)[n] = sum[n];
}

/// The same for any length.
void add_events(std::span<const Event> events, std::size_t length, const float* from, float* to) {
  constexpr std::size_t kWide = 10;
  std::size_t n = 0;
  for (; n + kWide * kLanes <= length; n += kWide * kLanes) {
    add_events_block<kWide>(events, from + n, to + n);
  }
  for (; n + kLanes <= length; n += kLanes) add_events_block<1>(events, from + n, to + n);
  for (; n < length; ++n) {
    for (const Event& event : events) to[n] += event.value * from[event.offset + n];
  }
}

/// Calls work(index, number) for all that are not zero.
template <typename Work>
void for_each_nonzero(const float* numbers, std::size_t count, const Work& work) {
  std::size_t n = 0;
#ifdef __AVX512F__
  // Sixteen at once, since most are zero and a branch for each would often be guessed wrong.
  for (; n + 16 <= count; n += 16) {
    unsigned mask =
        _mm512_cmp_ps_mask(_mm512_loadu_ps(numbers + n), _mm512_setzero_ps(), _CMP_NEQ_UQ);
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t i = n + static_cast<std::size_t>(std::countr_zero(mask));
      work(i, numbers[i]);
    }
  }
#endif
  for (; n < count; ++n) {
    if (numbers[n] != 0.0F) work(n, numbers[n]);
  }
}

/// Index of weight (o, ky, kx, i) in the order of the runs: [inputs][ky][kx falling][outputs].
std::size_t run_index(
    const ConvShape& shape, std::size_t o, std::size_t ky, std::size_t kx, std::size_t i) {
  return ((i * shape.kernel + ky) * shape.kernel + shape.kernel - 1 - kx) * shape.outputs + o;
}

/// Calls work(index of a weight, its index in the order of the runs).
template <typename Work>
void for_each_weight(const ConvShape& shape, const Work& work) {
  std::size_t index = 0;
  for (std::size_t o = 0; o < shape.outputs; ++o) {
    for (std::size_t ky = 0; ky < shape.kernel; ++ky) {
      for (std::size_t kx = 0; kx < shape.kernel; ++kx) {
        for (std::size_t i = 0; i < shape.inputs; ++i) {
          work(index++, run_index(shape, o, ky, kx, i));
        }
      }
    }
  }
}

}  // namespace

void conv_forward(const ConvShape& shape, const float* in, const float* weight, float* out) {
  std::vector<float> runs(shape.weights());
  for_each_weight(shape, [&](std::size_t from, std::size_t to) { runs[to] = weight[from]; });
  const std::size_t length = shape.kernel * shape.outputs;
#pragma omp parallel
  {
    Canvas canvas(shape);
    std::vector<Event> events;
#pragma omp for schedule(dynamic, 4)
    for (std::size_t n = 0; n < shape.images; ++n) {
      canvas.clear();
      const float* at = in + n * shape.in_size();
      for (std::size_t place = 0; place < shape.height * shape.width; ++place) {
        // All channels of a place add to the same runs.
        events.clear();
        for_each_nonzero(at, shape.inputs, [&](std::size_t i, float value) {
          events.push_back({value, static_cast<std::uint32_t>(i * shape.kernel * length)});
        });
        at += shape.inputs;
        if (events.empty()) continue;
        for (std::size_t ky = 0; ky < shape.kernel; ++ky) {
          float* const to =
              canvas.data() + canvas.run(place / shape.width, place % shape.width, ky);
          add_events(events, length, runs.data() + ky * length, to);
        }
      }
      canvas.store(out + n * shape.out_size());
    }
  }
}

namespace {

/// Adds what one image says about the weights, in the order of the runs.
/// `events` is room for [inputs][height*width] of them.
void add_weight_gradient(const ConvShape& shape,
                         const float* in,
                         const Canvas& canvas,
                         std::vector<Event>& events,
                         float* sums) {
  const std::size_t places = shape.height * shape.width;
  const std::size_t length = shape.kernel * shape.outputs;
  std::vector<std::size_t> count(shape.inputs);
  for (std::size_t place = 0; place < places; ++place) {
    const auto offset = static_cast<std::uint32_t>(
        canvas.run(place / shape.width, place % shape.width, shape.kernel - 1));
    for_each_nonzero(in, shape.inputs, [&](std::size_t i, float value) {
      events[i * places + count[i]++] = {value, offset};
    });
    in += shape.inputs;
  }
  for (std::size_t i = 0; i < shape.inputs; ++i) {
    if (count[i] == 0) continue;
    const std::span<const Event> own(events.data() + i * places, count[i]);
    for (std::size_t ky = 0; ky < shape.kernel; ++ky) {
      // Row ky lies kernel - 1 - ky rows below that of the last.
      const float* const from = canvas.data() + (shape.kernel - 1 - ky) * canvas.row();
      add_events(own, length, from, sums + (i * shape.kernel + ky) * length);
    }
  }
}

}  // namespace

void conv_weight_gradient(const ConvShape& shape,
                          const float* in,
                          const float* gradient,
                          float* weight_gradient) {
  std::vector<float> sums(kParts * shape.weights());
#pragma omp parallel
  {
    Canvas canvas(shape);
    canvas.clear();
    std::vector<Event> events(shape.in_size());
#pragma omp for schedule(dynamic, 1)
    for (std::size_t part = 0; part < kParts; ++part) {
      const std::size_t last = (part + 1) * shape.images / kParts;
      for (std::size_t n = part * shape.images / kParts; n < last; ++n) {
        canvas.load(gradient + n * shape.out_size());
        add_weight_gradient(
            shape, in + n * shape.in_size(), canvas, events, sums.data() + part * shape.weights());
      }
    }
#pragma omp for schedule(static)
    for (std::size_t w = 0; w < shape.weights(); ++w) {
      for (std::size_t part = 1; part < kParts; ++part) sums[w] += sums[part * shape.weights() + w];
    }
  }
  for_each_weight(shape,
                  [&](std::size_t to, std::size_t from) { weight_gradient[to] = sums[from]; });
}

}  // namespace spinforge::train
