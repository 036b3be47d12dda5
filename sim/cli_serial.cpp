// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/cli.hpp"
#include "sim/host/compare.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Send the test images to a board over its serial port.",
    .details =
        "Class and spike counts are compared with the golden model's. Exit code 0: all equal;\n"
        "1: something differs; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-sim serial /dev/ttyUSB1 weights/models/fmnist-fc196-dw --images 1000", ""}}};

struct Arguments : classify::Selection {
  Arguments() { images = 100; }
  host::Board board;
  std::string network;
  usage::Output json{"--json"};
  bool quiet = false;
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("PORT", to.board.port, "serial port, e.g. /dev/ttyUSB1")->required();
  command.add_option("NETWORK", to.network, "directory of the board's network")->required();
  add_dataset(command, to);
  add_images(command, to, "number of test images")->show_default();
  command.add_option("--baud", to.board.baud, "bits per second")->positive()->show_default();
  command.add_option("--timeout", to.board.timeout_ms, "milliseconds to wait for an answer")
      ->positive()
      ->show_default();
  to.json.add_to(command, "the result as JSON");
  add_quiet(command, to.quiet);
}

int run(const Arguments& given) {
  const bool talk = usage::prepare({given.json}, {given.network});
  const network::Network network = network::load(given.network);
  host::require_comparable(network, given.network);
  const classify::TestSet set = classify::select_images(given, network);
  print_notes(set.notes);
  const host::Comparison result = host::compare(given.board, network, set, given.quiet);
  if (talk) fmt::print("{}", host::human_text(result));
  given.json.write(host::json_text(result));
  return result.mismatches == 0 ? 0 : 1;
}

}  // namespace

void add_serial_command(usage::Tool& tool) { tool.add_command("serial", kHelp, add_options, run); }

}  // namespace spinforge::sim
