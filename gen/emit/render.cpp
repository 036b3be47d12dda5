// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "gen/base/text.hpp"
#include "gen/directory/directory.hpp"
#include "gen/emit/artefacts.hpp"
#include "gen/emit/embedded.hpp"
#include "gen/emit/macros.hpp"
#include "gen/emit/names.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::emit {
namespace {

/// The files that are written so far, and what lists of them are made from.
struct Output {
  std::vector<File> files;
  CoreFiles lists = {};

  void add(std::string path, std::string text) {
    files.push_back({std::move(path), std::move(text)});
  }
  /// A source of the design, in the order of compilation.
  void add_source(std::string path, std::string text) {
    lists.rtl.push_back(path);
    add(std::move(path), std::move(text));
  }
  /// All of `copies` but `left_out`; returns their paths.
  std::vector<std::string> add_copies(std::string_view folder,
                                      std::span<const EmbeddedFile> copies,
                                      std::string_view left_out = "") {
    std::vector<std::string> paths;
    for (const EmbeddedFile& file : copies) {
      if (file.name == left_out) continue;
      paths.push_back(fmt::format("{}/{}", folder, file.name));
      add(paths.back(), std::string(file.content));
    }
    return paths;
  }
};

void add_memories(const Core& core, Output& out) {
  for (const std::vector<Memory>& layer : core.memories) {
    for (const Memory& memory : layer) {
      for (auto& [file, image] : files_of(memory)) {
        out.lists.memories.push_back(directory::kMemories + file);
        out.add(out.lists.memories.back(), std::move(image));
      }
    }
  }
}

/// A bench: its top `text`, the parts that it is made of, and their list; returns the sources in
/// order. `first` is a part that another bench has brought already.
std::vector<std::string> add_bench(std::string_view top,
                                   std::string text,
                                   std::span<const EmbeddedFile> parts,
                                   std::string list,
                                   std::vector<std::string> first,
                                   Output& out) {
  std::vector<std::string> sources = std::move(first);
  for (std::string& path : out.add_copies("bench", parts)) sources.push_back(std::move(path));
  sources.push_back(fmt::format("bench/{}.sv", top));
  out.add(sources.back(), std::move(text));
  out.add(std::move(list), directory::filelist_text(sources));
  return sources;
}

/// The wrapper around `core`.
void add_wrapper(const Core& core, Output& out) {
  const Wrapper wrapper(core);
  out.add_source("sf_axi_pkg.sv",
                 wrapper.constants.package.print(core.header("The register map as constants.")));
  for (std::string& path : out.add_copies("rtl", wrapper_files())) {
    out.lists.rtl.push_back(std::move(path));
  }
  out.add_source("sf_axi.sv", axi_text(wrapper));
  out.add("axi/registers.md", axi_markdown(wrapper.map, core.network.name));
  out.add("axi/registers.h", axi_c_header(wrapper.map, core.header("Registers of sf_axi.")));
  out.add(directory::kRegisters, axi_json(wrapper.map, core.network.name));
  out.add(directory::probe_file("sf_axi"), axi_probe_text(wrapper));
  out.add_copies("axi", driver_files());
  out.add(directory::kComponent, component_text(wrapper, out.lists.rtl, out.lists.memories));
  out.lists.axi_bench = add_bench("sf_axi_bench",
                                  axi_bench_text(wrapper),
                                  wrapper_bench_files(),
                                  directory::kAxiBenchFilelist,
                                  {"bench/sf_bench_file.sv"},
                                  out);
}

/// The clock of the top module and no more, in the target's form. Pins are the board's, so they
/// stand as an example in a comment.
void add_constraints(const Core& core, Output& out) {
  const plan::Target* const target = plan::known_target(core.identity.target);
  if (target == nullptr) return;
  const plan::ConstraintFormat& form = target->constraints;
  const auto add = [&](const sv::Interface& top,
                       const char* purpose,
                       const std::function<bool(const std::string&)>& reaches_pins) {
    const std::string& clock = top.ports.front().name;
    std::vector<std::string> inputs, outputs;
    for (const sv::Interface::Port& port : top.ports) {
      if (port.name == clock || !reaches_pins(port.name)) continue;
      (port.direction == sv::Direction::kInput ? inputs : outputs).push_back(port.name);
    }
    out.lists.constraints.push_back(fmt::format("constraints/{}.{}", top.name, form.suffix));
    out.add(out.lists.constraints.back(),
            text::hash_comment(core.header(purpose)) + fmt::format(fmt::runtime(form.text),
                                                                   clock,
                                                                   text::joined(inputs, " "),
                                                                   text::joined(outputs, " ")));
  };
  if (core.identity.features.axi) {
    add(Wrapper(core).module.interface(),
        "The clock of sf_axi; its pins are the board's.",
        [](const std::string&) { return true; });
  } else {
    add(core.module.interface(),
        "The core's clock; its pins are the board's.",
        [](const std::string& port) {
          return port.starts_with("pixel_") || port.starts_with("result_") || port == "rst_ni" ||
                 port == "frame_error_o";
        });
  }
}

constexpr std::string_view kCorePurpose =
    "A neuromorphic core: pixels in; class and spike counts out; every neuron update on the commit "
    "ports.\n\n"
    "Reset       synchronous, active low; memories of state need none\n"
    "Latency     see the plan in manifest.json and spinforge-gen plan\n"
    "Golden      the integer network in network/";

/// All files but the manifest, under our own prefix.
std::vector<File> files_of(const Core& core) {
  Output out;
  add_memories(core, out);
  out.add_source("sf_core_pkg.sv",
                 core.constants.package.print(
                     core.header("Everything about the core that depends on its network.")));
  for (const std::string& name : macros_of(core.network, core.plan.order)) {
    out.add_source("rtl/" + name + ".sv", std::string(macro_text(name)));
  }
  out.add_source("sf_core.sv", core.module.print(core.header(kCorePurpose)));
  if (core.identity.features.axi) add_wrapper(core, out);
  out.add(directory::kFilelist, directory::filelist_text(out.lists.rtl));
  out.lists.layers = core.plan.layers.size();
  out.lists.bench =
      add_bench("sf_bench", bench_text(core), bench_files(), directory::kBenchFilelist, {}, out);
  add_constraints(core, out);
  out.add("sf_core.core",
          fusesoc_text(fusesoc_name(core.network.name, core.identity.prefix),
                       core.identity.target,
                       out.lists,
                       core.header("A core for FuseSoC and Edalize.")));
  out.add("README.md", integration_text(core));
  out.add("LICENSE", std::string(license().front().content));
  const bool axi = core.identity.features.axi;
  out.add_copies("doc", page_files(), axi ? "" : "axi.md");
  out.add_copies("sim", adapter_files(), axi ? "" : "axi_adapter.cpp");
  out.add(directory::kModelLayers, model_layers_text(core));
  return std::move(out.files);
}

/// The C interface, which spinforge-sim verify finds by its names: they stay.
bool keeps_names(const std::string& path) {
  return path.starts_with("sim/") && !path.ends_with(".sv");
}

}  // namespace

std::vector<std::string> macros_of(const network::Network& network, plan::Order order) {
  const bool time = order == plan::Order::kTime;
  std::vector<std::string> used{"sf_pixel_buffer",
                                time ? "sf_train_buffer" : "sf_spike_buffer",
                                "sf_config",
                                "sf_layer",
                                "sf_readout"};
  if (network.input.coding == network::Coding::kRate) {
    used.emplace_back(time ? "sf_train_encoder" : "sf_rate_encoder");
  }
  return with_dependencies(used);
}

std::vector<File> render(const network::Network& network,
                         const plan::Plan& plan,
                         const Identity& identity) {
  const Names names(identity.prefix);
  Identity marked = identity;
  marked.command = names.marked(identity.command);
  marked.prefix = names.marked(identity.prefix);
  const network::Network renamed = names.marked(network);
  std::vector<File> out = files_of(Core(renamed, plan, marked));
  for (File& file : out) {
    const bool keeps = keeps_names(file.path);
    file = {names(std::move(file.path)),
            keeps ? Names::unmarked(std::move(file.content)) : names(std::move(file.content))};
  }
  std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return out;
}

}  // namespace spinforge::emit
