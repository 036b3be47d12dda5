// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "gen/cli.hpp"
#include "gen/synth/synth.hpp"

namespace spinforge::cli {
namespace {

const usage::Help kHelp{
    .summary = "Synthesise an emitted directory with Yosys and say what it takes of a part.",
    .details =
        "For iCE40, nextpnr places and routes it and says its clock. For xc7 and ecp5 no clock is\n"
        "measured: the levels of logic on the longest path are told.",
    .examples = {
        {"spinforge-gen synth core --target xc7", ""},
        {"spinforge-gen synth core --target xc7 --part XC7Z020", "a Zynq-7020"},
        {"spinforge-gen synth core --target ecp5 --no-dsp --json cost.json", "multipliers in LUTs"},
        {"spinforge-gen synth core --target ice40hx8k --no-route", "no place and route"}}};

struct Arguments {
  synth::Request request;
  usage::Output json{"--json"};
  bool no_dsp = false, no_route = false;
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("DIR", to.request.directory, "directory that emit made")->required();
  command.add_option("--target", to.request.target, "one of " + plan::target_names())->required();
  command.add_option(
      "--part", to.request.part, "another part of the target's family, XC7Z020 for example");
  command.add_option("--top", to.request.top, "top module; without it, the one of the manifest");
  command.add_flag("--no-dsp", to.no_dsp, "multipliers in LUTs instead of DSP blocks");
  command.add_flag("--no-route", to.no_route, "no nextpnr, so no clock frequency");
  to.json.add_to(command, "the same as JSON");
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json}, {given.request.directory});
  synth::Request request = given.request;
  request.dsp = !given.no_dsp;
  request.route = !given.no_route;
  const synth::Report report = synth::synthesise(request);
  if (talk) fmt::print("{}", synth::table_of(report));
  given.json.write(synth::json_of(report).dump(2) + "\n");
}

}  // namespace

void add_synth(usage::Tool& tool) { tool.add_command("synth", kHelp, add_options, run); }

}  // namespace spinforge::cli
