// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "gen/chip/chip.hpp"
#include "sim/classify/classify.hpp"
#include "sim/cli.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Classify test images with the golden model: no RTL, one thread.",
    .details =
        "The network in integers, as the core computes it. Labels may be missing. --commits "
        "writes\n"
        "every neuron update, all of them, as CSV with the columns\n"
        "image,layer,step,neuron,v,d,spike,armed,over,field_code, about 35 bytes each.",
    .examples = {{"spinforge-sim golden weights/models/fmnist-fc-dw", ""},
                 {"spinforge-sim golden weights/models/mnist-fc-dw --dataset mnist --images 1000 "
                  "--json r.json",
                  ""},
                 {"spinforge-sim golden weights/models/fmnist-fc-dw --chip chip.json",
                  "on imperfect devices: spinforge-sim chip"},
                 {"spinforge-sim golden weights/models/fmnist-fc196-dw --first 17 --images 1 "
                  "--commits c.csv",
                  "one image, and all that it did"}}};

struct Arguments : classify::Selection {
  std::string network, chip;
  usage::Output json{"--json"}, commits{"--commits"};
  bool quiet = false;
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("NETWORK", to.network, "directory of the network")->required();
  add_chip(command, to.chip);
  add_dataset(command, to);
  add_images(command, to, "number of test images; default: all from --first");
  add_first(command, to)->show_default();
  to.commits.add_to(command, "every neuron update of the images as CSV");
  to.json.add_to(command, "the result as JSON");
  add_quiet(command, to.quiet);
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json, given.commits},
                                   inputs_of(given, chip::files_of(given.network, given.chip)));
  const network::Network network = chip::load(given.network, given.chip).network;
  const classify::TestSet set = classify::select_images(given, network);
  print_notes(set.notes);
  const classify::Outcome outcome = classify::run(network, set, given.commits.path(), given.quiet);
  if (talk) fmt::print("{}", classify::table_text(outcome));
  given.json.write(classify::json_text(outcome));
}

}  // namespace

void add_golden_command(usage::Tool& tool) { tool.add_command("golden", kHelp, add_options, run); }

}  // namespace spinforge::sim
