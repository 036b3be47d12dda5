// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "gen/base/text.hpp"
#include "sim/cli.hpp"
#include "sim/harness/vectors.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Write golden vectors into an emitted directory, in the place of those of emit.",
    .details =
        "Every pixel, result beat and neuron update of a few images, to be checked in any\n"
        "simulator.",
    .examples = {
        {"spinforge-gen emit weights/models/fmnist-fc-dw -o core", ""},
        {"spinforge-sim vectors core --dataset weights/data/fmnist-sample", ""},
        {"cd core && iverilog -g2012 -s sf_bench -o bench.vvp -f filelist.f -f bench/filelist.f",
         ""},
        {"vvp -n bench.vvp", ""}}};

void add_options(usage::Command& command, harness::VectorOptions& to) {
  add_directory(command, to.directory);
  command.add_option(
      "--dataset",
      to.dataset,
      "directory with the IDX files (see golden), halved where they are twice as large as the "
      "network's input; without it, images drawn from the network's seed, like emit's");
  command.add_option("--images", to.images, "number of images")->positive()->show_default();
  command.add_option("--first", to.first, "number of the first image")->show_default();
  command.add_flag(
      "--force", to.force, "replace vectors that were changed, or that somebody else put there");
}

void run(const harness::VectorOptions& given) {
  const harness::VectorSummary summary = harness::write_vectors(given);
  print_notes(summary.notes);
  fmt::print("{}: {} images, {} neuron updates, {} bytes\n",
             summary.folder,
             summary.images,
             text::thousands(static_cast<long long>(summary.updates)),
             text::thousands(static_cast<long long>(summary.bytes)));
}

}  // namespace

void add_vectors_command(usage::Tool& tool) {
  tool.add_command("vectors", kHelp, add_options, run);
}

}  // namespace spinforge::sim
