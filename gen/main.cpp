// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <exception>

#include "gen/base/error.hpp"
#include "gen/cli.hpp"
#include "gen/usage/usage.hpp"

/// spinforge-gen: from a network to a core. Exit codes: 0 done, 2 and up an Error's code, 70 a bug.
int main(int argc, char** argv) {
  using namespace spinforge;
  CLI::App app("", "spinforge-gen");
  usage::set_up_tool(
      app,
      {.summary = "Generates neuromorphic cores from spintronic spiking networks.",
       .details = "Exit code 0: done; 2 and up: it could not be done, and a sentence says why.",
       .examples = {{"spinforge-gen plan weights/models/fmnist-fc-dw", "lanes, memories, cycles"},
                    {"spinforge-gen emit weights/models/fmnist-fc-dw -o core", "its RTL"},
                    {"spinforge-gen synth core --target xc7", "what it takes of a part"},
                    {"spinforge-gen emit --help", "all of a subcommand"}}});
  cli::add_emit(app);
  cli::add_plan(app);
  cli::add_synth(app);
  try {
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ErrorCode::kUsage);
  } catch (const Error& error) {
    fmt::print(stderr, "spinforge-gen: {}\n", error.what());
    return error.exit_code();
  } catch (const std::exception& error) {
    fmt::print(stderr, "spinforge-gen: internal error: {}\n", error.what());
    return 70;
  }
}
