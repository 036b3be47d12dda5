// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "tests/support/random_network.hpp"
#include "tests/support/random_parts.hpp"

namespace spinforge::test {

using network::Conv;
using network::Layer;
using network::Network;
using network::Pool;
using network::Shape;

namespace {

// What a simulated core gets through in a moment.
constexpr int kMaxNeurons = 300;     // of a map after its pool
constexpr int kMaxPositions = 1600;  // of a map before its pool, times its channels
constexpr int kMaxFanIn = 450;

bool fits(const Conv& conv) {
  const int padded = std::min(conv.input.height, conv.input.width) + 2 * conv.padding;
  if (conv.kernel > padded) return false;
  const int size = conv.output().size();
  const int fan_in = conv.kernel * conv.kernel * conv.input.channels;
  return size >= 1 && size <= kMaxNeurons && conv.convolved().size() <= kMaxPositions &&
         fan_in <= kMaxFanIn;
}

/// One draw: kernels of 1..7, padding from none to more than the kernel, every pool. May not fit.
Conv draw_conv(Draw& draw, const Shape& input) {
  Conv conv;
  conv.input = input;
  conv.kernel = draw.chance(50) ? draw.between(2, 5) : draw.between(1, 7);
  conv.stride = draw.chance(70) ? 1 : 2;
  conv.padding = draw.chance(35) ? 0 : draw.chance(60) ? conv.kernel / 2 : draw.between(0, 6);
  conv.channels = draw.chance(60) ? draw.between(2, 12) : draw.chance(20) ? 1 : draw.size(33);
  const int pool = draw.between(1, 100);
  if (pool > 30) {
    conv.pool = pool <= 70 ? Pool::kMax : Pool::kSum;
    conv.pool_size = draw.chance(60) ? 2 : draw.between(3, 4);
  }
  return conv;
}

Layer conv_layer(Draw& draw, const Shape& input) {
  Conv conv{.input = input};  // a kernel of one pixel and one channel, which fits any map
  for (int tries = 0; tries < 50; ++tries) {
    const Conv drawn = draw_conv(draw, input);
    if (!fits(drawn)) continue;
    conv = drawn;
    break;
  }
  Layer layer;
  layer.conv = conv;
  layer.inputs = conv.input.size();
  layer.outputs = conv.output().size();
  return layer;
}

Shape random_input(Draw& draw) {
  const int channels = draw.chance(55) ? 1 : draw.between(2, 5);
  const int side = channels == 1 ? 14 : 9;
  return {draw.between(1, side), draw.between(1, side), channels};
}

/// Some map of `size` elements: the neurons of a dense layer have none of their own.
Shape any_shape(Draw& draw, int size) {
  const auto divisor = [&](int of) {
    int found = draw.between(1, of);
    while (of % found != 0) --found;
    return found;
  };
  const int height = divisor(size);
  const int width = divisor(size / height);
  return {height, width, size / height / width};
}

}  // namespace

Network random_conv_network(std::uint64_t seed, const RandomOptions& options) {
  Draw draw(seed);
  Network out = random_frame(draw, seed, options);
  Shape shape = random_input(draw);
  out.input.height = shape.height;
  out.input.width = shape.width;
  out.input.channels = shape.channels;
  out.neurons = random_neurons(draw, options);
  const int layers = options.layers.value_or(draw.between(1, 3));
  const int certain = draw.between(1, layers);  // the layer that is convolutional in any case
  for (int k = 1; k <= layers; ++k) {
    Layer layer;
    if (k == certain || draw.chance(50)) {
      layer = conv_layer(draw, shape);
      shape = layer.conv->output();
    } else {
      layer.inputs = shape.size();
      layer.outputs = draw.size(options.max_size);
      shape = any_shape(draw, layer.outputs);
    }
    add_layer(draw, out, std::move(layer), options, k == layers);
  }
  if (options.corners) draw_corners(draw, out);
  network::validate(out);
  return out;
}

}  // namespace spinforge::test
