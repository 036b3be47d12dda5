// SPDX-License-Identifier: Apache-2.0
#include "weights/train/score.hpp"

#include <algorithm>
#include <atomic>
#include <span>

#include "sim/classify/classify.hpp"

namespace spinforge::train {
namespace {

/// Images scored together: numbers of drive in memory at once, 128 MiB of them.
constexpr std::size_t kScoreNumbers = std::size_t{1} << 25;

/// All the training images through the integers of a convolution would take as long as learning.
constexpr std::size_t kSeenImages = 2000;

std::size_t score_batch(const Recipe& recipe) {
  std::size_t largest = 1;
  for (const network::Conv& conv : recipe.convs) {
    largest = std::max(largest, static_cast<std::size_t>(conv.convolved().size()));
  }
  const std::size_t image = largest * static_cast<std::size_t>(recipe.steps);
  return std::clamp<std::size_t>(kScoreNumbers / image, 1, 500);
}

/// Share of images [first, last) that the integer network classifies correctly.
double integer_accuracy(const network::Network& net,
                        const dataset::Images& images,
                        std::size_t first,
                        std::size_t last) {
  std::atomic<std::size_t> correct = 0;
  const auto look = [&](golden::Golden& golden, std::uint32_t image, unsigned) {
    correct += golden.classify(images.image(image), image) == images.labels[image];
  };
  classify::each_image(net, static_cast<std::uint32_t>(first), last - first, 0, look);
  return static_cast<double>(correct.load()) / static_cast<double>(last - first);
}

}  // namespace

std::vector<float> real_pixels(const dataset::Images& images,
                               std::size_t first,
                               std::size_t count) {
  const std::size_t size = images.image(0).size();
  std::vector<float> pixels(count * size);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<float>(images.pixels[first * size + i]) / 255.0F;
  }
  return pixels;
}

Outcome score(Net& net, const dataset::Images& images, std::size_t first, std::size_t last) {
  Outcome total;
  const std::size_t batch = score_batch(net.recipe());
  for (; first < last; first += batch) {
    const std::size_t count = std::min(batch, last - first);
    total.add(net.evaluate(real_pixels(images, first, count),
                           std::span(images.labels).subspan(first, count)));
  }
  return total;
}

nlohmann::json assess(Net& net,
                      const network::Network& integers,
                      const dataset::Images& images,
                      std::size_t first,
                      std::size_t last) {
  const Outcome real = score(net, images, first, last);
  const auto count = static_cast<double>(real.images);
  nlohmann::json rates = nlohmann::json::array();
  for (const double spikes : real.spikes) rates.push_back(spikes / count);
  return {{"images", real.images},
          {"accuracy_real", static_cast<double>(real.correct) / count},
          {"accuracy_integer", integer_accuracy(integers, images, first, last)},
          {"spike_rate", rates}};
}

nlohmann::json assess_training(Net& net,
                               const network::Network& integers,
                               const dataset::Images& images,
                               std::size_t validation) {
  const std::size_t learned = images.count - validation;
  const std::size_t seen = integers.layers.front().conv ? std::min(learned, kSeenImages) : learned;
  nlohmann::json parts;
  parts["train"] = assess(net, integers, images, 0, seen);
  if (validation > 0) parts["validation"] = assess(net, integers, images, learned, images.count);
  return parts;
}

}  // namespace spinforge::train
