// SPDX-License-Identifier: Apache-2.0
#include "weights/train/pool.hpp"

#include <algorithm>
#include <vector>

namespace spinforge::train {
namespace {

/// Parts with sums of their own; a constant, so that the order of summation is one.
constexpr std::size_t kParts = 64;

/// Channels that go through a loop together, in registers.
constexpr std::size_t kBlock = 32;

/// Calls work(first channel, channels) for every block of them.
template <typename Work>
void by_blocks(std::size_t channels, const Work& work) {
  for (std::size_t c = 0; c < channels; c += kBlock) work(c, std::min(kBlock, channels - c));
}

/// Adds up two numbers for every channel over the rows of two matrices [rows][channels]:
/// term(a, b, channel, first sum, second sum). *Shape* of the result: [2][channels].
template <typename Term>
std::vector<double> sum_rows(
    std::size_t rows, std::size_t channels, const float* a, const float* b, const Term& term) {
  std::vector<float> parts(kParts * 2 * channels);
#pragma omp parallel for schedule(dynamic, 4)
  for (std::size_t part = 0; part < kParts; ++part) {
    const std::size_t begin = part * rows / kParts;
    const std::size_t end = (part + 1) * rows / kParts;
    by_blocks(channels, [&](std::size_t first, std::size_t count) {
      float one[kBlock] = {};
      float two[kBlock] = {};
      const auto add = [&](std::size_t block) {
        for (std::size_t r = begin; r < end; ++r) {
          const std::size_t at = r * channels + first;
#pragma omp simd
          for (std::size_t c = 0; c < block; ++c)
            term(a[at + c], b[at + c], first + c, one[c], two[c]);
        }
      };
      // The whole block has a length that the compiler knows.
      count == kBlock ? add(kBlock) : add(count);
      std::copy_n(one, count, parts.data() + part * 2 * channels + first);
      std::copy_n(two, count, parts.data() + (part * 2 + 1) * channels + first);
    });
  }
  std::vector<double> sums(2 * channels);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sums[i % (2 * channels)] += static_cast<double>(parts[i]);
  }
  return sums;
}

}  // namespace

void channel_statistics(const PoolShape& shape, const float* x, float* mean, float* variance) {
  // Relative to the first row, so that a large mean does not swallow the variance.
  const std::vector<double> sums =
      sum_rows(shape.rows(),
               shape.channels,
               x,
               x,
               [x](float value, float, std::size_t c, float& sum, float& square) {
                 const float off = value - x[c];
                 sum += off;
                 square += off * off;
               });
  const double scale = 1.0 / static_cast<double>(shape.rows());
  for (std::size_t c = 0; c < shape.channels; ++c) {
    const double off = sums[c] * scale;
    mean[c] = x[c] + static_cast<float>(off);
    variance[c] = static_cast<float>(std::max(sums[shape.channels + c] * scale - off * off, 0.0));
  }
}

namespace {

/// One window of one block of channels. `at` is its first number, at that of the outputs.
template <std::size_t Fixed>
void pool_window(const PoolShape& shape,
                 const NormView& norm,
                 const float* at,
                 std::size_t first,
                 std::size_t count,
                 float* out,
                 float* normal,
                 std::uint8_t* choice) {
  const std::size_t block = Fixed > 0 ? Fixed : count;
  float best[kBlock] = {}, taken[kBlock] = {};
  std::int32_t which[kBlock] = {};
  for (std::size_t wy = 0; wy < shape.window; ++wy) {
    for (std::size_t wx = 0; wx < shape.window; ++wx) {
      const float* x = at + (wy * shape.width + wx) * shape.channels;
      const auto index = static_cast<std::int32_t>(wy * shape.window + wx);
      const bool fresh = index == 0;
#pragma omp simd
      for (std::size_t c = 0; c < block; ++c) {
        const float value = (x[c] - norm.mean[first + c]) * norm.inverse[first + c];
        const float drive = norm.gamma[first + c] * value + norm.beta[first + c];
        const bool better = fresh || drive > best[c];
        best[c] = better ? drive : best[c];
        taken[c] = better ? value : taken[c];
        which[c] = better ? index : which[c];
      }
    }
  }
  std::copy_n(best, block, out);
  if (normal != nullptr) std::copy_n(taken, block, normal);
  if (choice != nullptr) {
    for (std::size_t c = 0; c < block; ++c) choice[c] = static_cast<std::uint8_t>(which[c]);
  }
}

}  // namespace

void norm_pool_forward(const PoolShape& shape,
                       const NormView& norm,
                       const float* x,
                       float* out,
                       float* normal,
                       std::uint8_t* choice) {
#pragma omp parallel for schedule(dynamic, 4)
  for (std::size_t n = 0; n < shape.maps; ++n) {
    std::size_t to = n * shape.out_size();
    for (std::size_t y = 0; y < shape.out_height(); ++y) {
      for (std::size_t column = 0; column < shape.out_width(); ++column) {
        const float* at = x + n * shape.in_size() +
                          (y * shape.window * shape.width + column * shape.window) * shape.channels;
        by_blocks(shape.channels, [&](std::size_t first, std::size_t count) {
          const auto pool = count == kBlock ? pool_window<kBlock> : pool_window<0>;
          pool(shape,
               norm,
               at + first,
               first,
               count,
               out + to + first,
               normal != nullptr ? normal + to + first : nullptr,
               choice != nullptr ? choice + to + first : nullptr);
        });
        to += shape.channels;
      }
    }
  }
}

