// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"
#include "sim/cli.hpp"
#include "sim/plot/plot.hpp"
#include "sim/upset/upset.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Flip bits of an emitted core while it runs, and see what becomes of its results.",
    .details =
        "Soft errors: each image runs alone, from a reset, with so many bits inverted at drawn\n"
        "cycles. Tells the share of images on which that was masked (every commit and result\n"
        "equal), silent (values differ, the class does not), wrong (another class, and nothing\n"
        "says so) or detected, and the accuracy. Exit code 0: done; 1: the core is not equal to\n"
        "the golden model even without flips; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-gen emit weights/models/fmnist-fc196-dw -o core", ""},
        {"spinforge-sim upset core --images 200", "all kinds of state"},
        {"spinforge-sim upset core --images 200 --in weights,membranes --flips 1,2,4 --seed 7", ""},
        {"spinforge-sim upset core --images 1000 --json upset.json --plot upset.svg", ""}}};

struct Arguments {
  upset::Options options;
  std::vector<std::string> kinds{"all"};
  std::vector<int> flips{1, 4, 16, 64};
  usage::Output csv{"--csv"}, json{"--json"}, plot{"--plot"};
};

void add_options(usage::Command& command, Arguments& to) {
  upset::Options& o = to.options;
  add_directory(command, o.directory);
  add_dataset(command, o);
  add_images(command, o, "test images for each row of the table; default: all");
  add_first(command, o);
  command
      .add_option("--in",
                  to.kinds,
                  "state whose bits are flipped, of weights, membranes, buffers, control; or all")
      ->list(',')
      ->one_value();
  command.add_option("--flips", to.flips, "flips of an image, one row of the table for each")
      ->list(',')
      ->one_value()
      ->between(1, 65535)
      ->show_default();
  command.add_option("--seed", o.seed, "of the bits and cycles")->show_default();
  add_jobs(command, o.jobs);
  add_build_dir(command, o.build_cache);
  add_quiet(command, o.quiet);
  to.csv.add_to(command, "the table as CSV");
  to.json.add_to(command, "the table as JSON");
  to.plot.add_file_to(command, kPlotHelp);
}

/// The kinds by their names, in the order of upset::kKinds.
std::vector<upset::Kind> kinds_of(const std::vector<std::string>& names) {
  if (std::ranges::find(names, "all") != names.end()) return {};
  std::vector<upset::Kind> kinds;
  for (const std::string& name : names) kinds.push_back(upset::kind_from(name));
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

int run(const Arguments& given) {
  upset::Options options = given.options;
  options.kinds = kinds_of(given.kinds);
  const std::set<int> flips(given.flips.begin(), given.flips.end());
  options.flips.assign(flips.begin(), flips.end());
  if (given.plot.wanted()) (void)plot::image_format(given.plot.path());  // before the work
  const bool talk = usage::prepare({given.csv, given.json, given.plot},
                                   inputs_of(options, {options.directory}),
                                   {build_folder(options.build_cache)});
  const upset::Result result = upset::run(options);
  print_notes(result.notes);
  if (talk) fmt::print("{}", upset::table_text(result));
  given.csv.write(upset::csv_text(result));
  given.json.write(upset::json_text(result));
  if (given.plot.wanted()) plot::write(upset::figure(result), given.plot.path());
  if (result.sound()) return 0;
  tool::say(
      fmt::format("the core is not equal to the golden model even without flips; "
                  "spinforge-sim verify {} shows where\n",
                  options.directory));
  return 1;
}

}  // namespace

void add_upset_command(usage::Tool& tool) { tool.add_command("upset", kHelp, add_options, run); }

}  // namespace spinforge::sim
