// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/trade_off.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"

namespace spinforge::plan {
namespace {

std::string number(double value) {
  return value == std::floor(value) ? text::thousands(static_cast<long long>(value))
                                    : fmt::format("{:.1f}", value);
}

/// How often something of so many cycles happens in a second.
double per_second(double mhz, std::int64_t cycles) {
  return 1e6 * mhz / static_cast<double>(cycles);
}

/// One for each layer: "64,10".
std::string listed(const std::vector<int>& lanes) {
  return fmt::format("{}", fmt::join(lanes, ","));
}

/// Where the multipliers of a core are.
const char* multipliers_of(const TradeOff& trade_off, const Choice& choice) {
  return choice.dsp && trade_off.target.part.dsp > 0 ? "dsp" : "lut";
}

/// A scale of a logarithmic axis: from the values' range to `from`..`to` pixels.
class Axis {
 public:
  Axis(std::int64_t low, std::int64_t high, double from, double to)
      : low_(std::log10(static_cast<double>(low)) - 0.05),
        high_(std::log10(static_cast<double>(high)) + 0.05),
        from_(from),
        to_(to) {}
  [[nodiscard]] double at(double value) const {
    return from_ + (to_ - from_) * (std::log10(value) - low_) / (high_ - low_);
  }
  /// 1, 2 and 5 times powers of ten inside the range.
  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> out;
    for (int power = static_cast<int>(std::floor(low_)); power <= high_; ++power) {
      for (const double factor : {1.0, 2.0, 5.0}) {
        const double tick = factor * std::pow(10.0, power);
        if (std::log10(tick) >= low_ && std::log10(tick) <= high_) out.push_back(tick);
      }
    }
    return out;
  }

 private:
  double low_, high_, from_, to_;
};

constexpr double kWidth = 720, kHeight = 480, kLeft = 90, kRight = 30, kTop = 40, kBottom = 60;

std::string axes(const Axis& x, const Axis& y) {
  std::string out;
  for (const double tick : x.ticks()) {
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
        x.at(tick),
        kTop,
        kHeight - kBottom,
        kHeight - kBottom + 18,
        number(tick));
  }
  for (const double tick : y.ticks()) {
    out += fmt::format(
        "<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
        y.at(tick),
        kLeft,
        kWidth - kRight,
        kLeft - 6,
        y.at(tick) + 4,
        number(tick));
  }
  return out;
}

}  // namespace

std::string table_of(const TradeOff& trade_off) {
  std::vector<std::string> header{"",
                                  "lanes",
                                  "neuron lanes",
                                  "cycles",
                                  "interval",
                                  "LUT",
                                  "BRAM",
                                  "DSP",
                                  "multipliers",
                                  "fill",
                                  "busy"};
  if (trade_off.mhz) {
    header.insert(header.begin() + 5, {"us", "images/s", "streamed/s"});
  }
  std::vector<std::vector<std::string>> rows{header};
  for (std::size_t i = 0; i < trade_off.choices.size(); ++i) {
    const Choice& choice = trade_off.choices[i];
    std::string busy;
    for (const double part : choice.layer_busy) {
      busy += fmt::format("{}{:.0f}", busy.empty() ? "" : "/", 100.0 * part);
    }
    std::vector<std::string> row{i == trade_off.chosen ? "*" : "",
                                 listed(choice.options.layer_lanes),
                                 listed(choice.options.layer_neuron_lanes),
                                 text::thousands(choice.cycles),
                                 text::thousands(choice.interval),
                                 text::thousands(choice.resources.lut),
                                 number(choice.resources.bram),
                                 text::thousands(choice.resources.dsp),
                                 multipliers_of(trade_off, choice),
                                 fmt::format("{:.0f} %", 100.0 * choice.share),
                                 busy + " %"};
    if (trade_off.mhz) {
      const double micros = static_cast<double>(choice.cycles) / *trade_off.mhz;
      row.insert(row.begin() + 5,
                 {fmt::format("{:.1f}", micros),
                  number(std::floor(per_second(*trade_off.mhz, choice.cycles))),
                  number(std::floor(per_second(*trade_off.mhz, choice.interval)))});
    }
    rows.push_back(row);
  }
  const Target& target = trade_off.target;
  const bool soft = !trade_off.best().dsp && target.part.dsp > 0;
  std::string advice =
      soft ? "The chosen core has its multipliers in LUTs: synthesise it with --no-dsp.\n" : "";
  if (trade_off.best().options.pipeline) {
    advice += "The registers of --pipeline are not in the LUTs: synthesis finds more.\n";
  }
  return fmt::format(
      "{} for {}, {} order: {:.0f} % of the inputs and {:.0f} % of the neurons active; * is "
      "chosen\n\n{}"
      "\nThe interval is the cycles from one result to the next when images are streamed.\nLUTs "
      "are estimated, most within 15 %, block RAMs and DSP blocks counted. Planned for: "
      "{:.0f} "
      "%\nof the part's LUTs and {:.0f} % of its block RAMs and DSP blocks; fill is of these, "
      "whichever is\nlargest. The rest is room for routing and for what stands beside the core "
      "(--fill).\n{}",
      target.part.name,
      target.name,
      name_of(trade_off.best().options.order),
      100 * kTypicalPixels,
      100 * kTypicalSpikes,
      text::table(rows),
      100 * target.usable.luts,
      100 * target.usable.blocks,
      advice);
}

