// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/chip/chip.hpp"
#include "sim/cli.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Draw a chip: one set of imperfect devices for a network's neurons.",
    .details =
        "The file goes to spinforge-sim golden --chip, spinforge-gen emit --chip and plan --chip.\n"
        "Shares of --spread: th, gain and leak are standard deviations, of the thresholds, of the\n"
        "drive's gain and of the leak; dead (silent), stuck (always firing) and frozen are shares "
        "of\n"
        "the neurons. The same seed draws the same devices, whatever else is spread.",
    .examples = {
        {"spinforge-sim chip weights/models/fmnist-fc-hall180 --seed 7 --spread "
         "th=0.10,gain=0.05,leak=0.2 --dead 0.01 --stuck 0.001 -o chip.json",
         ""},
        {"spinforge-sim chip weights/models/mnist-fc-dw --seed 1 --spread th=0.10,dead=0.05 "
         "--sound-outputs -o chip.json",
         "no fault in the output layer"}}};

struct Arguments {
  std::string network, spread;
  std::uint32_t seed = 1;
  std::optional<double> dead, stuck;
  bool sound_outputs = false;
  usage::Output out{"-o,--out"};
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("NETWORK", to.network, "directory of the network")->required();
  command.add_option("--seed", to.seed, "number of the chip, 0..2^32-1")->show_default();
  command.add_option("--spread", to.spread, "NAME=SHARE,..: th, gain, leak, dead, stuck, frozen")
      ->type_name("LIST");
  command.add_option("--dead", to.dead, "the same as dead= of --spread")->between(0.0, 1.0);
  command.add_option("--stuck", to.stuck, "the same as stuck= of --spread")->between(0.0, 1.0);
  add_sound_outputs(command, to.sound_outputs);
  to.out.add_to(command, "the chip, as JSON");
  command.get_option("-o")->required();
}

/// An option beside --spread, which may say the same.
void take(const char* option, const std::optional<double>& value, double& to) {
  if (!value) return;
  if (to != 0.0) {
    throw Error(ErrorCode::kUsage,
                option,
                "is in --spread already; expected it once, got it twice; leave one out");
  }
  to = *value;
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.out}, {given.network});
  chip::Spread spread = chip::parse_spread("--spread", given.spread);
  take("--dead", given.dead, spread.dead);
  take("--stuck", given.stuck, spread.stuck);
  spread.sound_outputs = given.sound_outputs;
  const network::Files files = network::read_files(given.network);
  const network::Network network = network::from_files(files, given.network);
  chip::Chip chip = chip::draw(network, given.seed, spread);
  chip.network_hash = network::hash_of(files);
  (void)chip::apply(network, chip);  // refuses what the network has no room for
  given.out.write(chip::to_json(chip));
  if (!talk) return;
  std::size_t neurons = 0, faulty = 0;
  for (std::size_t k = 0; k < chip.layers.size(); ++k) {
    neurons += static_cast<std::size_t>(network.layers[k].outputs);
    const auto& fault = chip.layers[k].fault;
    faulty += fault.size() - static_cast<std::size_t>(std::ranges::count(fault, 0));
  }
  fmt::print(
      "{}: chip {}, {} neurons, {} of them faulty; {} registers held at the end of their "
      "range\n",
      network.name,
      chip.seed,
      text::thousands(static_cast<long long>(neurons)),
      faulty,
      chip.clipped);
}

}  // namespace

void add_chip_command(usage::Tool& tool) { tool.add_command("chip", kHelp, add_options, run); }

}  // namespace spinforge::sim
