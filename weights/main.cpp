// SPDX-License-Identifier: Apache-2.0
// spinforge-train: fits a spiking network, rounds it to integers and writes the network directory.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "gen/base/error.hpp"
#include "gen/usage/usage.hpp"
#include "weights/cli.hpp"
#include "weights/train/threads.hpp"

namespace {

using namespace spinforge;
using cli::Arguments;

void run_bench(const Arguments& a) {
  train::set_threads(a.threads);
  const bool talk = usage::prepare({a.json});
  const train::BenchResult result = train::bench(a.bench);
  if (talk) fmt::print("{}", train::to_text(result));
  a.json.write(train::to_json(result).dump(2) + "\n");
}

/// Idle OpenMP threads must sleep, not spin: where another program runs beside, spinning makes
/// every parallel loop wait for a whole time slice. The library reads this once, as the program
/// starts.
void start_with_sleeping_threads(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("OMP_WAIT_POLICY", "passive", 1);
  ::execv("/proc/self/exe", argv);  // where it fails, the program merely runs slower
}

/// The value of an option that decides the defaults of others, before they are all read.
std::string early(std::string_view option, int argc, char** argv, const std::string& otherwise) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == option && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(option) && word.substr(option.size()).starts_with('=')) {
      return std::string(word.substr(option.size() + 1));
    }
  }
  return otherwise;
}

int run(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    // A resumed training ends in the same bytes, so the command that makes them has no --resume.
    if (std::string_view(argv[i]) == "--resume") continue;
    arguments.command_line += fmt::format("{}{}", i > 1 ? " " : "spinforge-train ", argv[i]);
  }
  arguments.preset = early("--preset", argc, argv, arguments.preset);
  arguments.arch = early("--arch", argc, argv, arguments.arch);
  cli::apply_preset(arguments);
  usage::Tool tool(
      "spinforge-train",
      {.summary = "Trains spiking networks of spintronic neurons for Spinforge.",
       .details = "Exit code 0: done; 2 and up: it could not be done, and a sentence says why.",
       .examples = {
           {"spinforge-train fit --dataset /usr/share/datasets/fashion-mnist --out my-net", ""},
           {"spinforge-train fit --help", "all of a subcommand"}}});
  cli::add_fit(tool, arguments);
  usage::Command* const bench = tool.add_command(
      "bench",
      {.summary = "Training speed on this machine.",
       .details = "",
       .examples = {{"spinforge-train bench", ""},
                    {"spinforge-train bench --batches 10 --json bench.json", ""}}});
  bench->show_defaults();
  bench->add_option("--batches", arguments.bench.batches, "batches in one timing")->positive();
  bench->add_option("--rounds", arguments.bench.rounds, "timings; the fastest counts")->positive();
  bench->add_option("--batch", arguments.bench.batch, "images a batch")->between(2, 65536);
  bench->add_option("--threads", arguments.threads, "0: all");
  arguments.json.add_to(*bench, "the result as JSON");
  bench->callback([&arguments] { run_bench(arguments); });
  return tool.run(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  start_with_sleeping_threads(argv);
  return run(argc, argv);
}
