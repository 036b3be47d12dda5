// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "gen/usage/usage.hpp"
#include "sim/cli.hpp"
#include "sim/models/page.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Draw training curves and confusion matrices of the networks of a directory.",
    .details =
        "NAME-training.svg and NAME-confusion.svg of each, all-neurons.svg of those whose names\n"
        "differ in the last part only, and a README.md that shows them (gnuplot). Data:\n"
        "NAME/training.jsonl, and NAME/verified.json as `verify --record` writes it.",
    .examples = {{"spinforge-sim figures weights/models -o figures", "every network"},
                 {"spinforge-sim figures weights/models -o figures --only csnn",
                  "names that contain csnn"}}};

struct Arguments {
  std::string models, out;
  std::vector<std::string> only;
};

void add_options(usage::Command& command, Arguments& to) {
  command.add_option("MODELS", to.models, "directory of networks")->required();
  command.add_option("-o,--out", to.out, "directory for the figures and their page")->required();
  command.add_option("--only", to.only, "TEXT: networks with TEXT in their name; may be repeated")
      ->type_name("TEXT")
      ->one_value();
}

std::string command_of(const Arguments& given) {
  std::string text = fmt::format("spinforge-sim figures {} -o {}", given.models, given.out);
  for (const std::string& part : given.only) text += " --only " + part;
  return text;
}

void run(const Arguments& given) {
  const std::vector<models::Portrait> portraits = models::load_portraits(given.models, given.only);
  const std::size_t drawn = models::write_figures(portraits, command_of(given), given.out);
  for (const models::Portrait& portrait : portraits) {
    if (!portrait.confusion.empty()) continue;
    fmt::print("{}: no confusion matrix, {}\n",
               portrait.model.network.name,
               portrait.model.record ? "verified.json was recorded before it kept one"
                                     : "not verified in RTL");
  }
  fmt::print("{} figures of {} networks and README.md in {}\n", drawn, portraits.size(), given.out);
}

}  // namespace

void add_figures_command(usage::Tool& tool) {
  tool.add_command("figures", kHelp, add_options, run);
}

}  // namespace spinforge::sim
