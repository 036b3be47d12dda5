// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <vector>

#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"
#include "sim/page/html.hpp"
#include "tests/support.hpp"
#include "tests/support/html.hpp"

using namespace spinforge;
using Catch::Contains;
using page::Html;
using test::count_of;

namespace {

constexpr const char* kNasty = "<script>alert(1)</script> & \"quoted\" \x1b";
constexpr const char* kTame = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; ";

/// Every other neuron at every other step: nothing that could be put together.
std::vector<std::uint8_t> checkered(std::size_t steps, std::size_t neurons) {
  std::vector<std::uint8_t> out(steps * neurons);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (i / neurons + i % neurons) % 2;
  return out;
}

}  // namespace

TEST_CASE("whatever a page is given as text stays text") {
  const std::vector<std::pair<std::string, std::string>> pairs{{kNasty, kNasty}};
  page::Page whole{.title = kNasty,
                   .verdict = kNasty,
                   .good = true,
                   .lead = page::tiles({{kNasty, kNasty}}),
                   .sections = {}};
  Html body = page::paragraph(kNasty) + page::code_block(kNasty) + page::heading(3, kNasty) +
              page::details(kNasty, page::text(kNasty)) + page::facts(pairs) +
              page::controls({{kNasty, "image", pairs}}) +
              page::table({.name = kNasty, .columns = {{kNasty}}, .rows = {{kNasty}}}) +
              page::figure(kNasty, {});
  page::Bars bars;
  bars.rows = {{.name = kNasty, .value = 1, .text = kNasty}};
  body += page::bars(bars, kNasty);
  page::Matrix matrix{.rows = {kNasty}, .columns = {kNasty}, .notes = {kNasty}};
  matrix.cells = {{{.level = 1, .text = kNasty}}};
  matrix.column_title = kNasty;
  body += page::matrix(matrix, false, kNasty);
  page::Waterfall waterfall;
  waterfall.rows = {{.name = kNasty, .above = {{0, 1}}}};
  body += page::waterfall(waterfall, kNasty);
  whole.sections = {{kNasty, kNasty, body}};
  const std::string html = page::document(whole);
  CHECK(count_of(html, "<script>") == 1);  // our own
  CHECK(count_of(html, "alert(1)</script>") == 0);
  CHECK(html.find('\x1b') == std::string::npos);
  CHECK(count_of(html, kTame) >= 25);
}

TEST_CASE("a page loads nothing, and says so") {
  page::Page whole{.title = "t", .verdict = "v", .good = false, .lead = {}, .sections = {}};
  whole.sections = {{"one", "One", page::paragraph("p")}};
  const std::string html = page::document(whole);
  CHECK(test::external(html) == "");
  CHECK(test::lacking(html,
                      {"default-src 'none'",
                       "name=\"viewport\"",
                       "prefers-color-scheme: dark",
                       "href=\"#one\"",
                       "<section id=\"one\">",
                       "<html lang=\"en\">"}) == std::vector<std::string>{});
  CHECK(test::external("<img src=\"a\">") != "");
  CHECK(test::external("<a href=\"b\">") != "");
}

TEST_CASE("ticks are round, whole, few and within their range") {
  CHECK(page::ticks(0, 25, 5) == std::vector<double>{0, 10, 20});
  CHECK(page::ticks(-3, 3, 4) == std::vector<double>{-2, 0, 2});
  CHECK(page::ticks(0, 1, 4) == std::vector<double>{0, 1});
  CHECK(page::ticks(7, 7, 4) == std::vector<double>{7});
  CHECK(page::ticks(-14'000, 15'500, 4) == std::vector<double>{-10'000, 0, 10'000});
  CHECK(page::ticks(0, 1181, 6) == std::vector<double>{0, 200, 400, 600, 800, 1000});
  for (const double high : {1.0, 4.0, 12.0, 99.0, 8743.0, 1e9}) {
    const std::vector<double> found = page::ticks(0, high, 5);
    CHECK(found.size() >= 2);
    CHECK(found.size() <= 5);
    CHECK(found.back() <= high);
  }
}

