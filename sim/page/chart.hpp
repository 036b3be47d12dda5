// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/page/html.hpp"

/// What every figure is drawn with: inline SVG as wide as its place. Shapes are stretched with it,
/// lines and texts keep their size, so that a figure is readable on a phone and on a wall.
namespace spinforge::page {

/// Room around the plot, pixels; for axes and names.
struct Margins {
  int top = 8, right = 14, bottom = 20, left = 52;
};

/// Lines or areas of one class of style.css, as SVG path data; without any it is left out.
struct Path {
  std::string cls;
  std::string data;
};

enum class Anchor { kStart, kMiddle, kEnd };

/// One figure. Shares of the plot's width count from its left, pixels from its top.
class Chart {
 public:
  /// `description`: what is seen, for who does not see it. `height`: of the plot, pixels.
  Chart(std::string_view description, int height, const Margins& margins);

  /// Paths in units of a box `width` x `height` that is stretched over the plot.
  void draw(double width, double height, const std::vector<Path>& paths);
  /// An area from share to share and from pixel to pixel. `opacity`: 0..1.
  void cell(
      std::string_view cls, double left, double right, double top, double bottom, double opacity);
  /// How `words` may stand in a share of the plot: "" on any page, "wide" (a class of style.css) on
  /// one that is no phone's, nothing where they have no room.
  [[nodiscard]] std::optional<std::string> room_for(std::string_view words, double share) const;
  /// `cls`: classes of style.css for texts, or "".
  void label(
      double share, double pixel, Anchor anchor, std::string_view words, std::string_view cls = "");
  /// A name left of the plot.
  void row_name(double pixel, std::string_view words);
  /// Right of a share of the plot, in its margin where that is 1.
  void behind(double share, double pixel, std::string_view words);
  /// Values under the plot, at their shares, and what they are to the left of them.
  void x_axis(double low, double high, std::string_view name);
  /// Values left of the plot, and a line through it at each.
  void y_axis(double low, double high);

  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] Html html() const;

 private:
  /// Width of the plot on a page of so many pixels.
  [[nodiscard]] double plot_width(double page) const;

  std::string description_, body_;
  int height_;
  Margins margins_;
};

/// What a mark means: `paths` in a box of 26 x 12, and words.
[[nodiscard]] Html key_entry(std::string_view paths, std::string_view words);
/// Such entries as the key of a figure.
[[nodiscard]] Html key(const Html& entries);

/// Round whole values in low..high, at most `most` of them, in order.
[[nodiscard]] std::vector<double> ticks(double low, double high, int most);

/// A number in SVG: at most two decimals.
[[nodiscard]] std::string coordinate(double value);

/// `words`, or its beginning where it has more than `most` characters.
[[nodiscard]] std::string shortened(std::string_view words, std::size_t most);

}  // namespace spinforge::page
