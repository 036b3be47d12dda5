// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "sim/cli.hpp"
#include "sim/energy/energy.hpp"
#include "sim/harness/outputs.hpp"

namespace spinforge::sim {
namespace {

constexpr const char* kHelp =
    "Run images through an emitted core and tell, apart from each other, the energy of the "
    "devices\n"
    "that its neurons stand for (spikes times the paper's energy of one) and the switching of the\n"
    "digital core (toggles of its nets).\n\n"
    "  spinforge-gen emit weights/models/fmnist-fc-dw -o core\n"
    "  spinforge-sim energy core                      five images\n"
    "  spinforge-sim energy core --images 100 --json energy.json";

struct Arguments {
  energy::Options options;
  std::string json;
};

void run(const Arguments& given) {
  harness::require_writable("--json", given.json);
  const energy::Report report = energy::measure(given.options);
  if (given.json != "-") fmt::print("{}", energy::human_text(report));
  if (!given.json.empty()) harness::write_output(given.json, energy::json_text(report));
}

}  // namespace

void add_energy_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  energy::Options& options = arguments->options;
  CLI::App* const command = app.add_subcommand("energy", kHelp);
  command->add_option("DIR", options.directory, "written by spinforge-gen emit")->required();
  command->add_option("--dataset",
                      options.dataset,
                      "directory with the IDX files; default: Fashion-MNIST, where it fits");
  command->add_option("--images", options.images, "number of test images")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--first", options.first, "index of the first image")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option(
      "--build-dir",
      options.build_cache,
      "where built models are kept; default: $SPINFORGE_BUILD_DIR or a cache folder");
  command->add_option("--json", arguments->json, "file for the result; - for standard output");
  command->add_flag("--quiet", options.quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace spinforge::sim