TEST_CASE("long names are cut between characters") {
  CHECK(page::shortened("T-shirt/top", 14) == "T-shirt/top");
  CHECK(page::shortened("abcdefgh", 5) == "abcd\u2026");
  CHECK(page::shortened("abc\u00fc\u00fc", 5) == "abc\u2026");
}

TEST_CASE(
    "a raster has a mark for each spike, another one where it is over, and another one where it "
    "was suppressed") {
  const std::vector<std::uint8_t> spike{1, 0, 1, 1, 1, 0}, over{0, 0, 1, 0, 0, 1};  // [2][3]
  const std::string svg =
      page::raster({.steps = 2, .neurons = 3, .spike = spike, .over = over}, "spikes").code;
  CHECK_THAT(svg, Contains("<path class=\"run\" d=\"M0 0.5h2M1 1.5h1\"/>"));
  CHECK_THAT(svg, Contains("<path class=\"run over\" d=\"M0 2.5h1\"/>"));
  CHECK_THAT(svg, Contains("<path class=\"run suppressed\" d=\"M1 2.5h1\"/>"));
  CHECK_THAT(svg, Contains("viewBox=\"0 0 2 3\"") && Contains("aria-label=\"spikes\""));
}

TEST_CASE("where neurons share a row, suppressed ones do not hide a spike, nor a spike them") {
  std::vector<std::uint8_t> spike(1000), over(1000);
  spike[999] = over[998] = 1;
  const std::string svg =
      page::raster({.steps = 1, .neurons = 1000, .spike = spike, .over = over}, "spikes").code;
  CHECK_THAT(svg,
             Contains("class=\"run some\" d=\"M0 239.5h1\"") &&
                 Contains("class=\"run suppressed\" d=\"M0 239.5h1\""));
}

TEST_CASE("the key of a raster tells in words what its marks mean, of those that there are") {
  CHECK_THAT(page::raster_key(false, false).code,
             Contains(">spike (") && !Contains("TH_HI") && Contains("class=\"run\""));
  CHECK_THAT(page::raster_key(true, false).code,
             Contains("spike over TH_HI") && !Contains("suppressed"));
  CHECK_THAT(page::raster_key(false, true).code,
             Contains("over TH_HI, suppressed: no spike") && !Contains("spike over"));
}

TEST_CASE("in a raster of many neurons some share a row, and a single spike of them is seen") {
  std::vector<std::uint8_t> spike(1000), none(1000);
  spike[999] = 1;
  const std::string svg =
      page::raster({.steps = 1, .neurons = 1000, .spike = spike, .over = none}, "spikes").code;
  CHECK_THAT(svg,
             Contains("viewBox=\"0 0 1 240\"") && Contains("class=\"run some\" d=\"M0 239.5h1\""));
}

