// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "gen/base/tool.hpp"
#include "sim/cli.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/rtl_sweep.hpp"
#include "sim/plot/plot.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Run an emitted core at each of its field codes, in lockstep with the golden model.",
    .details =
        "Tells accuracy, spikes and cycles by code. Exit code 0: all equal; 1: something\n"
        "differs; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-gen emit weights/models/fmnist-fc-hall180 -o hall", ""},
        {"spinforge-sim sweep-rtl hall --images 2000 --json sweep.json --plot sweep.svg", ""}}};

struct Arguments {
  harness::VerifyOptions options;
  usage::Output json{"--json"}, plot{"--plot"};
};

void add_options(usage::Command& command, Arguments& to) {
  harness::VerifyOptions& o = to.options;
  o.wave_on_mismatch = false;
  add_directory(command, o.directory);
  add_dataset(command, o);
  add_images(command, o, "test images for each code; default: all");
  add_jobs(command, o.jobs);
  command.add_option("--build-dir", o.build_cache, "where built models are kept; see verify");
  add_quiet(command, o.quiet);
  to.json.add_to(command, "the result as JSON");
  to.plot.add_file_to(command, kPlotHelp);
}

int run(const Arguments& given) {
  if (given.plot.wanted()) (void)plot::image_format(given.plot.path());  // before the work
  const bool talk = usage::prepare({given.json, given.plot},
                                   inputs_of(given.options, {given.options.directory}),
                                   {build_folder(given.options.build_cache)});
  const std::vector<harness::FieldPoint> points = harness::sweep_rtl(given.options);
  print_notes(points.front().summary.notes);
  if (talk) fmt::print("{}", harness::table_text(points));
  for (const harness::FieldPoint& point : points) {
    if (point.summary.mismatch) {
      tool::say(harness::story(*point.summary.mismatch));
      tool::say(fmt::format("reproduce: {}\n", point.summary.reproduce));
    }
    if (point.summary.difference) tool::say(harness::story(*point.summary.difference));
  }
  given.json.write(harness::json_text(points));
  if (given.plot.wanted()) plot::write(harness::figure(points), given.plot.path());
  return harness::equal(points) ? 0 : 1;
}

}  // namespace

void add_sweep_rtl_command(usage::Tool& tool) {
  tool.add_command("sweep-rtl", kHelp, add_options, run);
}

}  // namespace spinforge::sim
