// SPDX-License-Identifier: Apache-2.0
// Protocols, their settings, tables, figures and the gallery.
#include "sim/device/protocol.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <set>

#include "gen/base/files.hpp"
#include "sim/chain/chain.hpp"
#include "sim/device/gallery.hpp"
#include "sim/device/units.hpp"
#include "sim/plot/plot.hpp"
#include "tests/support.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using namespace spinforge::device;
using Catch::Matchers::Contains;

namespace {

Result run_named(const std::string& model, const std::string& name, const Overrides& o = {}) {
  return run(find_protocol(model, name), o);
}

double value(const Result& result, const std::string& name) {
  for (const Value& v : result.values) {
    if (v.name == name) return v.value;
  }
  FAIL("no value " << name);
  return 0.0;
}

}  // namespace

TEST_CASE("every protocol gives columns, a figure with a title, and the same bytes twice") {
  std::vector<Protocol> all = protocols();
  for (const Protocol& p : chain::chain_protocols()) all.push_back(p);
  std::set<std::string> names;
  for (const Protocol& p : all) {
    INFO(p.model << " " << p.name);
    CHECK(names.insert(p.model + " " + p.name).second);
    const Result result = run(p);
    const Result again = run(p);
    CHECK_FALSE(result.columns.empty());
    CHECK_FALSE(result.title.empty());
    CHECK(result.figure.title == result.title);
    REQUIRE_FALSE(result.figure.panels.empty());
    CHECK(csv(result) == csv(again));
    CHECK(plot::gnuplot_script(result.figure, plot::ImageFormat::kSvg) ==
          plot::gnuplot_script(again.figure, plot::ImageFormat::kSvg));
    std::set<std::string> columns;
    for (const Column& c : result.columns) CHECK(columns.insert(c.name).second);
  }
}

TEST_CASE("a seed changes the noise and nothing but the seed does") {
  const auto with = [](const std::string& seed) {
    return csv(run_named("hall-in-situ", "operations", {{"operations", "3"}, {"seed", seed}}));
  };
  CHECK(with("1") == with("1"));
  CHECK(with("1") != with("2"));
}

TEST_CASE("an unknown model or protocol is answered with the choices") {
  test::error_of(ErrorCode::kUsage, "dw, wall, hall, hall-in-situ, crossbar", [] {
    (void)find_protocol("memristor", "lif");
  });
  test::error_of(ErrorCode::kUsage, "pulse-train, demag-time, demag-position, match", [] {
    (void)find_protocol("wall", "lif");
  });
}

TEST_CASE("bad settings are refused with one sentence") {
  const auto error = [](const std::string& name, const std::string& text) {
    return test::error_of([&] { (void)run_named("hall", "lif", {{name, text}}); });
  };
  CHECK_THAT(error("colour", "1").what(), Contains("field, current, threshold, pulses"));
  CHECK_THAT(error("field", "strong").what(), Contains("expected a number in Oe, got 'strong'"));
  CHECK_THAT(error("field", "").what(), Contains("expected a number"));
  CHECK_THAT(error("field", "nan").what(), Contains("expected a number"));
  CHECK_THAT(error("field", "1,2").what(), Contains("at most 1 number, got 2"));
  CHECK(error("field", "1e9").code() == ErrorCode::kRange);
  CHECK(error("pulses", "0").code() == ErrorCode::kRange);
  CHECK_THAT(error("pulses", "2.5").what(), Contains("whole number"));
  const Error word = test::error_of([] { (void)run_named("dw", "dc", {{"set", "Q"}}); });
  CHECK_THAT(word.what(), Contains("one of S, P, L, got 'Q'"));
  const Error none = test::error_of([] { (void)run_named("dw", "leak", {{"set", "S"}}); });
  CHECK_THAT(none.what(), Contains("has no parameters"));
}

TEST_CASE("settings reach the device") {
  CHECK(value(run_named("hall", "lif", {{"field", "0"}, {"current", "15"}}),
              "amplitude after 10 pulses") < 0.1);
  CHECK(
      std::isnan(value(run_named("dw", "pulse-train", {{"set", "S"}}), "first spike at 500 MHz")));
  CHECK(value(run_named("dw", "pulse-train"), "first spike at 500 MHz") ==
        Approx(16.41).margin(0.005));
}

TEST_CASE("a CSV has a header with units, empty cells for what does not happen and no minus zero") {
  const Result result{
      .title = "t",
      .columns = {{"time_ns", {0.0, 1.0}}, {"m", {-0.0, std::nan("")}}, {"k", {3.0}}}};
  CHECK(csv(result) == "time_ns,m,k\n0,0,3\n1,,\n");
}

TEST_CASE("the measurement protocol makes 60 recordings around ten write pulses") {
  const Result r = run_named("hall-in-situ", "measurement");
  CHECK(value(r, "recordings") == 60.0);
  int writes = 0;
  const auto& current = r.columns[2].values;
  for (std::size_t i = 0; i + 1 < current.size(); i += 2) writes += current[i] == 15.0 ? 1 : 0;
  CHECK(writes == 10);
  CHECK(*std::min_element(r.columns[1].values.begin(), r.columns[1].values.end()) == -1800.0);
}

