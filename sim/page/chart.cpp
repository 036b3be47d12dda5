// SPDX-License-Identifier: Apache-2.0
#include "sim/page/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/text.hpp"

namespace spinforge::page {

namespace {

constexpr std::size_t kRowName = 14;            // characters that its margin has room for
constexpr double kPhone = 400, kNoPhone = 736;  // pixels of a page, the second as in style.css
constexpr double kPagePadding = 32;
constexpr double kCharacter = 6.6;  // of a label, at most on average
constexpr const char* kAnchors[] = {"start", "middle", "end"};

std::string percent(double share) { return coordinate(100 * share) + "%"; }

std::string tick_text(double value) { return text::thousands(std::llround(value)); }

}  // namespace

std::string coordinate(double value) {
  std::string out = fmt::format("{:.2f}", value);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string shortened(std::string_view words, std::size_t most) {
  if (words.size() <= most) return std::string(words);
  std::size_t end = most - 1;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0U) == 0x80U) --end;
  return std::string(words.substr(0, end)) + "\u2026";
}

Html key_entry(std::string_view paths, std::string_view words) {
  return element(
      "span",
      Html{fmt::format("<svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">{}</svg>", paths)} +
          text(words));
}

Html key(const Html& entries) { return element("div", entries, "class=\"key\"") + Html{"\n"}; }

std::vector<double> ticks(double low, double high, int most) {
  if (!(high > low)) return {low};
  double step = 1;
  const auto first = [&] { return std::ceil(low / step - 1e-9); };
  const auto count = [&] { return std::floor(high / step + 1e-9) - first() + 1; };
  for (std::size_t i = 0; count() > most; ++i) step *= i % 3 == 1 ? 2.5 : 2;  // 1, 2, 5, 10
  std::vector<double> out;
  for (int i = 0; i < static_cast<int>(count()); ++i) out.push_back((first() + i) * step);
  return out;
}

Chart::Chart(std::string_view description, int height, const Margins& margins)
    : description_(description), height_(height), margins_(margins) {}

void Chart::draw(double width, double height, const std::vector<Path>& paths) {
  body_ += fmt::format(
      "<svg class=\"stretch\" width=\"100%\" height=\"{}\" viewBox=\"0 0 {} {}\" "
      "preserveAspectRatio=\"none\">",
      height_,
      coordinate(width),
      coordinate(height));
  for (const Path& path : paths) {
    if (!path.data.empty())
      body_ += fmt::format("<path class=\"{}\" d=\"{}\"/>", path.cls, path.data);
  }
  body_ += "</svg>\n";
}

void Chart::cell(
    std::string_view cls, double left, double right, double top, double bottom, double opacity) {
  body_ += fmt::format(
      "<rect class=\"{}\" x=\"{}\" width=\"{}\" y=\"{}\" height=\"{}\" fill-opacity=\"{}\"/>",
      cls,
      percent(left),
      percent(right - left),
      coordinate(top),
      coordinate(bottom - top),
      coordinate(opacity));
}

double Chart::plot_width(double page) const {
  return page - kPagePadding - margins_.left - margins_.right;
}

std::optional<std::string> Chart::room_for(std::string_view words, double share) const {
  const double width = kCharacter * static_cast<double>(words.size());
  if (width <= share * plot_width(kPhone)) return "";
  if (width <= share * plot_width(kNoPhone)) return "wide";
  return {};
}

void Chart::label(
    double share, double pixel, Anchor anchor, std::string_view words, std::string_view cls) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}>{}</text>",
                       percent(share),
                       coordinate(pixel),
                       kAnchors[static_cast<std::size_t>(anchor)],
                       cls.empty() ? "" : fmt::format(" class=\"{}\"", cls),
                       page::text(words).code);
}

void Chart::row_name(double pixel, std::string_view words) {
  body_ += fmt::format("<text x=\"-6\" y=\"{}\" text-anchor=\"end\">{}</text>",
                       coordinate(pixel),
                       page::text(shortened(words, kRowName)).code);
}

void Chart::behind(double share, double pixel, std::string_view words) {
  body_ += fmt::format("<text x=\"{}\" dx=\"6\" y=\"{}\" class=\"ink\">{}</text>",
                       percent(share),
                       coordinate(pixel),
                       page::text(words).code);
}

void Chart::x_axis(double low, double high, std::string_view name) {
  // As many as stand side by side on a phone.
  constexpr double kGap = 12;
  const double widest = kCharacter * static_cast<double>(tick_text(high).size()) + kGap;
  const int most = std::clamp(static_cast<int>(plot_width(kPhone) / widest), 2, 6);
  const double below = height_ + 14;
  for (const double value : ticks(low, high, most)) {
    const double share = high > low ? (value - low) / (high - low) : 0;
    const Anchor anchor = share < 0.02   ? Anchor::kStart
                          : share > 0.98 ? Anchor::kEnd
                                         : Anchor::kMiddle;
    label(share, below, anchor, tick_text(value));
  }
  row_name(below, name);
}

void Chart::y_axis(double low, double high) {
  constexpr int kMost = 4;
  std::string lines;
  for (const double value : ticks(low, high, kMost)) {
    const double y = high > low ? (high - value) / (high - low) * height_ : height_;
    lines += fmt::format("M0 {}H1", coordinate(y));
    row_name(y + 4, tick_text(value));
  }
  draw(1, height_, {{"frame", lines}});
}

Html Chart::html() const {
  return {fmt::format(
      "<svg class=\"chart\" role=\"img\" aria-label=\"{}\" style=\"--h:{}px;--p:{}px {}px {}px "
      "{}px\">\n{}</svg>\n",
      page::text(description_).code,
      height_ + margins_.top + margins_.bottom,
      margins_.top,
      margins_.right,
      margins_.bottom,
      margins_.left,
      body_)};
}

}  // namespace spinforge::page
