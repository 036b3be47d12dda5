// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/chain/walks.hpp"
#include "sim/cli.hpp"
#include "sim/device/of_network.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary =
        "A network with its devices in double precision in the place of the integer neurons.",
    .details =
        "Same weights, counters and drives; how a neuron gets through a step differs: as the "
        "golden\n"
        "model, in that step in double precision, along the exact flow of a domain wall or the "
        "slots\n"
        "of a Hall bar, and with a comparator that looks more often than once a step.",
    .examples = {
        {"spinforge-sim chain weights/models/fmnist-fc-dw --images 1000", ""},
        {"spinforge-sim chain weights/models/mnist-fc-hall180 --dataset mnist --json c.json", ""}}};

struct Arguments : classify::Selection {
  chain::Options options;
  std::string network;
  std::vector<std::string> devices;
  usage::Output json{"--json"};
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("NETWORK", to.network, "directory of the network")->required();
  add_device_choice(command, to.devices);
  add_dataset(command, to);
  add_images(command, to, "number of test images; default: all from --first");
  add_first(command, to)->show_default();
  command
      .add_option("--looks", to.options.looks, "of the comparator in a step, where it looks often")
      ->between(2, 1000)
      ->show_default();
  command.add_option("--threads", to.options.threads, "0: all")->between(0, 1024);
  to.json.add_to(command, "the result as JSON");
  add_quiet(command, to.options.quiet);
}

void run(const Arguments& given) {
  const std::vector<device::Device> chosen = device::load_devices(given.devices);
  std::vector<std::string> read = device::files_of(chosen);
  read.push_back(given.network);
  const bool talk = usage::prepare({given.json}, inputs_of(given, read));
  const network::Network network = network::load(given.network);
  const classify::TestSet set = classify::select_images(given, network);
  print_notes(set.notes);
  const chain::Walks walks =
      chain::compare_walks(network, device::devices_of(network, chosen), set, given.options);
  if (talk) fmt::print("{}", chain::table_text(walks));
  given.json.write(chain::json_text(walks));
}

}  // namespace

void add_chain_command(usage::Tool& tool) { tool.add_command("chain", kHelp, add_options, run); }

}  // namespace spinforge::sim
