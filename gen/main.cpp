// SPDX-License-Identifier: Apache-2.0
#include "gen/cli.hpp"

/// spinforge-gen: from a network to a core.
int main(int argc, char** argv) {
  using namespace spinforge;
  usage::Tool tool(
      "spinforge-gen",
      {.summary = "Generates neuromorphic cores from spintronic spiking networks.",
       .details = "Exit code 0: done; 2 and up: it could not be done, and a sentence says why.",
       .examples = {{"spinforge-gen plan weights/models/fmnist-fc-dw", "lanes, memories, cycles"},
                    {"spinforge-gen emit weights/models/fmnist-fc-dw -o core", "its RTL"},
                    {"spinforge-gen synth core --target xc7", "what it takes of a part"},
                    {"spinforge-gen emit --help", "all of a subcommand"}}});
  cli::add_emit(tool);
  cli::add_plan(tool);
  cli::add_synth(tool);
  return tool.run(argc, argv);
}
