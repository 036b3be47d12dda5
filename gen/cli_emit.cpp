// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "gen/base/text.hpp"
#include "gen/base/tool.hpp"
#include "gen/chip/chip.hpp"
#include "gen/cli.hpp"
#include "gen/emit/emit.hpp"
#include "sim/expected/vectors.hpp"

namespace spinforge::cli {

namespace {

const usage::Help kHelp{
    .summary = "Write the RTL directory of a network.",
    .details = "Same network and options, same bytes. DIR/README.md says how to instantiate it.",
    .examples = {{"spinforge-gen emit weights/models/fmnist-fc-dw -o core", ""},
                 {"spinforge-gen emit weights/models/fmnist-fc-dw -o core --lanes 64 --pipeline",
                  "64 lanes, faster clock"},
                 {"spinforge-gen emit weights/models/mnist-csnn-dw -o core --target xc7",
                  "lanes that fit the part"},
                 {"spinforge-gen emit weights/models/fmnist-fc-dw -o core --wrapper axi",
                  "AXI4-Stream and AXI4-Lite"},
                 {"spinforge-gen emit weights/models/fmnist-fc-dw --chip chip.json -o core",
                  "on imperfect devices: spinforge-sim chip"},
                 {"spinforge-gen emit weights/models/fmnist-fc-dw -o left --name left",
                  "module left_core, beside others in one design"}}};

struct Arguments {
  emit::Request request;
  PlanOptions options;
  GoalOptions goal;
  bool no_vectors = false;
};

void add_options(usage::Command& command, Arguments& to) {
  add_network(command, to.request.network);
  add_chip(command, to.request.chip);
  command.add_option("-o,--output", to.request.output, "directory to make")->required();
  to.options.add_to(command);
  command
      .add_option("--target",
                  to.request.target,
                  "what the RTL is for: generic, " + plan::target_names() +
                      "; for all but generic, lanes that are auto are chosen to fit the part")
      ->show_default();
  to.goal.add_to(command);
  command
      .add_option(
          "--wrapper",
          to.request.wrapper,
          "axi: add the top module sf_axi, pixels and results as AXI4-Stream, registers as "
          "AXI4-Lite, with its register map (Markdown, C header, JSON) and C driver in axi/, a "
          "bench, "
          "and component.xml for Vivado")
      ->type_name("axi");
  command
      .add_option("--name",
                  to.request.name,
                  "what every module, package, file and macro of C begins with, so that several "
                  "networks fit into one design: --name left makes left_core, left_core_pkg ..")
      ->type_name("PREFIX")
      ->show_default();
  command.add_flag("--thresholds",
                   to.request.thresholds,
                   "make the neurons' thresholds registers that the configuration port writes");
  command.add_flag("--verilog2005",
                   to.request.verilog,
                   "write the core, and sf_axi, as plain Verilog too, in verilog/ (needs Yosys)");
  command.add_flag("--no-vectors",
                   to.no_vectors,
                   "leave out the golden vectors of the bench; spinforge-sim vectors writes them");
  command.add_flag("--force",
                   to.request.force,
                   "replace a directory that holds files which emit did not write, or which were "
                   "changed since");
}

/// The options, with lanes for the target where they were left to us: as numbers, so that the
/// command in the manifest makes the same core again.
plan::Options lanes_for(const Arguments& given) {
  const plan::Target* const target = plan::known_target(given.request.target);
  const network::Network network = chip::load(given.request.network, given.request.chip).network;
  if (target != nullptr && given.options.automatic()) {
    return given.goal.cores(network, given.request.target, given.options).best().options;
  }
  given.goal.expect_unused(false);
  return given.options.parse(network, target);
}

/// Golden vectors of a few drawn images, for the bench.
std::vector<files::File> golden_vectors(const network::Network& network, const plan::Plan& plan) {
  return expected::drawn_vectors(network, plan).files;
}

void run(const Arguments& given) {
  emit::Request request = given.request;
  request.options = lanes_for(given);
  const emit::Result result =
      emit::emit(request, given.no_vectors ? emit::Vectors{} : golden_vectors);
  if (!result.replaced.empty()) {
    tool::say(fmt::format(
        "spinforge-gen: what was added to {} is gone, {} and {} more: spinforge-sim vectors writes "
        "vectors of your images again\n",
        request.output,
        result.replaced.front(),
        result.replaced.size() - 1));
  }
  fmt::print("{}: {} layers, {} files, {} bytes in {}\n",
             result.network.name,
             result.plan.layers.size(),
             result.files,
             text::thousands(static_cast<long long>(result.bytes)),
             request.output);
}

}  // namespace

void add_emit(usage::Tool& tool) { tool.add_command("emit", kHelp, add_options, run); }

}  // namespace spinforge::cli
