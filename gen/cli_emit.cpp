// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "gen/base/text.hpp"
#include "gen/cli.hpp"
#include "gen/emit/emit.hpp"
#include "gen/plan/target.hpp"
#include "gen/usage/usage.hpp"
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
                 {"spinforge-gen emit weights/models/fmnist-fc-dw -o left --name left",
                  "module left_core, beside others in one design"}}};

/// The options, with lanes for the target where they were left to us: as numbers, so that the
/// command in the manifest makes the same core again.
plan::Options lanes_for(const emit::Request& request,
                        const PlanOptions& options,
                        const GoalOptions& goal) {
  const plan::Options asked = options.parse();
  if (plan::known_target(request.target) == nullptr || !options.automatic()) {
    goal.expect_unused(false);
    return asked;
  }
  const plan::Request wanted = goal.parse(request.target, asked);
  const auto choices = plan::trade_off(network::load(request.network), wanted);
  return choices[plan::choose(choices, wanted)].options;
}

/// Golden vectors of a few drawn images, for the bench.
std::vector<files::File> golden_vectors(const network::Network& network, const plan::Plan& plan) {
  return expected::drawn_vectors(network, plan).files;
}

}  // namespace

void add_emit(usage::Tool& tool) {
  struct Arguments {
    emit::Request request;
    PlanOptions options;
    GoalOptions goal;
    bool no_vectors = false;
  };
  auto arguments = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("emit", kHelp);
  command->add_option("NETWORK", arguments->request.network, "directory of the network")
      ->required();
  command->add_option("-o,--output", arguments->request.output, "directory to make")->required();
  arguments->options.add_to(*command);
  command
      ->add_option("--target",
                   arguments->request.target,
                   "what the RTL is for: generic, " + plan::target_names() +
                       "; for all but generic, lanes that are auto are chosen to fit the part")
      ->show_default();
  arguments->goal.add_to(*command);
  command
      ->add_option(
          "--wrapper",
          arguments->request.wrapper,
          "axi: add the top module sf_axi, pixels and results as AXI4-Stream, registers as "
          "AXI4-Lite, with its register map (Markdown, C header, JSON) and C driver in axi/, a "
          "bench, "
          "and component.xml for Vivado")
      ->type_name("axi");
  command
      ->add_option("--name",
                   arguments->request.name,
                   "what every module, package, file and macro of C begins with, so that several "
                   "networks fit into one design: --name left makes left_core, left_core_pkg ..")
      ->type_name("PREFIX")
      ->show_default();
  command->add_flag("--thresholds",
                    arguments->request.thresholds,
                    "make the neurons' thresholds registers that the configuration port writes");
  command->add_flag("--verilog2005",
                    arguments->request.verilog,
                    "write the core, and sf_axi, as plain Verilog too, in verilog/ (needs Yosys)");
  command->add_flag("--no-vectors",
                    arguments->no_vectors,
                    "leave out the golden vectors of the bench; spinforge-sim vectors writes them");
  command->add_flag("--force",
                    arguments->request.force,
                    "replace a directory that holds files which emit did not write, or which were "
                    "changed since");
  command->callback([arguments] {
    arguments->request.options = lanes_for(arguments->request, arguments->options, arguments->goal);
    const emit::Result result =
        emit::emit(arguments->request, arguments->no_vectors ? emit::Vectors{} : golden_vectors);
    fmt::print("{}: {} layers, {} files, {} bytes in {}\n",
               result.network.name,
               result.plan.layers.size(),
               result.files,
               text::thousands(static_cast<long long>(result.bytes)),
               arguments->request.output);
  });
}

}  // namespace spinforge::cli
