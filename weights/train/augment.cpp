// SPDX-License-Identifier: Apache-2.0
#include "weights/train/augment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace spinforge::train {
namespace {

float within(float range, rng::Sequence& random) {
  return range * static_cast<float>(2.0 * random.real() - 1.0);
}

/// Where an output pixel is read from: source = matrix * (output - centre) + offset.
struct Affine {
  float xx = 1, xy = 0, yx = 0, yy = 1, x0 = 0, y0 = 0;
};

Affine draw_affine(const Augment& settings, int height, int width, rng::Sequence& random) {
  const float angle = within(settings.rotate, random) * std::numbers::pi_v<float> / 180.0F;
  const float scale_x = 1.0F + within(settings.zoom, random);
  const float scale_y = 1.0F + within(settings.zoom, random);
  const float shear = within(settings.shear, random);
  const float sign = settings.flip && random.real() < 0.5 ? -1.0F : 1.0F;
  const float cosine = std::cos(angle);
  const float sine = std::sin(angle);
  Affine affine;
  affine.xx = sign * cosine / scale_x;
  affine.xy = sign * (shear * cosine - sine) / scale_x;
  affine.yx = sine / scale_y;
  affine.yy = (shear * sine + cosine) / scale_y;
  // Where nothing turns or scales, whole pixels keep the image as sharp as the real ones are.
  const bool whole = settings.rotate == 0.0F && settings.zoom == 0.0F && settings.shear == 0.0F;
  const auto offset = [&] {
    const float shift = within(settings.shift, random);
    return whole ? std::nearbyint(shift) : shift;
  };
  affine.x0 = 0.5F * static_cast<float>(width - 1) + offset();
  affine.y0 = 0.5F * static_cast<float>(height - 1) + offset();
  return affine;
}

/// A smooth displacement of either axis: random vectors on a 4x4 grid, interpolated between.
class Warp {
 public:
  Warp(float amplitude, rng::Sequence& random) {
    for (float& value : grid_) value = within(amplitude, random);
  }

  /// u and v in [0, 1].
  [[nodiscard]] float at(float u, float v) const {
    const float x = u * static_cast<float>(kSide - 1);
    const float y = v * static_cast<float>(kSide - 1);
    const int column = std::min(static_cast<int>(x), kSide - 2);
    const int row = std::min(static_cast<int>(y), kSide - 2);
    const float a = smooth(x - static_cast<float>(column));
    const float b = smooth(y - static_cast<float>(row));
    return (1 - b) * ((1 - a) * node(row, column) + a * node(row, column + 1)) +
           b * ((1 - a) * node(row + 1, column) + a * node(row + 1, column + 1));
  }

 private:
  static constexpr int kSide = 5;
  static float smooth(float t) { return t * t * (3.0F - 2.0F * t); }
  [[nodiscard]] float node(int row, int column) const {
    return grid_[static_cast<std::size_t>(row * kSide + column)];
  }
  std::array<float, static_cast<std::size_t>(kSide* kSide)> grid_{};
};

/// The image between its pixels; black outside.
float sample(std::span<const std::uint8_t> pixels, int height, int width, float x, float y) {
  const float left = std::floor(x);
  const float top = std::floor(y);
  const int column = static_cast<int>(left);
  const int row = static_cast<int>(top);
  const auto pixel = [&](int r, int c) {
    const bool outside = r < 0 || r >= height || c < 0 || c >= width;
    return outside ? 0.0F : static_cast<float>(pixels[static_cast<std::size_t>(r * width + c)]);
  };
  const float a = x - left;
  const float b = y - top;
  return ((1 - b) * ((1 - a) * pixel(row, column) + a * pixel(row, column + 1)) +
          b * ((1 - a) * pixel(row + 1, column) + a * pixel(row + 1, column + 1))) /
         255.0F;
}

void erase_square(int side, int height, int width, rng::Sequence& random, std::span<float> out) {
  if (side <= 0 || random.real() < 0.5) return;
  const auto top = static_cast<int>(random.uniform(1 - side, height - 1));
  const auto left = static_cast<int>(random.uniform(1 - side, width - 1));
  for (int y = std::max(top, 0); y < std::min(top + side, height); ++y) {
    for (int x = std::max(left, 0); x < std::min(left + side, width); ++x) {
      out[static_cast<std::size_t>(y * width + x)] = 0.0F;
    }
  }
}

}  // namespace

void augment(const Augment& settings,
             std::span<const std::uint8_t> pixels,
             int height,
             int width,
             rng::Sequence& random,
             std::span<float> out) {
  if (settings == Augment{}) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(pixels[i]) / 255.0F;
    return;
  }
  const Affine affine = draw_affine(settings, height, width, random);
  const bool warped = settings.elastic > 0.0F;
  const Warp warp_x(settings.elastic, random);
  const Warp warp_y(settings.elastic, random);
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      const float dx = static_cast<float>(column) - 0.5F * static_cast<float>(width - 1);
      const float dy = static_cast<float>(row) - 0.5F * static_cast<float>(height - 1);
      float x = affine.xx * dx + affine.xy * dy + affine.x0;
      float y = affine.yx * dx + affine.yy * dy + affine.y0;
      if (warped) {
        const float u = static_cast<float>(column) / static_cast<float>(width - 1);
        const float v = static_cast<float>(row) / static_cast<float>(height - 1);
        x += warp_x.at(u, v);
        y += warp_y.at(u, v);
      }
      out[static_cast<std::size_t>(row * width + column)] = sample(pixels, height, width, x, y);
    }
  }
  erase_square(settings.erase, height, width, random, out);
}

}  // namespace spinforge::train
