// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/cli.hpp"
#include "sim/energy/energy.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Energy of the devices that the neurons stand for; switching of the digital core.",
    .details =
        "Runs images through an emitted core. The devices: spikes times the paper's energy of\n"
        "one. The core: toggles of its nets.",
    .examples = {{"spinforge-gen emit weights/models/fmnist-fc-dw -o core", ""},
                 {"spinforge-sim energy core", "five images"},
                 {"spinforge-sim energy core --images 100 --json energy.json", ""}}};

struct Arguments {
  energy::Options options;
  usage::Output json{"--json"};
};

void add_options(usage::Command& command, Arguments& to) {
  energy::Options& o = to.options;
  add_directory(command, o.directory);
  add_dataset(command, o);
  add_images(command, o, "number of test images")->show_default();
  add_first(command, o)->show_default();
  add_build_dir(command, o.build_cache);
  to.json.add_to(command, "the result as JSON");
  add_quiet(command, o.quiet);
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json},
                                   inputs_of(given.options, {given.options.directory}),
                                   {build_folder(given.options.build_cache)});
  const energy::Report report = energy::measure(given.options);
  print_notes(report.notes);
  if (talk) fmt::print("{}", energy::human_text(report));
  given.json.write(energy::json_text(report));
}

}  // namespace

void add_energy_command(usage::Tool& tool) { tool.add_command("energy", kHelp, add_options, run); }

}  // namespace spinforge::sim
