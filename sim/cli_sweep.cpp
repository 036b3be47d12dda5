// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "sim/cli.hpp"
#include "sim/plot/plot.hpp"
#include "sim/sweep/spread.hpp"
#include "sim/sweep/sweep.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Classify the test images with the golden model under other conditions.",
    .details =
        "  fields  every field code of the network's neurons, and all gates off\n"
        "  noise   noise that adds to every drive, scales it, or moves the rest potential, in\n"
        "          multiples of what the paper measured; several seeds, and their spread\n"
        "  spread  chips of imperfect devices, one quantity after the other: thresholds, gain, "
        "leak,\n"
        "          silent and stuck neurons",
    .examples = {
        {"spinforge-sim sweep fields weights/models/fmnist-fc-hall180 --plot fields.svg", ""},
        {"spinforge-sim sweep noise weights/models/mnist-fc-hall180 "
         "weights/models/mnist-fc-hall200 --dataset mnist --csv noise.csv",
         ""},
        {"spinforge-sim sweep spread weights/models/fmnist-fc-dw --quantities th,dead --chips 30 "
         "--plot spread.svg",
         ""}}};

/// An option that only some sweeps have.
struct Belonging {
  const usage::Option* option;
  std::vector<std::string> sweeps;
};

struct Arguments : classify::Selection {
  sweep::Options options;
  std::vector<Belonging> belonging;
  std::vector<double> levels;
  sweep::SpreadOptions spread;
  std::vector<std::string> networks;
  usage::Output csv{"--csv"}, json{"--json"}, plot{"--plot"};
};

void add_options(usage::Command& command, Arguments& to) {
  sweep::Options& o = to.options;
  command.add_option("WHAT", o.what, "fields, noise or spread")
      ->required()
      ->one_of({"fields", "noise", "spread"});
  command.add_option("NETWORK", to.networks, "directories of the networks")->required();
  add_dataset(command, to)->type_name("DIR");
  add_images(command, to, "number of test images; default: all");
  command
      .add_option("--levels",
                  to.levels,
                  "noise: multiples of sigma; default: 0,0.5,1,2; spread: shares, 0..1; default: "
                  "0,0.05,0.1,0.15,0.2,0.3 for th, gain and leak, 0,0.01,0.02,0.05,0.1,0.2 for "
                  "dead, a tenth of that for stuck")
      ->list(',')
      ->one_value()
      ->not_negative();
  command.add_option("--form", o.forms, "noise: of add, drive, rest; default: all three")
      ->list(',')
      ->one_value()
      ->one_of({"add", "drive", "rest"});
  command
      .add_option("--sigma",
                  o.sigma,
                  "noise: LSB of V (add, rest) or a share of the drive (drive); default: measured "
                  "at the field, of rest 5 % of the threshold")
      ->not_negative();
  command.add_option("--seeds", o.seeds, "fields, noise: seeds of what is drawn at random")
      ->between(1, 1000)
      ->show_default();
  command
      .add_option("--quantities",
                  to.spread.quantities,
                  "spread: of th, gain, leak, dead, stuck, frozen; default: all but frozen")
      ->list(',')
      ->one_value();
  command.add_option("--chips", to.spread.chips, "spread: chips at each level")
      ->positive()
      ->show_default();
  add_sound_outputs(command, to.spread.sound_outputs);
  command.add_option("--threads", o.threads, "0: all")->between(0, 1024);
  to.csv.add_to(command, "the table as CSV");
  to.json.add_to(command, "the table as JSON");
  to.plot.add_file_to(command, kPlotHelp)->type_name("FILE");
  add_quiet(command, o.quiet);
  const auto only = [&](const char* option, std::vector<std::string> sweeps) {
    to.belonging.push_back({command.get_option(option), std::move(sweeps)});
  };
  only("--levels", {"noise", "spread"});
  only("--form", {"noise"});
  only("--sigma", {"noise"});
  only("--seeds", {"fields", "noise"});
  only("--quantities", {"spread"});
  only("--chips", {"spread"});
  only("--sound-outputs", {"spread"});
}

/// *Errors*: kUsage for an option of another sweep.
void expect_belonging(const Arguments& given) {
  for (const auto& [option, sweeps] : given.belonging) {
    if (option->count() == 0 || std::ranges::find(sweeps, given.options.what) != sweeps.end()) {
      continue;
    }
    throw Error(ErrorCode::kUsage,
                option->name(),
                fmt::format("is of another sweep; expected sweep {}, got sweep {}; leave it out",
                            fmt::join(sweeps, " or "),
                            given.options.what));
  }
}

/// *Errors*: kUsage for one that is listed twice.
template <class Value>
void expect_distinct(const char* option, const std::vector<Value>& values) {
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) == value) continue;
    throw Error(ErrorCode::kUsage,
                option,
                fmt::format("names {} twice; expected each once; leave one of them out", *value));
  }
}

/// Sweeps each network and writes all rows.
template <class Options>
void sweep_all(const Arguments& given, const Options& options, bool talk) {
  decltype(sweep::run(options, network::Network(), classify::TestSet())) rows;
  for (const std::string& directory : given.networks) {
    const network::Network network = network::load(directory);
    const classify::TestSet set = classify::select_images(given, network, dataset::Labels::kNeeded);
    print_notes(set.notes);
    std::ranges::move(sweep::run(options, network, set), std::back_inserter(rows));
  }
  if (talk) fmt::print("{}", sweep::table_text(rows));
  given.csv.write(sweep::csv_text(rows));
  given.json.write(sweep::json_text(options, rows));
  if (given.plot.wanted()) plot::write(sweep::figure(options, rows), given.plot.path());
}

void run(const Arguments& given) {
  expect_belonging(given);
  expect_distinct("NETWORK", given.networks);
  expect_distinct("--levels", given.levels);
  expect_distinct("--form", given.options.forms);
  expect_distinct("--quantities", given.spread.quantities);
  if (given.plot.wanted()) (void)plot::image_format(given.plot.path());  // before the work
  const bool talk =
      usage::prepare({given.csv, given.json, given.plot}, inputs_of(given, given.networks));
  if (given.options.what == "spread") {
    sweep::SpreadOptions options = given.spread;
    options.levels = given.levels;
    options.threads = given.options.threads;
    options.quiet = given.options.quiet;
    return sweep_all(given, options, talk);
  }
  sweep::Options options = given.options;
  if (!given.levels.empty()) options.levels = given.levels;
  sweep_all(given, options, talk);
}

}  // namespace

void add_sweep_command(usage::Tool& tool) { tool.add_command("sweep", kHelp, add_options, run); }

}  // namespace spinforge::sim
