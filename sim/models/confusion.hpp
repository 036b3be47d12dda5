// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/models/models.hpp"
#include "sim/plot/figure.hpp"

namespace spinforge::models {

/// Images by true class (row) and class of the RTL (column). *Shape* [n][n]
using Confusion = std::vector<std::vector<std::int64_t>>;

/// A heat map with the counts in its cells; no count where there is no image. Colours are shares of
/// a row, so that rare classes show as well. Expects a square that is not empty.
[[nodiscard]] plot::Figure confusion_figure(const std::string& network, const Confusion& counts);

/// Images of `truth` that the RTL took for `taken`.
struct Mistake {
  std::size_t truth = 0;
  std::size_t taken = 0;
  std::int64_t images = 0;
};

/// The most frequent ones, at most `limit`; in the order of classes where they are equally
/// frequent.
[[nodiscard]] std::vector<Mistake> mistakes(const Confusion& counts, std::size_t limit);

}  // namespace spinforge::models
