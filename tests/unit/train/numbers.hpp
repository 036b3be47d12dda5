// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <vector>

#include "gen/base/rng.hpp"
#include "weights/train/fit.hpp"

/// Numbers and images to train on, and results to compare.
namespace spinforge::test {

[[nodiscard]] inline std::vector<float> uniform(rng::Sequence& random,
                                                std::size_t size,
                                                double low = -1.0,
                                                double high = 1.0) {
  std::vector<float> numbers(size);
  for (float& x : numbers) x = static_cast<float>(low + (high - low) * random.real());
  return numbers;
}

/// As near to each other as `near` says.
inline void require_close(const std::vector<float>& a,
                          const std::vector<float>& b,
                          const Approx& near) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("element " << i);
    REQUIRE(a[i] == near(b[i]));
  }
}

/// Ten classes of 6x6 images: a bright bar in a place of its own, and noise.
[[nodiscard]] inline dataset::Images bars(std::size_t count) {
  dataset::Images images{.count = count, .height = 6, .width = 6, .pixels = {}, .labels = {}};
  rng::Sequence random(11);
  for (std::size_t i = 0; i < count; ++i) {
    images.labels.push_back(static_cast<std::uint8_t>(i % 10));
    for (std::size_t p = 0; p < 36; ++p) {
      const int bright = p / 3 == i % 10 ? 190 : 0;
      images.pixels.push_back(static_cast<std::uint8_t>(random.uniform(0, 60) + bright));
    }
  }
  return images;
}

/// A network of one hidden layer for them, which trains in moments.
[[nodiscard]] inline train::FitOptions bar_options() {
  train::FitOptions options;
  options.recipe.widths = {36, 40, 10};
  options.recipe.steps = 6;
  options.batch = 20;
  options.learning_rate = 5e-3;
  options.validation = 100;
  options.quiet = true;
  return options;
}

inline void no_progress(const nlohmann::json&) {}

}  // namespace spinforge::test
