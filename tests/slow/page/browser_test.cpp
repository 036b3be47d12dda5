// SPDX-License-Identifier: Apache-2.0
// Pages in a browser: Debian's chromium, without a window.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "sim/harness/page.hpp"
#include "sim/page/html.hpp"
#include "sim/regress/page.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/html.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;

namespace {

harness::VerifyOptions options_of(const test::EmittedCore& core, std::uint32_t images) {
  harness::VerifyOptions options;
  options.directory = core.path();
  options.dataset = test::source("weights/data/fmnist-sample");
  options.images = images;
  options.build_cache = SPINFORGE_MODEL_CACHE;
  options.quiet = true;
  return options;
}

std::string page_of(const harness::VerifyOptions& options) {
  const harness::Summary summary = harness::verify(options);
  REQUIRE(summary.equal());
  return harness::html_text(harness::prepare(options), summary);
}

/// What check.js says of `page`, `width` pixels wide: in a frame, since chromium's own window is
/// never narrower than 500.
nlohmann::json look_at(std::string page, int width, bool dark) {
  const test::TempDir dir;
  const std::string head = "<head>\n";
  page.insert(page.find(head) + head.size(),
              "<script>" + files::read(test::source("tests/slow/page/check.js")) + "</script>\n");
  files::write(dir / "page.html", page);
  files::write(dir / "frame.html",
               fmt::format("<!DOCTYPE html><title>waiting</title><body style=\"margin:0\">"
                           "<script>onmessage = (event) => {{ document.title = "
                           "JSON.stringify(event.data); }};</script>"
                           "<iframe src=\"page.html\" style=\"width:{}px;height:900px;border:0\">"
                           "</iframe>",
                           width));
  const process::Exit exit =
      test::shell(fmt::format("HOME={0} timeout 120 chromium --headless --no-sandbox --disable-gpu "
                              "--user-data-dir={0}/profile "
                              "--window-size={1},1000 {2} --enable-logging=stderr --timeout=60000 "
                              "--virtual-time-budget=30000 "
                              "--dump-dom file://{0}/frame.html 2>{0}/log",
                              dir.path(),
                              std::max(width, 600),
                              dark ? "--blink-settings=preferredColorScheme=0"
                                   : "--blink-settings=preferredColorScheme=1"));
  REQUIRE(exit.status == 0);
  // Of the rest chromium's log is full: what it misses on a machine without a desktop.
  CHECK(test::shell("grep CONSOLE log || :", dir.path()).output == "");
  const std::size_t begin = exit.output.find("<title>") + 7;
  const std::string title = exit.output.substr(begin, exit.output.find("</title>") - begin);
  INFO(title);
  REQUIRE(title.starts_with('{'));
  return nlohmann::json::parse(title);
}

void check_in_browser(const std::string& page, std::size_t figures) {
  CHECK(test::external(page) == "");
  for (const int width : {400, 1600}) {
    for (const bool dark : {false, true}) {
      const nlohmann::json seen = look_at(page, width, dark);
      CAPTURE(width, dark);
      CHECK(seen.at("problems") == nlohmann::json::array());
      CHECK(seen.at("figures").get<std::size_t>() >= figures);
    }
  }
}

}  // namespace

TEST_CASE(
    "chromium draws every figure of a run's page, wide and narrow, and finds nothing to complain "
    "of") {
  if (test::missing({"chromium"})) return;
  const test::EmittedCore core(network::load(test::source("weights/models/fmnist-fc196-dw")),
                               {.options = test::lanes(16)});
  check_in_browser(page_of(options_of(core, 100)), 20);
  harness::VerifyOptions fields = options_of(core, 20);
  fields.fields = 5;
  check_in_browser(page_of(fields), 20);
}

TEST_CASE("chromium keeps what is chosen where a link of the contents is followed") {
  if (test::missing({"chromium"})) return;
  page::Page page{.title = "t", .verdict = "v", .good = true, .lead = {}, .sections = {}};
  page.sections = {{"one", "One", page::controls({{"Image", "image", {{"3", "3"}, {"4", "4"}}}})},
                   {"two", "Two", page::paragraph("p")}};
  check_in_browser(page::document(page), 0);
}

TEST_CASE("chromium draws the page of a convolution in step order") {
  if (test::missing({"chromium"})) return;
  plan::Options options = test::lanes(8);
  options.order = plan::Order::kStep;
  const test::EmittedCore core(network::load(test::source("weights/models/fmnist-csnn-hall180")),
                               {.options = options});
  check_in_browser(page_of(options_of(core, 6)), 20);
}

TEST_CASE("chromium draws the page of a regression") {
  if (test::missing({"chromium"})) return;
  regress::Merged merged;
  merged.suite = "nightly";
  for (int i = 0; i < 60; ++i) {
    regress::Outcome run;
    run.network = fmt::format("fmnist-fc-hall{}", 180 + 20 * (i / 12));
    const std::string traffic = i % 3 == 0 ? "plain" : i % 3 == 1 ? "stall" : "fields stream stall";
    run.id = fmt::format(
        "{}, --lanes 64 --order step, fmnist-sample, {}, seed {}", run.network, traffic, i % 12);
    run.design = run.network + " --lanes 64 --order step, core";
    run.images = run.wanted = 2000;
    run.commits = 50'500'000;
    run.mismatches = i == 17 ? 3 : 0;
    run.equal = i != 17;
    run.timing = "exact";
    run.cycles = 8911.25;
    run.seconds = 13.0 * i;
    run.record = {{"run", run.id},
                  {"emit", "--lanes 64 --order step"},
                  {"traffic", traffic},
                  {"top", "sf_core"},
                  {"equal", run.equal},
                  {"images", run.images},
                  {"cycles_per_image", {{"mean", 8900.5}}}};
    merged.runs.push_back(run);
  }
  merged.failures.add(
      {.module = "sf_core / layer 2",
       .signal = "v",
       .step = 4,
       .run = merged.runs[17].id,
       .image = 7,
       .story = "image 7, layer 2, step 4, neuron 10: v: expected 12, got 13\n",
       .reproduce =
           "spinforge-sim verify /a/long/path/to/designs/fmnist-fc-hall180-0123456789abcdef "
           "--dataset /another/long/path --first 0 --images 8 --jobs 1"});
  const test::TempDir dir;
  files::write(dir / "result.json", regress::result_text(merged));
  const auto history = regress::read_history(std::vector<std::string>(10, dir / "result.json"));
  check_in_browser(regress::page(merged,
                                 {.version = "0.1.0",
                                  .launcher = "local",
                                  .started = "2026-01-31T12:00:00Z",
                                  .slurm_jobs = {},
                                  .exclude = {}},
                                 history),
                   1);
}
