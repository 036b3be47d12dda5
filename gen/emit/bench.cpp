// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/bench.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kBenchHead = R"sv(`default_nettype none

module sf_bench #(
  parameter MemDir = "mem/",            // memory images of the core, with a slash at the end
  parameter Vectors = "bench/vectors",  // folder of the golden vectors
  parameter int Finish = 1              // 0: PASS does not end the simulation, see sf_bench_control
);

  logic        clk, rst_n;
  logic [31:0] stall;
  logic        single;

  // the two streams' ends
  logic        image_start, pixels_done;
  logic [31:0] pixels, pixels_differences;
  logic        results_idle, results_done, results_late;
  logic [31:0] beats, images, cycles, interval, results_differences;
)sv";

constexpr std::string_view kPurpose =
    "The bench of this core: golden vectors against any simulator, see README.md.\n\n"
    "Run it in the directory above; +stall=SEED, +single and +reset_at=N change the traffic.";

/// Inputs that the bench leaves at 0: the configuration port, the check of the memories.
bool at_rest(const sv::Interface::Port& port) {
  return port.direction == sv::Direction::kInput &&
         (port.name.starts_with("cfg_") || port.name.starts_with("check_"));
}

bool is_clock_or_reset(const sv::Interface::Port& port) {
  return port.name == "clk_i" || port.name == "rst_ni";
}

std::string declarations(const sv::Interface& core, std::size_t layers) {
  std::string out = fmt::format(
      "\n  // outcome of the commits, layer 1 in the lowest bits\n"
      "  logic [{}:0] commits_done;\n  logic [{}:0] compared, differences;\n\n"
      "  // ports of the core\n",
      layers - 1,
      32 * layers - 1);
  for (const sv::Interface::Port& port : core.ports) {
    if (is_clock_or_reset(port) || at_rest(port)) continue;
    const int width = port.width({});
    const std::string range = width == 1 ? "" : fmt::format("[{}:0] ", width - 1);
    out += fmt::format("  logic {}{};\n", range, signal_of(port));
  }
  return out;
}

std::string control(std::size_t layers) {
  return bench_instance("sf_bench_control",
                        "u_control",
                        {{"Layers", std::to_string(layers)}, {"Finish", "Finish"}},
                        {{"clk_o", "clk"},
                         {"rst_no", "rst_n"},
                         {"stall_o", "stall"},
                         {"single_o", "single"},
                         {"pixels_done_i", "pixels_done"},
                         {"pixels_i", "pixels"},
                         {"pixels_differences_i", "pixels_differences"},
                         {"results_done_i", "results_done"},
                         {"results_late_i", "results_late"},
                         {"beats_i", "beats"},
                         {"images_i", "images"},
                         {"cycles_i", "cycles"},
                         {"interval_i", "interval"},
                         {"results_differences_i", "results_differences"},
                         {"commits_done_i", "commits_done"},
                         {"compared_i", "compared"},
                         {"differences_i", "differences"}});
}

std::string pixels() {
  return bench_instance("sf_bench_pixels",
                        "u_pixels",
                        {kBenchFolder},
                        {{"clk_i", "clk"},
                         {"rst_ni", "rst_n"},
                         {"stall_i", "stall"},
                         {"single_i", "single"},
                         {"idle_i", "results_idle && (status_busy == '0)"},
                         {"valid_o", "pixel_valid"},
                         {"ready_i", "pixel_ready"},
                         {"data_o", "pixel_data"},
                         {"last_o", "pixel_last"},
                         {"image_o", "pixel_image"},
                         {"frame_error_i", "frame_error"},
                         {"start_o", "image_start"},
                         {"done_o", "pixels_done"},
                         {"pixels_o", "pixels"},
                         {"differences_o", "pixels_differences"}});
}

std::string results(int class_bits) {
  return bench_instance("sf_bench_results",
                        "u_results",
                        {kBenchFolder, {"ClassBits", std::to_string(class_bits)}},
                        {{"clk_i", "clk"},
                         {"rst_ni", "rst_n"},
                         {"stall_i", "stall"},
                         {"single_i", "single"},
                         {"start_i", "image_start"},
                         {"valid_i", "result_valid"},
                         {"ready_o", "result_ready"},
                         {"class_i", "result_class"},
                         {"count_i", "result_count"},
                         {"image_i", "result_image"},
                         {"last_i", "result_last"},
                         {"idle_o", "results_idle"},
                         {"done_o", "results_done"},
                         {"late_o", "results_late"},
                         {"beats_o", "beats"},
                         {"images_o", "images"},
                         {"cycles_o", "cycles"},
                         {"interval_o", "interval"},
                         {"differences_o", "results_differences"}});
}

std::string commits(const LayerConstants& layer, std::size_t number) {
  const std::string port = fmt::format("commit{}_", number);
  Connections ports = {{"clk_i", "clk"}, {"rst_ni", "rst_n"}};
  for (const auto& [field, width] : layer.commit) {
    ports.emplace_back(fmt::format("{}_i", field), port + field);
  }
  const std::string word = fmt::format("[{}:{}]", 32 * number - 1, 32 * number - 32);
  ports.emplace_back("done_o", fmt::format("commits_done[{}]", number - 1));
  ports.emplace_back("compared_o", "compared" + word);
  ports.emplace_back("differences_o", "differences" + word);
  return bench_instance("sf_bench_commits",
                        fmt::format("u_commits{}", number),
                        layer_parameters(layer, number),
                        ports);
}

}  // namespace

std::string signal_of(const sv::Interface::Port& port) {
  if (port.name == "rst_ni") return "rst_n";
  return port.name.substr(0, port.name.rfind('_'));
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
    std::string separator;
    for (const auto& [port, signal] : connections) {
      out += fmt::format("{}    .{}({})", separator, port, signal);
      separator = ",\n";
    }
    return out + "\n  )";
  };
  std::string out = fmt::format("\n  {} ", module);
  if (!parameters.empty()) out += "#(\n" + list(parameters) + " ";
  return out + fmt::format("{} (\n", name) + list(ports) + ";\n";
}

std::string bench_text(const Core& core) {
  const std::size_t layers = core.constants.layers.size();
  Connections ports;
  for (const sv::Interface::Port& port : core.interface.ports) {
    ports.emplace_back(port.name,
                       at_rest(port) ? fmt::format("{}'d0", port.width({})) : signal_of(port));
  }
  std::string out = sv::comment(core.header(kPurpose)) + std::string(sv::kTimescale) +
                    std::string(kBenchHead) + declarations(core.interface, layers) +
                    control(layers) + pixels() +
                    results(static_cast<int>(core.constants.class_bits.value)) +
                    bench_instance(core.interface.name, "u_core", {{"MemDir", "{MemDir}"}}, ports);
  for (std::size_t number = 1; number <= layers; ++number) {
    out += commits(core.constants.layers[number - 1], number);
  }
  return out + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace spinforge::emit