TEST_CASE("no figure grows with what it shows beyond its bound") {
  const std::vector<std::uint8_t> spikes = checkered(255, 65535), none(spikes.size());
  CHECK(page::raster({.steps = 255, .neurons = 65535, .spike = spikes, .over = none}, "")
            .code.size() < 50'000);
  // Spikes and suppressed ones by turns: both sets of marks at their worst.
  std::vector<std::uint8_t> all(spikes.size(), 1);
  CHECK(
      page::raster({.steps = 255, .neurons = 65535, .spike = spikes, .over = all}, "").code.size() <
      50'000);
  const std::vector<std::uint8_t> pixels = checkered(255, 257);
  CHECK(page::picture({.height = 255, .width = 257, .channels = 1, .pixels = pixels}, "")
            .code.size() < 50'000);
  page::Waterfall waterfall;
  waterfall.rows.resize(1);
  for (int i = 0; i < 100'000; ++i) waterfall.rows[0].above.push_back({i * 10L, i * 10L + 5});
  waterfall.end = 1'000'000;
  CHECK(page::waterfall(waterfall, "").code.size() < 20'000);
  std::vector<std::int64_t> values;
  for (int i = 0; i < 10'000; ++i) values.push_back(i * 7919L % 10'007);
  CHECK(page::histogram(values, "cycles", "").code.size() < 5'000);
}

TEST_CASE("a potential shows its line, thresholds, spikes, those that are over, and gated steps") {
  page::Potential p;
  p.start = 0;
  p.v = {50, 0, 40, 110};
  p.low = {100, 100, 100, 100};
  p.high = {150, 150, 150, 105};
  p.marks = {{.step = 2, .at = 120, .spike = true, .over = false},
             {.step = 4, .at = 110, .spike = false, .over = true}};
  p.gated = {false, false, true, false};
  const std::string svg = page::potential(p, "V").code;
  CHECK_THAT(svg,
             Contains("class=\"line\" d=\"M0 ") && Contains("class=\"th-lo\" d=\"M0 ") &&
                 Contains("class=\"th-hi\" d=\"M0 ") && Contains("class=\"spike\" d=\"M2 ") &&
                 Contains("class=\"ring\" d=\"M4 ") &&
                 Contains("class=\"gate\" d=\"M2 0h1v1000h-1z\""));
  p.high.clear();
  p.gated.clear();
  p.marks.pop_back();
  const std::string plain = page::potential(p, "V").code;
  CHECK_THAT(plain,
             !Contains("th-hi") && !Contains("class=\"ring\"") && !Contains("class=\"gate\""));
}

TEST_CASE("a waterfall has a row a name, its bars to scale and its bounds") {
  page::Waterfall w;
  w.end = 100;
  w.rows = {
      {.name = "pixels", .above = {{0, 9}}},
      {.name = "layer 1", .above = {{10, 19}, {20, 29}}, .below = {{20, 39}}, .bound = {{10, 30}}}};
  const std::string svg = page::waterfall(w, "cycles").code;
  CHECK_THAT(svg,
             Contains(">pixels</text>") && Contains(">layer 1</text>") &&
                 Contains("M0 4h10v20h-10z") && Contains("M10 34h10v10h-10z") &&
                 Contains("M20 45h20v9h-20z") && Contains("class=\"bound\" d=\"M10 57H31\""));
}

TEST_CASE("bars, histograms and matrices say what they show") {
  page::Bars bars;
  bars.rows = {{.name = "a", .value = 2, .part = 1, .text = "50 %"},
               {.name = "b", .value = 0, .text = "0"}};
  CHECK_THAT(
      page::bars(bars, "use").code,
      Contains("width=\"100%\" y=\"3\"") && Contains("width=\"50%\"") && Contains(">50 %</text>"));
  CHECK_THAT(page::histogram({1, 1, 2}, "cycles", "h").code,
             Contains("M0 0v2h.9v-2zM1 1v1h.9v-1z"));
  CHECK_THAT(page::histogram({5}, "cycles", "h").code, Contains("M0 0v1h.9v-1z"));
  CHECK(page::histogram({}, "cycles", "h").code.empty());
  page::Matrix m{.rows = {"r"}, .columns = {}};
  m.cells = {{{.level = 0.5, .text = "3"},
              {.level = 0.5, .text = "3"},
              {.level = 0.2, .text = "4", .wrong = true}}};
  CHECK(count_of(page::matrix(m, true, "m").code, "<rect") == 2);
  CHECK(count_of(page::matrix(m, false, "m").code, "<rect") == 3);
  CHECK_THAT(page::matrix(m, true, "m").code, Contains("class=\"cell wrong\""));
}

TEST_CASE("a picture has colours where it has three channels, else grey") {
  const std::vector<std::uint8_t> grey{255, 0, 0, 255}, colours{255, 0, 0, 0, 0, 0};
  CHECK_THAT(page::picture({.height = 2, .width = 2, .channels = 1, .pixels = grey}, "p").code,
             Contains("<path stroke=\"#fff\" d=\"M0 0.5h1M1 1.5h1\"/>"));
  CHECK_THAT(page::picture({.height = 1, .width = 2, .channels = 3, .pixels = colours}, "p").code,
             Contains("<path stroke=\"#f00\" d=\"M0 0.5h1\"/>"));
}
