// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/chain/chain.hpp"
#include "sim/device/hall.hpp"

namespace spinforge::chain {
namespace {

std::vector<Comparison> compare_all(const std::vector<Stimulus>& list, int frac_bits) {
  std::vector<Comparison> all;
  for (const Stimulus& s : list) all.push_back(compare(s, frac_bits));
  return all;
}

/// The names of stimuli as their rows' numbers.
std::string named_rows(const std::vector<Stimulus>& list) {
  std::string text = "The rows: ";
  for (std::size_t i = 0; i < list.size(); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : "; ", i + 1, list[i].name);
  }
  return text + ".";
}

constexpr const char* kErrors = "Errors are of V before the reset, up to the first spike.";

/// One column group a width, one row a stimulus; the figure sweeps the width.
device::Result integer(const device::Settings& settings, device::Devices) {
  device::Result r{.title = "Integer neuron against the double-precision devices"};
  const std::vector<Stimulus> list = stimuli();
  for (const double f : settings.numbers("fractions")) {
    const int bits = static_cast<int>(f);
    const auto all = compare_all(list, bits);
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
    curve.y.push_back(summarise(compare_all(list, bits)).max_error);
  }
  r.figure.panels.push_back({.x_label = "fractional bits F",
                             .y_label = "largest error (full scale)",
                             .series = {curve},
                             .key = "off",
                             .x_step = 1.0,
                             .y_log = true});
  r.notes = {"The device takes the integer neuron's steps, so that rounding is all that differs.",
             named_rows(list),
             kErrors};
  return r;
}

/// What a cycle of a Hall bar in one step leaks, over what it leaks in slots, at V.
double cycle_over_slots(const device::InSitu& field, double v) {
  const int slots = field.reads + 1;
  double rest = v;
  for (int i = 0; i < slots; ++i) rest = device::leaked(field.leak, rest);
  const double cycle = slots * (field.leak.lambda * v * v + field.leak.offset);
  return cycle / (v - rest) - 1.0;
}

/// The integer neuron in its steps against the device as it is; one row a stimulus.
device::Result exact(const device::Settings& settings, device::Devices) {
  device::Result r{.title = "Integer neuron against exact flow, reset pulse and slots"};
  const std::vector<Stimulus> list = exact_stimuli();
  const auto all = compare_all(list, settings.count("fraction"));
  device::Column error{"max_error"}, shift{"first_spike_shift"};
  device::Column mine{"spikes_device"}, theirs{"spikes_integer"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Comparison& c = all[i];
    error.values.push_back(c.max_error);
    shift.values.push_back(c.first_integer - c.first_device);
    mine.values.push_back(c.spikes_device);
    theirs.values.push_back(c.spikes_integer);
    r.values.push_back({fmt::format("spikes of the integer neuron, {}", c.name),
                        1.0 * c.spikes_integer,
                        "",
                        fmt::format("device {}", c.spikes_device)});
  }
  r.columns = {error, shift, mine, theirs};
  for (const device::InSitu& field : device::hall(device::named("hall-in-situ")).fields) {
    for (const auto& [place, v] : {std::pair{"TH_LO", field.low()}, {"V_TH", field.threshold}}) {
      r.values.push_back(
          {fmt::format("more leak of a cycle than of its slots at {}, {:g} Oe", place, field.field),
           100.0 * cycle_over_slots(field, v),
           "%",
           ""});
    }
  }
  device::Series device{.name = "device", .style = device::Style::kPoints};
  device::Series integer{.name = "integer neuron", .style = device::Style::kPoints};
  for (std::size_t i = 0; i < all.size(); ++i) {
    device.x.push_back(1.0 + static_cast<double>(i));
    integer.x.push_back(1.0 + static_cast<double>(i));
  }
  device.y = mine.values;
  integer.y = theirs.values;
  r.figure.panels.push_back(
      {.x_label = "stimulus", .y_label = "spikes in 200 steps", .series = {device, integer}});
  r.notes = {named_rows(list), kErrors, "The device's comparator looks at the end of each step."};
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
           "chain"},
          {"exact",
           "integer neuron in its steps against exact flow, reset pulse and slots",
           "no figure of the paper",
           {{.name = "fraction",
             .value = "14",
             .text = "fractional bits F; the word has F + 2",
             .low = 4.0,
             .high = 16.0,
             .whole = true}},
           exact,
           {},
           "chain"}};
}

}  // namespace spinforge::chain
