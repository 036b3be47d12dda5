// SPDX-License-Identifier: Apache-2.0
#include "sim/device/printed.hpp"

#include <array>

namespace spinforge::device::printed {

std::string amplitude(double field, double current) {
  struct Number {
    double field, current;
    const char* text;
  };
  for (const Number& n : std::to_array<Number>({{220, 13, "17 uV"},
                                                {220, 15, "20 uV"},
                                                {200, 15, "around 22 uV"},
                                                {-220, 15, "-30 uV"},
                                                {0, 15, "almost 0"},
                                                {500, 15, "almost 0"},
                                                {-500, 15, "almost 0"},
                                                {-180, 6, "5 uV"}})) {
    if (n.field == field && n.current == current) return n.text;
  }
  return "";
}

std::string density(double current) {
  if (current == 6.0) return "2.5";
  if (current == 10.0) return "5";
  return current == 15.0 ? "6.5" : "";
}

Extreme largest(double current) {
  if (current == 15.0) return {"20 to 30 uV", "180 to 280 Oe"};
  return current == 13.0 ? Extreme{"17 uV at 220 Oe"} : Extreme{};
}

Extreme lowest(double current) {
  if (current == 15.0) return {"-30 uV at -220 Oe", "-200 to -320 Oe"};
  return current == 6.0 ? Extreme{"5 uV", "-180 Oe"} : Extreme{};
}

std::vector<plot::Region> regions() {
  constexpr double kFar = 1e4;  // beyond every axis
  constexpr int kOrange = 1;
  return {{150.0, 230.0, "excitatory in the paper", kOrange},
          {-230.0, -150.0, "", kOrange},
          {-100.0, 100.0, "inhibitory in the paper"},
          {250.0, kFar},
          {-kFar, -250.0}};
}

}  // namespace spinforge::device::printed
