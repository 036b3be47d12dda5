// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <exception>

#include "gen/base/error.hpp"
#include "sim/cli.hpp"
#include "sim/cli_device.hpp"

/// spinforge-sim: networks, cores and devices at work. Exit codes: 0 done and equal, 1 compared and
/// unequal, 2 and up an Error's code, 70 a bug.
int main(int argc, char** argv) {
  using namespace spinforge;
  CLI::App app("Runs spintronic spiking networks: golden model, generated core, device physics",
               "spinforge-sim");
  app.require_subcommand(1);
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
