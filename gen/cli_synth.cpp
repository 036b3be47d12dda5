// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "gen/base/files.hpp"
#include "gen/cli.hpp"
#include "gen/synth/synth.hpp"

namespace spinforge::cli {

void add_synth(CLI::App& app) {
  struct Arguments {
    synth::Request request;
    std::string json;
    bool no_dsp = false, no_route = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand(
      "synth", "Synthesise an emitted directory with Yosys and say what it takes of a part");
  command->add_option("DIR", arguments->request.directory, "directory that emit made")->required();
  command->add_option("--target", arguments->request.target, "one of " + plan::target_names())
      ->required();
  command->add_option(
      "--top", arguments->request.top, "top module; without it, the one of the manifest");
  command->add_flag("--no-dsp", arguments->no_dsp, "multipliers in LUTs instead of DSP blocks");
  command->add_flag("--no-route", arguments->no_route, "no nextpnr, so no clock frequency");
  command->add_option("--json", arguments->json, "file for the same as JSON");
  command->callback([arguments] {
    arguments->request.dsp = !arguments->no_dsp;
    arguments->request.route = !arguments->no_route;
    const synth::Report report = synth::synthesise(arguments->request);
    fmt::print("{}", synth::table_of(report));
    if (!arguments->json.empty()) {
      files::write(arguments->json, synth::json_of(report).dump(2) + "\n");
    }
  });
}

}  // namespace spinforge::cli
