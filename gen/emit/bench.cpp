// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/bench.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/emit/artefacts.hpp"
#include "gen/emit/macros.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kModuleHead = R"sv(`default_nettype none

module {0} #(
  parameter MemDir = "mem/",            // memory images of the core, with a slash at the end
  parameter Vectors = "bench/vectors",  // folder of the golden vectors
  parameter int Finish = 1              // 0: PASS does not end the simulation, see {0}_control
);
)sv";

constexpr std::string_view kSignals = R"sv(
  logic        clk, rst_n;
  logic [31:0] stall;
  logic        single;

  // the two streams' ends
  logic        image_start, pixels_done;
  logic [31:0] pixels, pixels_differences;
  logic        results_idle, results_done, results_late;
  logic [31:0] beats, images, exact, cycles, interval, results_differences;
)sv";

constexpr std::string_view kPurpose =
    "The bench of this core: golden vectors against any simulator, see README.md.\n\n"
    "Run it in the directory above; +stall=SEED, +single and +reset_at=N change the traffic.";

/// Inputs that the bench leaves at 0: the configuration port, the check of the memories.
bool at_rest(const sv::Interface::Port& port) {
  return port.direction == sv::Direction::kInput &&
         (port.name.starts_with("cfg_") || port.name.starts_with("check_"));
}

std::string declarations(const sv::Interface& core, std::size_t layers) {
  std::string out = fmt::format(
      "\n  // outcome of the commits, layer 1 in the lowest bits\n"
      "  logic [{}:0] commits_done;\n  logic [{}:0] compared, differences;\n\n"
      "  // ports of the core\n",
      layers - 1,
      32 * layers - 1);
  for (const sv::Interface::Port& port : core.ports) {
    const bool is_declared = port.name == "clk_i" || port.name == "rst_ni";
    if (is_declared || at_rest(port)) continue;
    out += fmt::format("  {};\n", declared(port, signal_of(port)));
  }
  return out;
}

std::string streams(std::int64_t class_bits, int beat) {
  return bench_part("sf_bench_pixels",
                    "u_pixels",
                    {kBenchFolder, {"Beat", std::to_string(beat)}},
                    {{"valid ready data keep last image", "pixel_*"},
                     {"done differences", "pixels_*"},
                     {"idle", "results_idle && (status_busy == '0)"},
                     {"start", "image_*"}}) +
         bench_part("sf_bench_results",
                    "u_results",
                    {kBenchFolder, {"ClassBits", std::to_string(class_bits)}},
                    {{"valid ready class count image last", "result_*"},
                     {"idle done late differences", "results_*"},
                     {"start", "image_*"}});
}

std::string commits(const LayerConstants& layer, std::size_t number) {
  const std::string word = fmt::format("*[{}:{}]", 32 * number - 1, 32 * number - 32);
  Connections ports{{"done", fmt::format("commits_done[{}]", number - 1)},
                    {"compared differences", word}};
  for (const auto& [field, width] : layer.commit) {
    ports.emplace_back(field, fmt::format("commit{}_*", number));
  }
  return bench_part("sf_bench_commits",
                    fmt::format("u_commits{}", number),
                    layer_parameters(layer, number),
                    ports);
}

}  // namespace

std::string signal_of(const sv::Interface::Port& port) {
  if (port.name.starts_with("rst_n")) return "rst_n";
  return port.name.substr(0, port.name.rfind('_'));
}

std::string declared(const sv::Interface::Port& port, std::string_view name) {
  const int width = port.width({});
  return width == 1 ? fmt::format("logic {}", name)
                    : fmt::format("logic [{}:0] {}", width - 1, name);
}

Connections layer_parameters(const LayerConstants& layer, std::size_t number) {
  const auto width = [&](std::string_view field) {
    return std::to_string(layer.commit_bits(field));
  };
  return {kBenchFolder,
          {"Layer", std::to_string(number)},
          {"NeuronLanes", width("mask")},
          {"VBits", width("v")},
          {"DBits", width("d")}};
}

std::string bench_instance(std::string_view module,
                           std::string_view name,
                           const Connections& parameters,
                           const Connections& ports) {
  const auto list = [](const Connections& connections) {
    std::string out;
    for (const auto& [port, signal] : connections) {
      out += fmt::format("{}    .{}({})", out.empty() ? "" : ",\n", port, signal);
    }
    return out + "\n  )";
  };
  return fmt::format("\n  {} #(\n{} {} (\n{};\n", module, list(parameters), name, list(ports));
}

std::string bench_part(std::string_view module,
                       std::string_view name,
                       const Connections& parameters,
                       const Connections& others) {
  std::map<std::string, std::string> signals;  // of those that have another name
  for (const auto& [names, pattern] : others) {
    std::istringstream in(names);
    for (std::string port; in >> port;) {
      std::string& signal = signals[port] = pattern;
      if (const auto star = signal.find('*'); star != std::string::npos) {
        signal.replace(star, 1, port);
      }
    }
  }
  Connections ports;
  for (const sv::Interface::Port& port : macro(module).ports) {
    const auto other = signals.extract(signal_of(port));
    ports.emplace_back(port.name, other ? other.mapped() : signal_of(port));
  }
  expects(signals.empty(), fmt::format("{} has the ports that are renamed", module));
  return bench_instance(module, name, parameters, ports);
}

std::string bench_module(std::string_view name, std::string_view header, std::string_view body) {
  return fmt::format("{}{}{}{}\nendmodule\n\n`default_nettype wire\n",
                     sv::comment(header),
                     sv::kTimescale,
                     fmt::format(kModuleHead, name),
                     body);
}

std::string bench_text(const Core& core) {
  const sv::Interface& top = core.module.interface();
  const std::size_t layers = core.constants.layers.size();
  Connections ports;
  for (const sv::Interface::Port& port : top.ports) {
    ports.emplace_back(port.name,
                       at_rest(port) ? fmt::format("{}'d0", port.width({})) : signal_of(port));
  }
  const bool one = core.plan.pixels_per_beat == 1;  // and no port that says which are there
  std::string body = std::string(kSignals) + (one ? "  logic        pixel_keep;\n" : "") +
                     declarations(top, layers) +
                     bench_part("sf_bench_control",
                                "u_control",
                                {{"Layers", std::to_string(layers)}, {"Finish", "Finish"}}) +
                     streams(core.constants.class_bits.value, core.plan.pixels_per_beat) +
                     bench_instance(top.name, "u_core", {{"MemDir", "{MemDir}"}}, ports);
  for (std::size_t number = 1; number <= layers; ++number) {
    body += commits(core.constants.layers[number - 1], number);
  }
  return bench_module("sf_bench", core.header(kPurpose), body);
}

}  // namespace spinforge::emit
