// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/page/html.hpp"

/// The figures of a page. Rasters, pictures, waterfalls and histograms take so many bytes at most,
/// however much they show: what does not fit shares rows, columns or bars with its neighbours.
/// Matrices, bars and potentials grow with their cells, rows and steps.
namespace spinforge::page {

/// An image, *Shape* [height][width][channels], row-major: three channels as colours, else their
/// mean as grey.
struct Picture {
  int height = 0, width = 0, channels = 1;
  std::span<const std::uint8_t> pixels;
};
[[nodiscard]] Html picture(const Picture& picture, std::string_view description);

/// Which of some neurons spike at each step. *Shape* of both [steps][neurons], 0 or not.
struct Raster {
  std::size_t steps = 0, neurons = 0;
  std::span<const std::uint8_t> spike;
  std::span<const std::uint8_t> over;  ///< without a spike: a suppressed one
};
[[nodiscard]] Html raster(const Raster& raster, std::string_view description);
/// What its marks mean. `over`: spikes that are.
[[nodiscard]] Html raster_key(bool over, bool suppressed);

/// The potential of a neuron and what it is held against.
struct Potential {
  double start = 0;                   ///< before the first step
  std::vector<double> v{};            ///< after each step
  std::vector<double> low{}, high{};  ///< thresholds at each step; empty: there is none
  struct Mark {
    int step = 0;  ///< from 1, no two of one
    double at = 0;
    bool spike = true, over = false;
  };
  std::vector<Mark> marks{};
  std::vector<bool> gated{};  ///< at each step; empty: never
};
[[nodiscard]] Html potential(const Potential& potential, std::string_view description);
/// What its lines and marks mean.
[[nodiscard]] Html potential_key(bool high, bool gated);

/// Stretches of time, a row each, in cycles from 0 to `end`.
struct Waterfall {
  struct Bar {
    std::int64_t first = 0, last = 0;  ///< cycles
  };
  struct Row {
    std::string name{};
    std::vector<Bar> above{}, below{};  ///< in order; `below` empty: `above` has all of the row
    std::optional<Bar> bound{};         ///< a line under them
  };
  std::vector<Row> rows{};
  std::int64_t end = 1;
};
[[nodiscard]] Html waterfall(const Waterfall& waterfall, std::string_view description);

/// Values side by side, a row each.
struct Bars {
  struct Row {
    std::string name{};
    double value = 0;
    std::optional<double> part{};  ///< of the value, drawn in full colour, the rest paler
    std::string text{};            ///< of the value, behind it
    bool marked = false, right = false;
  };
  std::vector<Row> rows{};
};
[[nodiscard]] Html bars(const Bars& bars, std::string_view description);

/// How often each value comes, in up to 60 bins.
[[nodiscard]] Html histogram(const std::vector<std::int64_t>& values,
                             std::string_view unit,
                             std::string_view description);

/// Coloured cells with a text in each.
struct Matrix {
  struct Cell {
    double level = 0;  ///< 0..1: how dark
    std::string text{};
    bool wrong = false;  ///< the other colour
  };
  std::vector<std::string> rows{}, columns{};  ///< names
  std::vector<std::string> notes{};            ///< right of each row; empty: none
  std::vector<std::vector<Cell>> cells{};      ///< [row][column]
  std::string column_title{};                  ///< under the columns
  int row_height = 26;                         ///< pixels
};
/// Equal neighbours in a row are one area where `merged`.
[[nodiscard]] Html matrix(const Matrix& matrix, bool merged, std::string_view description);

}  // namespace spinforge::page