namespace {

/// The gradient of x is slope*x + offset everywhere, by way of the mean and the deviation, and
/// pass*gradient more where a number was taken. *Shape*: each [channels].
struct Slopes {
  const float* slope;
  const float* offset;
  const float* pass;
};

struct Channels {
  std::size_t first, count;
};

/// The gradients of one window of one block of channels. `x` and `to` point at its first number.
template <std::size_t Fixed>
void spread_window(const PoolShape& shape,
                   const Slopes& slopes,
                   Channels channels,
                   const float* gradient,
                   const std::uint8_t* choice,
                   const float* x,
                   float* to) {
  const std::size_t block = Fixed > 0 ? Fixed : channels.count;
  float passed[kBlock] = {};
  std::int32_t which[kBlock] = {};
  for (std::size_t c = 0; c < block; ++c) {
    passed[c] = slopes.pass[channels.first + c] * gradient[c];
    which[c] = choice[c];
  }
  const float* const slope = slopes.slope + channels.first;
  const float* const offset = slopes.offset + channels.first;
  for (std::size_t wy = 0; wy < shape.window; ++wy) {
    for (std::size_t wx = 0; wx < shape.window; ++wx) {
      const std::size_t at = (wy * shape.width + wx) * shape.channels;
      const auto index = static_cast<std::int32_t>(wy * shape.window + wx);
#pragma omp simd
      for (std::size_t c = 0; c < block; ++c) {
        to[at + c] = slope[c] * x[at + c] + offset[c] + (which[c] == index ? passed[c] : 0.0F);
      }
    }
  }
}

/// The gradients of the rows and columns of one map that fill no window.
void fill_rest(const PoolShape& shape, const Slopes& slopes, const float* x, float* to) {
  for (std::size_t y = 0; y < shape.height; ++y) {
    const bool pooled = y < shape.out_height() * shape.window;
    for (std::size_t column = pooled ? shape.out_width() * shape.window : 0; column < shape.width;
         ++column) {
      const std::size_t at = (y * shape.width + column) * shape.channels;
      for (std::size_t c = 0; c < shape.channels; ++c) {
        to[at + c] = slopes.slope[c] * x[at + c] + slopes.offset[c];
      }
    }
  }
}

}  // namespace

void norm_pool_backward(const PoolShape& shape,
                        const NormView& norm,
                        const float* x,
                        const float* normal,
                        const std::uint8_t* choice,
                        const float* gradient,
                        float* x_gradient,
                        float* gamma_gradient,
                        float* beta_gradient) {
  const std::size_t channels = shape.channels;
  const std::vector<double> sums =
      sum_rows(shape.maps * shape.out_height() * shape.out_width(),
               channels,
               gradient,
               normal,
               [](float g, float value, std::size_t, float& plain, float& along) {
                 plain += g;
                 along += g * value;
               });
  std::vector<float> slope(channels), offset(channels), pass(channels);
  const double scale = 1.0 / static_cast<double>(shape.rows());
  for (std::size_t c = 0; c < channels; ++c) {
    beta_gradient[c] = static_cast<float>(sums[c]);
    gamma_gradient[c] = static_cast<float>(sums[channels + c]);
    pass[c] = norm.gamma[c] * norm.inverse[c];
    slope[c] = -pass[c] * norm.inverse[c] * static_cast<float>(sums[channels + c] * scale);
    offset[c] = -pass[c] * static_cast<float>(sums[c] * scale) - slope[c] * norm.mean[c];
  }
  const Slopes slopes{slope.data(), offset.data(), pass.data()};
#pragma omp parallel for schedule(dynamic, 4)
  for (std::size_t n = 0; n < shape.maps; ++n) {
    const float* const from = x + n * shape.in_size();
    float* const to = x_gradient + n * shape.in_size();
    fill_rest(shape, slopes, from, to);
    std::size_t taken = n * shape.out_size();
    for (std::size_t y = 0; y < shape.out_height(); ++y) {
      for (std::size_t column = 0; column < shape.out_width(); ++column) {
        const std::size_t at = (y * shape.window * shape.width + column * shape.window) * channels;
        by_blocks(channels, [&](std::size_t first, std::size_t count) {
          const auto spread = count == kBlock ? spread_window<kBlock> : spread_window<0>;
          spread(shape,
                 slopes,
                 {first, count},
                 gradient + taken + first,
                 choice + taken + first,
                 from + at + first,
                 to + at + first);
        });
        taken += channels;
      }
    }
  }
}

}  // namespace spinforge::train