TEST_CASE("the heat maps are diverging, share one scale and cover both polarities") {
  const Result r = run_named("hall", "map");
  REQUIRE(r.figure.panels.size() == 4);
  for (const Panel& panel : r.figure.panels) {
    REQUIRE(panel.map);
    CHECK(panel.map->palette == Palette::kDiverging);
    CHECK(panel.map->extent == Approx(30.1).margin(0.05));
    CHECK(panel.map->value.size() == panel.map->x.size() * panel.map->y.size());
  }
}

TEST_CASE("a plot needs a name that ends in .svg or .png") {
  test::error_of(ErrorCode::kUsage, "ends in .svg or .png, got 'out.pdf'", [] {
    plot::write(Figure{}, "out.pdf");
  });
}

TEST_CASE("without gnuplot a plot is refused with the package's name and writes nothing") {
  const test::TempDir dir;
  const Figure figure = run_named("dw", "leak").figure;
  const test::Variable nowhere("PATH", dir.path());
  test::error_of(ErrorCode::kTool, "gnuplot-nox", [&] { plot::write(figure, dir / "a.svg"); });
  CHECK(dir.entries() == 0);
}

TEST_CASE("gnuplot draws SVG and PNG, and an unwritable place is an error") {
  if (test::missing({"gnuplot"})) return;
  const test::TempDir dir;
  const Figure figure = run_named("hall", "map", {{"currents", "15"}}).figure;
  plot::write(figure, dir / "map.svg");
  plot::write(figure, dir / "map.png");
  const std::string svg = files::read(dir / "map.svg");
  CHECK(svg.find("<svg") != std::string::npos);
  CHECK(svg.find("image-rendering:pixelated") != std::string::npos);
  CHECK(svg.find("</svg>") != std::string::npos);
  CHECK(files::read(dir / "map.png").substr(1, 3) == "PNG");
  test::error_of(ErrorCode::kIo, [&] { plot::write(figure, dir / "no/such/place.svg"); });
  CHECK(dir.entries() == 2);
}

TEST_CASE("the gallery covers every figure of the devices and names no missing protocol") {
  std::set<std::string> figures, files_seen;
  for (const GalleryEntry& entry : gallery()) {
    figures.insert(entry.figure);
    CHECK(files_seen.insert(entry.file).second);
    CHECK_NOTHROW(find_protocol(entry.model, entry.protocol));
  }
  for (const char* name : {"Fig. 1d",   "Fig. 1e", "Fig. 2a",   "Fig. 2b", "Fig. 2c", "Fig. 2d",
                           "Fig. 3a",   "Fig. 3b", "Fig. 3c-f", "Fig. 4a", "Fig. 4b", "Fig. 4c-e",
                           "Fig. 4f",   "Fig. 5b", "Fig. 6a",   "Fig. 6b", "Fig. 6c", "Fig. 6d",
                           "Fig. 6e-f", "Fig. 7a", "Fig. 7b",   "Fig. 7c", "Fig. 7d", "Fig. 7e"}) {
    INFO(name);
    CHECK(figures.contains(name));
  }
}

TEST_CASE("the committed gallery page is what the models give today") {
  const std::string readme = files::read(test::source("sim/device/README.md"));
  CHECK(with_gallery(readme, gallery_page()) == readme);
  for (const GalleryEntry& entry : gallery()) {
    INFO(entry.file);
    CHECK(std::filesystem::exists(test::source("sim/device/figures/" + entry.file + ".svg")));
  }
}

TEST_CASE("a table has symbols for units, whole numbers whole, and no minus zero") {
  CHECK(symbols("17 +- 2.6 uV") == "17 ± 2.6 µV");
  CHECK(symbols("I^2 x 580 ohm in 1e11 A/m2") == "I² × 580 Ω in 10¹¹ A/m²");
  CHECK(symbols("lambda_per_uV, xohm, ohms") == "lambda_per_uV, xohm, ohms");
  const Result result{.values = {{"register", 10409.0, "LSB", ""},
                                 {"R", -0.0, "ohm", "380 ohm"},
                                 {"V", 14.44444, "uV", "17 +- 2.6 uV"},
                                 {"time", std::nan(""), "ns", ""}}};
  const auto rows = value_rows(result, 4);
  CHECK(rows[1] == std::vector<std::string>{"register", "10409", "LSB", ""});
  CHECK(rows[2] == std::vector<std::string>{"R", "0", "Ω", "380 Ω"});
  CHECK(rows[3] == std::vector<std::string>{"V", "14.44", "µV", "17 ± 2.6 µV"});
  CHECK(rows[4][1] == "never");
}

TEST_CASE("JSON keeps the names and units that programs read") {
  const Protocol& lif = find_protocol("hall", "lif");
  CHECK_THAT(json_text(lif, {}, run(lif)), Contains("\"unit\": \"uV\""));
}

