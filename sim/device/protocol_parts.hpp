// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/device/protocol.hpp"

/// Shared by the protocols_*.cpp files only. The models are named in protocols().
namespace spinforge::device {

using plot::kBlack;

[[nodiscard]] std::vector<Protocol> dw_protocols();
[[nodiscard]] std::vector<Protocol> wall_protocols();
[[nodiscard]] std::vector<Protocol> hall_protocols();
[[nodiscard]] std::vector<Protocol> in_situ_protocols();
[[nodiscard]] std::vector<Protocol> crossbar_protocols();

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();  ///< there is none
inline constexpr double kNs = 1e9;  ///< nanoseconds of a second

/// What `f` makes of each of the values.
template <class Function>
[[nodiscard]] std::vector<double> mapped(const std::vector<double>& values, Function f) {
  std::vector<double> out;
  for (const double value : values) out.push_back(f(value));
  return out;
}

/// Copy of values times factor: seconds to nanoseconds, hertz to megahertz.
[[nodiscard]] std::vector<double> scaled(const std::vector<double>& values, double factor);

/// Marks of spikes at the values.
inline Series spike_marks(const std::vector<double>& x, const std::vector<double>& y) {
  return {.name = "spike", .x = x, .y = y, .style = Style::kSpikes, .colour = kBlack};
}

/// Adds marks in the colours of the curves, `series[k]` at the time x[k], in a row at y.
inline void mark_first_spikes(Panel& panel, const std::vector<double>& x, double y) {
  for (std::size_t k = 0; k < x.size(); ++k) {
    panel.series.push_back({"", {x[k]}, {y}, Style::kSpikes, static_cast<int>(k)});
  }
  panel.series.push_back(
      {.name = "first spike of each", .style = Style::kSpikes, .colour = kBlack});
}

/// low, low + step, ..., high; the last value is high where step divides the range.
[[nodiscard]] std::vector<double> range(double low, double high, double step);

/// Shortest text of a number: "13", "333.3", "2.5e10".
[[nodiscard]] std::string label(double value);

/// A frequency in MHz as text: "333 MHz".
[[nodiscard]] std::string mhz(double frequency);

/// A number from low to high, or up to `most` of them.
inline Parameter number_parameter(const std::string& name,
                                  const std::string& value,
                                  const std::string& unit,
                                  const std::string& text,
                                  double low,
                                  double high,
                                  int most = 1) {
  return {.name = name,
          .value = value,
          .unit = unit,
          .text = text,
          .low = low,
          .high = high,
          .most = most};
}

inline Parameter field_parameter(const std::string& value, const std::string& text, int most = 1) {
  return number_parameter(
      most == 1 ? "field" : "fields", value, "Oe", text, -kMostField, kMostField, most);
}

/// Of a Hall bar.
inline Parameter current_parameter(const std::string& value,
                                   const std::string& text,
                                   int most = 1) {
  return number_parameter(
      most == 1 ? "current" : "currents", value, "mA", text, 0, kMostCurrent, most);
}

inline Parameter frequencies_parameter() {
  return number_parameter("frequencies", "500,400,333.333,250", "MHz", "of 1 ns pulses", 1, 900, 8);
}

/// A whole number from 1 to high.
inline Parameter count_parameter(const std::string& name,
                                 const std::string& value,
                                 const std::string& text,
                                 double high = 10000) {
  return {.name = name, .value = value, .text = text, .low = 1, .high = high, .whole = true};
}

inline Parameter seed_parameter() {
  return {.name = "seed",
          .value = "1",
          .text = "of the pinning noise",
          .low = 0,
          .high = 1e15,
          .whole = true};
}

}  // namespace spinforge::device