nlohmann::ordered_json json_of(const TradeOff& trade_off) {
  nlohmann::ordered_json choices = nlohmann::ordered_json::array();
  for (const Choice& choice : trade_off.choices) {
    nlohmann::ordered_json one = {{"lanes", choice.options.layer_lanes},
                                  {"neuron_lanes", choice.options.layer_neuron_lanes},
                                  {"cycles", choice.cycles},
                                  {"interval", choice.interval},
                                  {"lut", choice.resources.lut},
                                  {"bram", choice.resources.bram},
                                  {"dsp", choice.resources.dsp},
                                  {"multipliers", multipliers_of(trade_off, choice)},
                                  {"fill", choice.share},
                                  {"fits", choice.fits},
                                  {"layer_busy", choice.layer_busy}};
    if (trade_off.mhz) {
      one["images_per_second"] = per_second(*trade_off.mhz, choice.cycles);
      one["images_per_second_streamed"] = per_second(*trade_off.mhz, choice.interval);
    }
    choices.push_back(one);
  }
  return {{"target", trade_off.target.name},
          {"part", trade_off.target.part.name},
          {"activity", {{"inputs", kTypicalPixels}, {"neurons", kTypicalSpikes}}},
          {"planned_for",
           {{"luts", trade_off.target.usable.luts}, {"blocks", trade_off.target.usable.blocks}}},
          {"chosen", trade_off.chosen},
          {"choices", choices}};
}

std::string svg_of(const TradeOff& trade_off, const std::string& network) {
  const auto& all = trade_off.choices;
  const auto [lut_low, lut_high] =
      std::ranges::minmax(all, {}, [](const Choice& c) { return c.resources.lut; });
  const auto [cycles_low, cycles_high] = std::ranges::minmax(all, {}, &Choice::cycles);
  const Axis x(lut_low.resources.lut, lut_high.resources.lut, kLeft, kWidth - kRight);
  const Axis y(cycles_low.cycles, cycles_high.cycles, kHeight - kBottom, kTop);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" "
      "font-size=\"12\">\n<style>.grid{{stroke:#ddd}}</style>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n"
      "<text x=\"{2}\" y=\"22\" font-size=\"14\">{3} on {4}: cycles an image by LUTs, with the "
      "lanes of "
      "each layer</text>\n",
      kWidth,
      kHeight,
      kLeft,
      network,
      trade_off.target.part.name);
  out += axes(x, y);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double px = x.at(static_cast<double>(all[i].resources.lut));
    const double py = y.at(static_cast<double>(all[i].cycles));
    out += fmt::format(
        "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{2}\" fill=\"{3}\"/>"
        "<text x=\"{4:.1f}\" y=\"{5:.1f}\" font-size=\"10\">{6}</text>\n",
        px,
        py,
        i == trade_off.chosen ? 6 : 4,
        i == trade_off.chosen ? "#c0392b" : "#2c5f8a",
        px + 7,
        py - 5,
        listed(all[i].options.layer_lanes));
  }
  return out +
         fmt::format(
             "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">LUT (estimated)</text>\n"
             "<text transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">cycles an "
             "image</text>\n</svg>\n",
             (kLeft + kWidth - kRight) / 2,
             kHeight - 16,
             (kTop + kHeight - kBottom) / 2);
}

}  // namespace spinforge::plan
