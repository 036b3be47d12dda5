// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/chain/chain.hpp"

namespace spinforge::chain {
namespace {

std::vector<Comparison> compare_all(int frac_bits) {
  std::vector<Comparison> all;
  for (const Stimulus& s : stimuli()) all.push_back(compare(s, frac_bits));
  return all;
}

/// One column group a width, one row a stimulus; the figure sweeps the width.
device::Result integer(const device::Settings& settings, device::Devices) {
  device::Result r{.title = "Integer neuron against the double-precision devices"};
  for (const double f : settings.numbers("fractions")) {
    const int bits = static_cast<int>(f);
    const auto all = compare_all(bits);
    const std::string tag = fmt::format("_f{}", bits);
    device::Column error{"max_error" + tag}, shift{"first_spike_shift" + tag};
    device::Column mine{"spikes_device" + tag}, theirs{"spikes_integer" + tag};
    for (const Comparison& c : all) {
      error.values.push_back(c.max_error);
      shift.values.push_back(c.first_integer - c.first_device);
      mine.values.push_back(c.spikes_device);
      theirs.values.push_back(c.spikes_integer);
    }
    r.columns.insert(r.columns.end(), {error, shift, mine, theirs});
    const Summary s = summarise(all);
    const std::string name = fmt::format("W = {}, F = {}", bits + 2, bits);
    r.values.push_back({"largest error, " + name, s.max_error, "of full scale", ""});
    r.values.push_back(
        {"largest shift of a first spike, " + name, 1.0 * s.worst_shift, "steps", ""});
    r.values.push_back({fmt::format("stimuli of {} with equal spike counts, {}", s.stimuli, name),
                        1.0 * s.equal_counts,
                        "",
                        ""});
  }
  device::Series curve{.style = device::Style::kLinePoints};
  for (int bits = 6; bits <= 16; ++bits) {
    curve.x.push_back(bits);
    curve.y.push_back(summarise(compare_all(bits)).max_error);
  }
  r.figure.panels.push_back({.x_label = "fractional bits F",
                             .y_label = "largest error (full scale)",
                             .series = {curve},
                             .key = "off",
                             .x_step = 1.0,
                             .y_log = true});
  r.notes = {
      "The rows are the 19 stimuli in order: S at 0.9, 1, 1.2, 1.5, 2, 3e11 A/m2; P at 500, "
      "400, 333, 250 MHz; ex situ at the five quoted amplitudes (220 and 200 Oe 15 mA, 220 Oe 13 "
      "mA, "
      "-220 Oe 15 mA at 15 uV, -180 Oe 6 mA at 4 uV); in situ at 180, 200, 220 Oe; S under random "
      "signed drives.",
      "Errors are of V before the reset, up to the first spike."};
  return r;
}

}  // namespace

std::vector<device::Protocol> chain_protocols() {
  return {{"integer",
           "integer neuron against the devices, step by step",
           "no figure of the paper",
           {{.name = "fractions",
             .value = "14,10",
             .text = "fractional bits F; the word has F + 2",
             .low = 4.0,
             .high = 16.0,
             .most = 8,
             .whole = true}},
           integer,
           {},
           "chain"}};
}

}  // namespace spinforge::chain
