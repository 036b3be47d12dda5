// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/usage/usage.hpp"
#include "sim/cli.hpp"
#include "sim/models/table.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "The networks of a directory as two Markdown tables.",
    .details =
        "The paper's Table 2 with the accuracy of the RTL before the paper's; and a row for\n"
        "each network with its accuracy in reals, in integers and of the RTL, its cycles, and\n"
        "what lockstep compared.",
    .examples = {
        {"spinforge-sim table weights/models", "print them"},
        {"spinforge-sim table weights/models --update README.md", "write them between the markers"},
        {"spinforge-sim table weights/models --check README.md",
         "exit 1 where they are out of date"}}};

struct Arguments {
  std::string models, update, check;
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("MODELS", to.models, "directory of networks")->required();
  auto* update = command.add_option("--update", to.update, "file whose tables are written anew");
  command.add_option("--check", to.check, "file whose tables are compared")->excludes(update);
}

int run(const Arguments& given) {
  const std::vector<models::TrainedNetwork> models = models::load_models(given.models);
  if (!given.update.empty()) {
    const std::string text = files::read(given.update);
    files::write(given.update, models::with_tables(text, models, given.update));
  } else if (!given.check.empty()) {
    const std::string text = files::read(given.check);
    if (models::with_tables(text, models, given.check) != text) {
      fmt::print("{}: the tables are out of date; run `spinforge-sim table {} --update {}`\n",
                 given.check,
                 given.models,
                 given.check);
      return 1;
    }
  } else {
    fmt::print("{}\n{}", models::paper_table(models), models::model_table(models));
  }
  return 0;
}

}  // namespace

void add_table_command(usage::Tool& tool) { tool.add_command("table", kHelp, add_options, run); }

}  // namespace spinforge::sim
