// SPDX-License-Identifier: Apache-2.0
// Where things stand in a figure, and what of it reaches gnuplot.
#include "sim/plot/plot.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/plot/layout.hpp"
#include "tests/support.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using namespace spinforge::plot;
using Catch::Matchers::Contains;

namespace {

/// f at 0, 1, ..., 50.
template <typename Function>
Series curve(const std::string& name, Function f, Style style = Style::kLine) {
  Series out{.name = name, .style = style};
  for (int x = 0; x <= 50; ++x) {
    out.x.push_back(x);
    out.y.push_back(f(static_cast<double>(x)));
  }
  return out;
}

Axes axes_of(const Panel& panel) {
  const Figure figure{.panels = {panel}};
  return axes(figure, layout(figure)).front();
}

std::string script(const Figure& figure) { return gnuplot_script(figure, ImageFormat::kSvg); }

}  // namespace

TEST_CASE("a key stands where it covers no curve") {
  const auto up = [](double x) { return x; };
  const auto down = [](double x) { return 50 - x; };
  CHECK(axes_of({.series = {curve("up", up)}}).key == "top left");
  CHECK(axes_of({.series = {curve("down", down)}}).key == "top right");
  CHECK(axes_of({.series = {curve("", up), curve("both", down)}}).key == "top center");
  CHECK(axes_of({.series = {curve("up", up)}, .key = "bottom left"}).key == "bottom left");
  CHECK(axes_of({.series = {curve("up", up)}, .key = "off"}).key.empty());
  CHECK(axes_of({.series = {curve("", up)}}).key.empty());
}

TEST_CASE("a key without a free place stands above the curves, the tics end with them") {
  const auto dense = [](double x) { return std::fmod(x, 2.0); };
  const Axes axes = axes_of({.series = {curve("dense", dense)}, .y_low = 0.0, .y_high = 1.0});
  CHECK(axes.key == "top center horizontal maxrows 1");
  CHECK(axes.y.high > 1.05);
  CHECK(axes.y.last == Approx(1.0));
  const Axes lines = axes_of({.series = {curve("flat", [](double) { return 0.9; })},
                              .marks = {{.x = 4}, {.x = 25}, {.x = 46}},
                              .y_low = 0.0,
                              .y_high = 1.0});
  CHECK_THAT(lines.key, Contains("maxrows"));
}

TEST_CASE("axes end at whole steps, and a curve does not lie on the frame") {
  const Axis y = axes_of({.series = {curve("", [](double x) { return x - 6.0; })}}).y;
  CHECK((y.step == 10.0 && y.first == -10.0 && y.low == -10.0 && y.high == 50.0));
  const Axis zero =
      axes_of({.series = {curve("", [](double x) { return x > 25 ? -1.0 : 0.0; })}}).y;
  CHECK((zero.high > 0.0 && zero.low < -1.0 && zero.last == 0.0));
  const Axis flat = axes_of({.series = {curve("", [](double) { return 3.0; })}}).y;
  CHECK((flat.low < 3.0 && flat.high > 3.0));
}

TEST_CASE("a logarithmic axis ends where the panel says, else where gnuplot finds it") {
  const auto up = [](double x) { return 1.0 + x; };
  Panel panel{.series = {curve("", up)}, .y_log = true, .y_low = 0.1, .y_high = 1000.0};
  CHECK_THAT(script({.panels = {panel}}), Contains("set yrange [0.1:1000]"));
  panel.y_high.reset();
  CHECK_THAT(script({.panels = {panel}}), Contains("set yrange [0.1:*]"));
}

TEST_CASE("a mark above a value has room below the frame") {
  const Panel panel{
      .series = {{.x = {1.0}, .y = {1.0}, .style = Style::kSpikes}}, .y_low = 0.0, .y_high = 1.0};
  CHECK(axes_of(panel).y.high > 1.0);
}

TEST_CASE("of curves that coincide the first is drawn wider") {
  const auto f = [](double x) { return x; };
  const Panel panel{.series = {curve("a", f),
                               curve("b", [](double x) { return 50 - x; }),
                               curve("c", [](double x) { return x + 0.5; }),
                               curve("d", f)}};
  const std::vector<double> widths = line_widths(panel, 50.0);
  CHECK(widths[0] > widths[2]);
  CHECK(widths[2] > widths[3]);
  CHECK(widths[1] == widths[3]);
  Panel own = panel;
  own.series[0].width = 3.0;
  CHECK(line_widths(own, 50.0)[0] == 3.0);
  own.series[3].y[7] = std::nan("");
  CHECK(line_widths(own, 50.0)[2] == widths[3]);
}