TEST_CASE("figures of the gallery have titles of their own and texts with symbols") {
  std::set<std::string> titles;
  for (const GalleryEntry& entry : gallery()) {
    const Figure figure = run_named(entry.model, entry.protocol, entry.overrides).figure;
    INFO(entry.file);
    CHECK(titles.insert(figure.title).second);
    std::vector<std::string> texts{figure.title};
    for (const Panel& panel : figure.panels) {
      texts.insert(texts.end(), {panel.title, panel.x_label, panel.y_label});
      for (const Series& s : panel.series) texts.push_back(s.name);
      for (const Band& band : panel.bands) texts.push_back(band.name);
      if (panel.map) texts.push_back(panel.map->label);
    }
    for (const std::string& text : texts) {
      INFO(text);
      CHECK(symbols(text) == text);
      for (std::size_t at = 0; (at = text.find('_', at)) != std::string::npos; ++at) {
        CHECK(text.compare(at, 2, "_{") == 0);
      }
    }
  }
}

TEST_CASE("the paper's column has the numbers that it prints for the conditions, and no others") {
  const auto paper = [](const Result& result, const std::string& name) {
    for (const Value& v : result.values) {
      if (v.name == name) return v.paper;
    }
    return "no value " + name;
  };
  const Result at_15 = run_named("hall", "fields");
  CHECK(paper(at_15, "amplitude at 220 Oe") == "20 uV");
  CHECK(paper(at_15, "amplitude at -220 Oe") == "-30 uV");
  CHECK(paper(at_15, "current density") == "6.5");
  const Result at_10 = run_named("hall", "fields", {{"current", "10"}});
  CHECK(run_named("hall", "fields", {{"fields", "-0"}}).values.front().name == "amplitude at 0 Oe");
  CHECK(paper(at_10, "amplitude at 220 Oe").empty());
  CHECK(paper(at_10, "current density") == "5");
  CHECK(paper(run_named("hall", "currents"), "amplitude at 15 mA") == "around 22 uV");
  CHECK(paper(run_named("hall", "map"), "field of the lowest at 15 mA") == "-200 to -320 Oe");
}

TEST_CASE("spikes are marked where they fall, and counts have error bars") {
  const Panel lif = run_named("hall", "lif").figure.panels.at(0);
  CHECK(lif.series.at(1).style == Style::kSpikes);
  CHECK(lif.series.at(1).x == std::vector<double>{36, 81});
  const Result trains = run_named("dw", "pulse-train");
  const Series& first = trains.figure.panels.at(0).series.at(4);
  CHECK(first.style == Style::kSpikes);
  CHECK(first.x.at(0) == Approx(value(trains, "first spike at 500 MHz")));
  for (const Panel& panel : run_named("hall", "spiking").figure.panels) {
    CHECK_FALSE(panel.series.at(1).x.empty());
  }
  const Series bars = run_named("hall-in-situ", "peaks").figure.panels.at(0).series.at(0);
  REQUIRE(bars.error.size() == bars.y.size());
  CHECK(bars.error[16] == Approx(std::sqrt(bars.y[16] * (1 - bars.y[16] / 20000))));
}

TEST_CASE("the rate of spikes begins at the rheobase, drawn upright") {
  const Result rate = run_named("dw", "rate");
  const Series curve = rate.figure.panels.at(0).series.at(0);
  CHECK(curve.x.at(1) == value(rate, "rheobase"));
  CHECK(curve.y.at(1) == 0.0);
  CHECK(curve.y.at(4) > 10.0);
  CHECK(curve.x.at(4) == Approx(curve.x.at(1)).epsilon(1e-6));
}

TEST_CASE("the curve of the rate shows where firing begins, of every set of parameters") {
  for (const Device& device : {named("dw-s"), named("dw-p"), named("dw-l")}) {
    INFO(device.name);
    const Result rate = run(find_protocol("dw", "rate"), {}, std::vector<Device>{device});
    const double onset = value(rate, "rheobase");
    const std::vector<double>& x = rate.figure.panels.at(0).series.at(0).x;
    CHECK((x.front() < onset && x.back() > 2.0 * onset - 1e-9));
    CHECK(std::is_sorted(x.begin(), x.end()));
    const std::vector<double>& rates = rate.columns.at(1).values;
    CHECK((rates.front() == 0.0 && rates.back() > 0.0));
  }
  Device weak = named("dw-s");
  change(weak, "gamma", "5e-5");
  const Result rate = run(find_protocol("dw", "rate"), {}, std::vector<Device>{weak});
  CHECK(value(rate, "rheobase") > 5.0);
  CHECK(rate.columns.at(1).values.back() > 0.0);
}

TEST_CASE("the gallery replaces only what lies between its marks") {
  const std::string page = with_gallery("", "one\n");
  CHECK_THAT(page, Contains("one"));
  const std::string second = with_gallery("before\n" + page + "after\n", "two\n");
  CHECK_THAT(second, Contains("before\n") && Contains("after\n") && Contains("two"));
  CHECK(second.find("one") == std::string::npos);
  test::error_of(ErrorCode::kParse, [] { (void)with_gallery("no marks\n", "x"); });
}
