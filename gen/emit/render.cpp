// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "gen/emit/axi.hpp"
#include "gen/emit/axi_bench.hpp"
#include "gen/emit/axi_probe.hpp"
#include "gen/emit/bench.hpp"
#include "gen/emit/constraints.hpp"
#include "gen/emit/core.hpp"
#include "gen/emit/embedded.hpp"
#include "gen/emit/fusesoc.hpp"
#include "gen/emit/integration.hpp"
#include "gen/emit/macros.hpp"
#include "gen/emit/memory.hpp"
#include "gen/emit/model_layers.hpp"
#include "gen/emit/names.hpp"
#include "gen/emit/vivado.hpp"

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
  void add_copies(std::string_view folder, std::span<const EmbeddedFile> copies) {
    for (const EmbeddedFile& file : copies) {
      add(fmt::format("{}/{}", folder, file.name), std::string(file.content));
    }
  }
};

void add_memories(const Core& core, Output& out) {
  const auto memory = [&](const std::string& file, std::string image) {
    out.lists.memories.push_back("mem/" + file);
    out.add("mem/" + file, std::move(image));
  };
  for (std::size_t k = 0; k < core.plan.layers.size(); ++k) {
    const network::Layer& layer = core.network.layers[k];
    const plan::LayerPlan& plan = core.plan.layers[k];
    memory(weight_file(k + 1), weight_image(layer, plan));
    memory(bias_file(k + 1), bias_image(layer, plan));
    if (has_mul_memory(layer)) memory(mul_file(k + 1), mul_image(layer, plan));
  }
}

/// A bench: its top `text`, the parts that it is made of, and their list; returns the sources in
/// order. `first` is a part that another bench has brought already.
std::vector<std::string> add_bench(std::string_view top,
                                   std::string text,
                                   std::span<const EmbeddedFile> parts,
                                   std::string_view list,
                                   std::vector<std::string> first,
                                   Output& out) {
  std::vector<std::string> sources = std::move(first);
  for (const EmbeddedFile& file : parts) sources.push_back(fmt::format("bench/{}", file.name));
  out.add_copies("bench", parts);
  sources.push_back(fmt::format("bench/{}.sv", top));
  out.add(sources.back(), std::move(text));
  out.add(std::string(list), fmt::format("{}\n", fmt::join(sources, "\n")));
  return sources;
}

/// The wrapper around `core`.
void add_wrapper(const Core& core, Output& out) {
  const Wrapper wrapper(core);
  out.add_source("sf_axi_pkg.sv",
                 wrapper.constants.package.print(core.header("The register map as constants.")));
  for (const EmbeddedFile& file : wrapper_files()) {
    out.add_source(fmt::format("rtl/{}", file.name), std::string(file.content));
  }
  out.add_source("sf_axi.sv", axi_text(wrapper));
  out.add("axi/registers.md", axi_markdown(wrapper.map, core.network.name));
  out.add("axi/registers.h", axi_c_header(wrapper.map, core.header("Registers of sf_axi.")));
  out.add("axi/registers.json", axi_json(wrapper.map, core.network.name));
  out.add("sim/sf_axi_probe.sv", axi_probe_text(wrapper));
  out.add_copies("axi", driver_files());
  out.add(kVivadoComponent, component_text(wrapper, out.lists.rtl, out.lists.memories));
  out.lists.axi_bench = add_bench("sf_axi_bench",
                                  axi_bench_text(wrapper),
                                  wrapper_bench_files(),
                                  kAxiBenchList,
                                  {"bench/sf_bench_file.sv"},
                                  out);
}

void add_constraints(const Core& core, Output& out) {
  const bool axi = core.identity.features.axi;
  Constraints constraints =
      constraints_of(core.identity.target,
                     axi,
                     core.header(axi ? "The clock of sf_axi; its pins are the board's."
                                     : "The core's clock; its pins are the board's."));
  if (constraints.path.empty()) return;
  out.lists.constraints.push_back(constraints.path);
  out.add(std::move(constraints.path), std::move(constraints.text));
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
  out.add("filelist.f", fmt::format("{}\n", fmt::join(out.lists.rtl, "\n")));
  out.lists.layers = core.plan.layers.size();
  out.lists.bench =
      add_bench("sf_bench", bench_text(core), bench_files(), "bench/filelist.f", {}, out);
  add_constraints(core, out);
  out.add("sf_core.core",
          fusesoc_text(fusesoc_name(core.network.name, core.identity.prefix),
                       core.identity.target,
                       out.lists,
                       core.header("A core for FuseSoC and Edalize.")));
  out.add("README.md", integration_text(core));
  out.add("LICENSE", std::string(license()));
  for (const EmbeddedFile& page : page_files()) {
    if (page.name == "axi.md" && !core.identity.features.axi) continue;
    out.add(fmt::format("doc/{}", page.name), std::string(page.content));
  }
  for (const EmbeddedFile& file : adapter_files()) {
    if (file.name == "axi_adapter.cpp" && !core.identity.features.axi) continue;
    out.add(fmt::format("sim/{}", file.name), std::string(file.content));
  }
  out.add("sim/model_layers.h", model_layers_text(core));
  return std::move(out.files);
}

/// The C interface, which spinforge-sim verify finds by its names: they stay.
bool keeps_names(const std::string& path) {
  return path.starts_with("sim/") && !path.ends_with(".sv");
}

}  // namespace

std::vector<std::string> macros_of(const network::Network& network, plan::Order order) {
  const bool time = order == plan::Order::kTime;
  std::vector<std::string> out;
  std::vector<std::string> used{"sf_pixel_buffer",
                                time ? "sf_train_buffer" : "sf_spike_buffer",
                                "sf_config",
                                "sf_layer",
                                "sf_readout"};
  if (network.input.coding == network::Coding::kRate)
    used.emplace_back(time ? "sf_train_encoder" : "sf_rate_encoder");
  for (const std::string& name : used) append_with_dependencies(name, out);
  return out;
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
            keeps ? names.unmarked(std::move(file.content)) : names(std::move(file.content))};
  }
  std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return out;
}

}  // namespace spinforge::emit