TEST_CASE("steps change in the middle between values") {
  const Series corners = steps_of({.x = {0, 2, 6}, .y = {1, 3, 2}});
  CHECK(corners.x == std::vector<double>{0, 1, 1, 4, 4, 6});
  CHECK(corners.y == std::vector<double>{1, 1, 3, 3, 2, 2});
}

TEST_CASE(
    "panels with a shared axis have one range of x, one left and right edge, one row of numbers") {
  const auto f = [](double x) { return 1000 * x; };
  Series narrow{.x = {10, 20}, .y = {0, 1}};
  const Figure figure{.panels = {{.x_label = "time", .y_label = "a", .series = {curve("", f)}},
                                 {.x_label = "time", .y_label = "b", .series = {narrow}}},
                      .shared_x = true};
  const Layout place = layout(figure);
  const std::vector<Axes> all = axes(figure, place);
  CHECK((all[1].x.low == 0.0 && all[1].x.high == 50.0));
  CHECK(place.frames[0].left == place.frames[1].left);
  CHECK(place.frames[0].width == place.frames[1].width);
  CHECK_FALSE(place.frames[0].x_axis);
  CHECK(place.frames[1].x_axis);
  CHECK(place.frames[0].top + place.frames[0].height < place.frames[1].top);
  const std::string text = script(figure);
  CHECK(text.find("set xlabel ''") < text.find("set xlabel 'time'"));
  CHECK_THAT(text, Contains("set format x ''"));
}

TEST_CASE("no text is a command of gnuplot's") {
  const std::string text =
      script({.title = "a\nsystem('touch x')\n#", .panels = {{.title = "\x1b[2J\r!touch x"}}});
  CHECK_THAT(text, !Contains("\nsystem") && !Contains("\r") && !Contains("\x1b"));
  CHECK_THAT(text, Contains("x0asystem(''touch x'')"));
}

TEST_CASE("texts are as written but for lowered parts and the sign of negative numbers") {
  const std::string text = script({.title = "a_b {c} it's",
                                   .panels = {{.title = "V_{x_y} −",
                                               .x_label = "-3 to (-2), q-4",
                                               .series = {{.x = {0, 1}, .y = {0, 1}}}}}});
  CHECK_THAT(text, Contains("title 'a\\_b \\{c\\} it''s'"));
  CHECK_THAT(text, Contains("set title 'V_{x\\_y} −'"));
  CHECK_THAT(text, Contains("'−3 to (−2), q-4'"));
}

TEST_CASE(
    "shaded ranges end at the frame, error bars are twice their half, an empty series is in the "
    "key") {
  const std::string text =
      script({.panels = {{.series = {{.name = "v", .x = {0, 1}, .y = {0, 1}, .error = {0.25, 0.5}},
                                     {.name = "mark", .style = Style::kSpikes}},
                          .regions = {{.low = -99, .high = 0.5, .name = "shade"}}}}});
  CHECK_THAT(text, Contains("rectangle from first 0, graph 0 to first 0.5, graph 1"));
  CHECK_THAT(text, Contains("0 0 0.25\n1 1 0.5\n") && Contains("using 1:($2-$3):(0):(2*$3)"));
  CHECK_THAT(text, Contains("keyentry with points pt 11") && Contains("title 'shade'"));
}

TEST_CASE("the shape of a key is not that of the panel before") {
  const auto dense = [](double x) { return std::fmod(x, 2.0); };
  const auto up = [](double x) { return x; };
  const std::string text =
      script({.panels = {{.series = {curve("dense", dense)}}, {.series = {curve("up", up)}}}});
  CHECK_THAT(text, Contains("set key default top center horizontal"));
  CHECK_THAT(text, Contains("set key default top left reverse"));
}

TEST_CASE("gnuplot draws every style") {
  if (test::missing({"gnuplot"})) return;
  Panel panel{.x_label = "x_{i}",
              .bands = {{0, 1, "band"}, {2, 2, "line"}},
              .regions = {{1, 2, "region"}},
              .marks = {{.x = 3, .name = "mark"}}};
  for (const Style style : {Style::kLine,
                            Style::kDashed,
                            Style::kPoints,
                            Style::kLinePoints,
                            Style::kBoxes,
                            Style::kSteps,
                            Style::kSpikes}) {
    Series series = curve(
        "s", [](double x) { return x; }, style);
    series.error.assign(series.x.size(), 1.0);
    panel.series.push_back(series);
  }
  panel.series.push_back({.name = "empty", .style = Style::kSpikes});
  const std::string svg =
      image({.title = "t", .panels = {panel, panel}, .shared_x = true}, ImageFormat::kSvg);
  CHECK_THAT(svg, Contains("</svg>") && Contains("region") && Contains("empty"));
}
