// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <exception>

#include "gen/base/error.hpp"
#include "gen/usage/usage.hpp"
#include "sim/cli.hpp"
#include "sim/cli_device.hpp"

/// spinforge-sim: networks, cores and devices at work. Exit codes: 0 done and equal, 1 compared and
/// unequal, 2 and up an Error's code, 70 a bug.
int main(int argc, char** argv) {
  using namespace spinforge;
  CLI::App app("", "spinforge-sim");
  usage::set_up_tool(
      app,
      {.summary = "Runs spintronic spiking networks: golden model, generated core, device physics.",
       .details =
           "Exit code 0: done and equal; 1: compared and unequal; 2 and up: it could not be\n"
           "done, and a sentence says why.",
       .examples = {{"spinforge-sim golden weights/models/fmnist-fc-dw", "the network, no RTL"},
                    {"spinforge-sim verify core --images 500", "an emitted core, proven equal"},
                    {"spinforge-sim device dw pulse-train", "what one neuron does"},
                    {"spinforge-sim verify --help", "all of a subcommand"}}});
  int exit_code = 0;
  sim::add_golden_command(app);
  sim::add_verify_command(app, exit_code);
  sim::add_vectors_command(app);
  sim::add_energy_command(app);
  sim::add_sweep_command(app);
  sim::add_sweep_rtl_command(app, exit_code);
  sim::add_figures_command(app);
  sim::add_table_command(app, exit_code);
  sim::add_serial_command(app, exit_code);
  sim::add_device_command(app);
  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ErrorCode::kUsage);
  } catch (const Error& error) {
    fmt::print(stderr, "spinforge-sim: {}\n", error.what());
    return error.exit_code();
  } catch (const std::exception& error) {
    fmt::print(stderr, "spinforge-sim: internal error: {}\n", error.what());
    return 70;
  }
}
