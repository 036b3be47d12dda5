// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "gen/inventory/inventory.hpp"
#include "gen/usage/usage.hpp"
#include "sim/classify/images.hpp"
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

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json});
  inventory::require_no_input(given.options.directory, "--json", given.json.path());
  const energy::Report report = energy::measure(given.options);
  classify::print_notes(report.notes);
  if (talk) fmt::print("{}", energy::human_text(report));
  given.json.write(energy::json_text(report));
}

}  // namespace

void add_energy_command(usage::Tool& tool) {
  auto arguments = std::make_shared<Arguments>();
  energy::Options& options = arguments->options;
  usage::Command* const command = tool.add_command("energy", kHelp);
  command->add_option("DIR", options.directory, "written by spinforge-gen emit")->required();
  command->add_option("--dataset", options.dataset, classify::kDatasetHelp);
  command->add_option("--images", options.images, "number of test images")
      ->positive()
      ->show_default();
  command->add_option("--first", options.first, "index of the first image")
      ->not_negative()
      ->show_default();
  command->add_option(
      "--build-dir",
      options.build_cache,
      "where built models are kept; default: $SPINFORGE_BUILD_DIR or a cache folder");
  arguments->json.add_to(*command, "the result as JSON");
  command->add_flag("--quiet", options.quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace spinforge::sim
