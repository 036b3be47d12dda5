// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "gen/base/files.hpp"
#include "sim/cli.hpp"
#include "sim/harness/table.hpp"

namespace spinforge::sim {
namespace {

constexpr const char* kHelp =
    "The networks of a directory as a Markdown table: accuracy in reals, in integers and of the "
    "RTL,\n"
    "cycles, and what lockstep compared.\n\n"
    "  spinforge-sim table weights/models                       print it\n"
    "  spinforge-sim table weights/models --update README.md    write it between the markers\n"
    "  spinforge-sim table weights/models --check README.md     exit 1 where that is not up to "
    "date";

struct Arguments {
  std::string models, update, check;
};

void run(const Arguments& given, int& exit_code) {
  const std::string table = harness::model_table(given.models);
  if (!given.update.empty()) {
    files::write(given.update, harness::with_table(files::read(given.update), table, given.update));
  } else if (!given.check.empty()) {
    const std::string text = files::read(given.check);
    if (harness::with_table(text, table, given.check) != text) {
      fmt::print("{}: the table is out of date; run `spinforge-sim table {} --update {}`\n",
                 given.check,
                 given.models,
                 given.check);
      exit_code = 1;
    }
  } else {
    fmt::print("{}", table);
  }
}

}  // namespace

void add_table_command(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* const command = app.add_subcommand("table", kHelp);
  command->add_option("MODELS", arguments->models, "directory of networks")->required();
  auto* update =
      command->add_option("--update", arguments->update, "file whose table is written anew");
  command->add_option("--check", arguments->check, "file whose table is compared")
      ->excludes(update);
  command->callback([arguments, &exit_code] { run(*arguments, exit_code); });
}

}  // namespace spinforge::sim
