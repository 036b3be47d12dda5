// SPDX-License-Identifier: Apache-2.0
#include "sim/cli.hpp"

/// spinforge-sim: networks, cores and devices at work.
int main(int argc, char** argv) {
  using namespace spinforge;
  usage::Tool tool(
      "spinforge-sim",
      {.summary = "Runs spintronic spiking networks: golden model, generated core, device physics.",
       .details =
           "Exit code 0: done and equal; 1: compared and unequal; 2 and up: it could not be\n"
           "done, and a sentence says why.",
       .examples = {{"spinforge-sim golden weights/models/fmnist-fc-dw", "the network, no RTL"},
                    {"spinforge-sim verify core --images 500", "an emitted core, proven equal"},
                    {"spinforge-sim device dw pulse-train", "what one neuron does"},
                    {"spinforge-sim verify --help", "all of a subcommand"}}});
  sim::add_golden_command(tool);
  sim::add_chip_command(tool);
  sim::add_verify_command(tool);
  sim::add_regress_command(tool);
  sim::add_vectors_command(tool);
  sim::add_energy_command(tool);
  sim::add_sweep_command(tool);
  sim::add_sweep_rtl_command(tool);
  sim::add_figures_command(tool);
  sim::add_table_command(tool);
  sim::add_release_command(tool);
  sim::add_serial_command(tool);
  sim::add_device_command(tool);
  sim::add_chain_command(tool);
  return tool.run(argc, argv);
}
