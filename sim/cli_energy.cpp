// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/cli.hpp"
#include "sim/device/device.hpp"
#include "sim/energy/energy.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Energy of the devices that the neurons stand for; switching of the digital core.",
    .details =
        "The devices: I^2 R t of every drive of every neuron, with the numbers of their files; "
        "reads,\n"
        "resets and field wire apart; and how much of the drive lies beyond what the device is "
        "known\n"
        "at. Of an emitted directory also the core: toggles of its nets, image by image.",
    .examples = {{"spinforge-sim energy weights/models/fmnist-fc-dw", "the devices, all images"},
                 {"spinforge-gen emit weights/models/fmnist-fc-dw -o core", ""},
                 {"spinforge-sim energy core", "five images, and what the core switches"},
                 {"spinforge-sim energy my-net --device ./mine.json --json energy.json", ""}}};

struct Arguments {
  energy::Options options;
  usage::Output json{"--json"};
};

void add_options(usage::Command& command, Arguments& to) {
  energy::Options& o = to.options;
  command.add_option("DIR", o.directory, "a network, or written by spinforge-gen emit")->required();
  add_device_choice(command, o.devices);
  add_dataset(command, o);
  add_images(command, o, "number of test images; default: 5 of a core, all of a network");
  add_first(command, o)->show_default();
  command.add_option("--threads", o.threads, "of the golden model; 0: all")->between(0, 1024);
  add_build_dir(command, o.build_cache);
  to.json.add_to(command, "the result as JSON");
  add_quiet(command, o.quiet);
}

void run(const Arguments& given) {
  std::vector<std::string> read = device::files_of(device::load_devices(given.options.devices));
  read.push_back(given.options.directory);
  const bool talk = usage::prepare(
      {given.json}, inputs_of(given.options, read), {build_folder(given.options.build_cache)});
  const energy::Report report = energy::measure(given.options);
  print_notes(report.notes);
  if (talk) fmt::print("{}", energy::human_text(report));
  given.json.write(energy::json_text(report));
}

}  // namespace

void add_energy_command(usage::Tool& tool) { tool.add_command("energy", kHelp, add_options, run); }

}  // namespace spinforge::sim
