// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "gen/base/text.hpp"
#include "gen/cli.hpp"
#include "gen/emit/emit.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::cli {

void add_emit(CLI::App& app) {
  struct Arguments {
    emit::Request request;
    PlanOptions options;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("emit", "Write the RTL directory of a network");
  command->add_option("NETWORK", arguments->request.network, "directory of the network")
      ->required();
  command->add_option("-o,--output", arguments->request.output, "directory to make")->required();
  arguments->options.add_to(*command);
  command
      ->add_option("--target",
                   arguments->request.target,
                   "what the RTL is for: generic, " + plan::target_names())
      ->capture_default_str();
  command
      ->add_option(
          "--wrapper",
          arguments->request.wrapper,
          "axi: add the top module sf_axi, pixels and results as AXI4-Stream, registers as "
          "AXI4-Lite, and its register map as Markdown, C header and JSON in axi/")
      ->type_name("axi");
  command->add_flag("--thresholds",
                    arguments->request.thresholds,
                    "make the neurons' thresholds registers that the configuration port writes");
  command->add_flag("--verilog2005",
                    arguments->request.verilog,
                    "write the core as plain Verilog too, in verilog/ (needs Yosys)");
  command->callback([arguments] {
    arguments->request.options = arguments->options.parse();
    const emit::Result result = emit::emit(arguments->request);
    fmt::print("{}: {} layers, {} files, {} bytes in {}\n",
               result.network.name,
               result.plan.layers.size(),
               result.files,
               text::thousands(static_cast<long long>(result.bytes)),
               arguments->request.output);
  });
}

}  // namespace spinforge::cli
