// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "gen/network/part.hpp"
#include "gen/network/size.hpp"

namespace spinforge::network {
namespace {

void check_pool(const Part& part, const Conv& conv) {
  if (conv.pool != Pool::kNone) {
    part.range("pool_size", conv.pool_size, 2, 4);
  } else if (conv.pool_size != 1) {
    part.fail(ErrorCode::kRange,
              "pool_size",
              fmt::format("has no meaning without a pool; expected 1, got {}; leave it at that",
                          conv.pool_size));
  }
}

}  // namespace

std::int64_t counters_per_image(const Network& network) {
  std::int64_t sum = 0;
  for (const Layer& layer : network.layers) {
    const Shape map = layer.conv ? layer.conv->convolved() : Shape{.height = layer.outputs};
    sum += std::int64_t{map.height} * map.width * map.channels;
  }
  return sum * network.steps;
}

void check_shape(const Part& part, const std::string& field, const Shape& shape) {
  part.range(field + " / height", shape.height, 1, kMaxWidth);
  part.range(field + " / width", shape.width, 1, kMaxWidth);
  part.range(field + " / channels", shape.channels, 1, kMaxWidth);
  const std::int64_t plane = std::int64_t{shape.height} * shape.width;
  part.range(field + " / height * width", plane, 1, kMaxWidth);
  part.range(field + " / height * width * channels", plane * shape.channels, 1, kMaxWidth);
}

void check_conv(const Part& part, const Conv& conv) {
  check_shape(part, "input", conv.input);
  part.range("channels", conv.channels, 1, kMaxWidth);
  part.range("kernel", conv.kernel, 1, 7);
  part.range("stride", conv.stride, 1, 2);
  part.range("padding", conv.padding, 0, 6);
  check_pool(part, conv);
  const int padded = std::min(conv.input.height, conv.input.width) + 2 * conv.padding;
  if (conv.kernel > padded) {
    part.fail(ErrorCode::kRange,
              "kernel",
              fmt::format("larger than the padded input; expected at most {}, got {}; use a "
                          "smaller kernel or more padding",
                          padded,
                          conv.kernel));
  }
  const Shape map = conv.convolved();
  if (conv.pool_size > std::min(map.height, map.width)) {
    part.fail(ErrorCode::kRange,
              "pool_size",
              fmt::format("leaves no neuron; expected at most the {}x{} of the convolved map, got "
                          "{}; use a smaller pool",
                          map.height,
                          map.width,
                          conv.pool_size));
  }
  const Shape out = conv.output();
  part.range("neurons (height * width * channels of the output)",
             std::int64_t{out.height} * out.width * out.channels,
             1,
             kMaxWidth);
}

}  // namespace spinforge::network
