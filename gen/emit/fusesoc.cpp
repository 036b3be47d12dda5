// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include "gen/base/text.hpp"
#include "gen/directory/directory.hpp"
#include "gen/emit/names.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kModel = R"yaml(
  model:
    files:
      - sim/model_abi.h: {is_include_file: true}
      - sim/model_layers.h: {is_include_file: true}
      - sim/model.hpp: {is_include_file: true}
      - sim/adapter.cpp
    file_type: cppSource
)yaml";

constexpr std::string_view kDefault = R"yaml(
targets:
  default: &default
    filesets: [rtl, memories]
    toplevel: {}
    parameters: [MemDir]

  # Every warning of Verilator counts; none is waived.
  lint:
    <<: *default
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
        verilator_options: [-Wall]
)yaml";

/// A bench: target, top, fileset, parameters.
constexpr std::string_view kSim = R"yaml(
  # The bench on the golden vectors in bench/vectors.
  {}:
    filesets: [rtl, memories, {}, vectors]
    toplevel: {}
    parameters: [{}]
    default_tool: icarus
    tools:
      icarus:
        iverilog_options: [-g2012]
      verilator:
        mode: binary
        verilator_options: [--timing]
)yaml";

constexpr std::string_view kModelTarget = R"yaml(
  # The Verilated core with its C interface (sim/model_abi.h) as a shared library.
  model:
    <<: *default
    filesets: [rtl, memories, model]{}
    default_tool: verilator
    tools:
      verilator:
        mode: cc
        verilator_options: [--prefix, Vsf_core, -CFLAGS, -fPIC, -LDFLAGS, -shared]
)yaml";

/// lint, sim and model. The interface of the model is the core's, whatever is around it.
std::string targets(bool axi) {
  const auto core_bench = [](const char* name) {
    return fmt::format(kSim, name, "bench", "sf_bench", "stall, single, reset_at");
  };
  const std::string benches =
      axi ? fmt::format(
                kSim, "sim", "axi_bench", "sf_axi_bench", "stall, single, reset_at, batch") +
                core_bench("sim_core")
          : core_bench("sim");
  return fmt::format(kDefault, axi ? "sf_axi" : "sf_core") + benches +
         fmt::format(kModelTarget, axi ? "\n    toplevel: sf_core" : "");
}

constexpr std::string_view kParameters = R"yaml(
parameters:
  MemDir:
    datatype: str
    default: mem/
    paramtype: vlogparam
    description: Directory of the memory images, seen from where the tool runs, with a slash at its end
  stall:
    datatype: int
    paramtype: plusarg
    description: Seed of random gaps in the pixels and back-pressure on the results; 0 for none
  single:
    datatype: bool
    paramtype: plusarg
    description: One image in the core at a time, the cycles of each compared
  reset_at:
    datatype: int
    paramtype: plusarg
    description: Cycle of a second reset, after which everything begins again
)yaml";

constexpr std::string_view kBatch = R"yaml(  batch:
    datatype: bool
    paramtype: plusarg
    description: All images as one packet, and all results as one packet
)yaml";

/// Synthesis alone: the commit ports are no pins, so placement needs a wrapper that leaves them
/// open.
std::string synth_target(std::string_view target, bool constraints) {
  const plan::Target* const known = plan::known_target(target);
  const std::string_view family = known ? target : "any family, Xilinx' as an example";
  std::string out = fmt::format("\n  # Synthesis alone, for {}.\n", family);
  out += "  synth:\n    <<: *default\n";
  if (constraints) out += "    filesets: [rtl, memories, constraints]\n";
  out += fmt::format("    default_tool: yosys\n    tools:\n      yosys:\n        arch: {}\n",
                     known ? known->edalize : "xilinx");
  if (known && !known->vivado_part.empty()) {
    out += fmt::format("      vivado:\n        part: {}\n        pnr: none\n", known->vivado_part);
  }
  return out;
}

/// A fileset that is copied to the same place where the tool runs.
std::string data_files(std::string_view name, const std::vector<std::string>& paths) {
  std::string out = fmt::format("\n  {}:\n    files:\n", name);
  for (const std::string& path : paths) {
    out += fmt::format("      - {0}: {{copyto: {0}}}\n", path);
  }
  return out + "    file_type: user\n";
}

std::string sources(std::string_view name, const std::vector<std::string>& paths) {
  std::string out = fmt::format("\n  {}:\n    files:\n", name);
  for (const std::string& path : paths) out += fmt::format("      - {}\n", path);
  return out + "    file_type: systemVerilogSource\n";
}

std::string constraint_files(std::string_view target, const std::vector<std::string>& paths) {
  if (paths.empty()) return "";
  std::string out = "\n  constraints:\n    files:\n";
  for (const std::string& path : paths) {
    out += fmt::format(
        "      - {}: {{file_type: {}}}\n", path, plan::find_target(target).constraints.file_type);
  }
  return out;
}

}  // namespace

std::string fusesoc_name(std::string_view network, std::string_view prefix) {
  return prefix == kPrefix ? std::string(network) : fmt::format("{}_{}", prefix, network);
}

std::string fusesoc_text(std::string_view name,
                         std::string_view target,
                         const CoreFiles& files,
                         std::string_view header) {
  std::string out = "CAPI=2:\n" + text::hash_comment(header);
  out += fmt::format("name: spinforge:generated:{}:1.0.0\n", name);
  out += fmt::format("description: Spiking network {} as a neuromorphic core\n\nfilesets:", name);
  out += sources("rtl", files.rtl) + data_files("memories", files.memories);
  out +=
      sources("bench", files.bench) + data_files("vectors", directory::vector_files(files.layers));
  const bool axi = !files.axi_bench.empty();
  if (axi) out += sources("axi_bench", files.axi_bench);
  out += std::string(kModel) + constraint_files(target, files.constraints) + targets(axi);
  out += synth_target(target, !files.constraints.empty());
  return out + std::string(kParameters) + std::string(axi ? kBatch : "");
}

}  // namespace spinforge::emit
