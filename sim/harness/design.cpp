// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/design.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/inventory/inventory.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;
using inventory::kManifestVersion;

namespace {

constexpr const char* kEmitAgain = "emit the directory again with spinforge-gen emit";

/// A simulation waits for ever for a memory image that is a pipe. One that is missing it tells.
void require_files(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) || entry.is_directory(error)) continue;
    if (entry.exists(error)) files::require_readable(entry.path().string());
  }
}

/// Sources one a line; "//" and "#" start a comment.
std::vector<std::string> read_filelist(const std::string& path) {
  std::vector<std::string> sources;
  std::istringstream lines(files::read(path));
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos) continue;
    line = line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    if (!line.starts_with("//") && !line.starts_with("#")) sources.push_back(line);
  }
  if (sources.empty()) {
    throw Error(ErrorCode::kParse, path, fmt::format("expected sources, got none; {}", kEmitAgain));
  }
  return sources;
}

/// The plan with the lanes of the manifest, which must be possible for this network.
plan::Plan plan_again(Reader& manifest, const network::Network& net) {
  plan::Options options;
  options.layer_lanes = manifest.wholes("lanes", 1, plan::kMaxLanes);
  options.layer_neuron_lanes = manifest.wholes("neuron_lanes", 1, plan::kMaxLanes);
  if (manifest.text("order") == "time") options.order = plan::Order::kTime;
  if (manifest.has("pipeline")) options.pipeline = manifest.boolean("pipeline");
  for (const auto* lanes : {&options.layer_lanes, &options.layer_neuron_lanes}) {
    if (lanes->size() == net.layers.size()) continue;
    throw Error(ErrorCode::kShape,
                manifest.where("lanes"),
                fmt::format("expected one for each of the network's {} layers, got {}; {}",
                            net.layers.size(),
                            lanes->size(),
                            kEmitAgain));
  }
  plan::Plan plan = plan::make_plan(net, options);
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const plan::LayerPlan& p = plan.layers[k];
    if (p.lanes == options.layer_lanes[k] && p.neuron_lanes == options.layer_neuron_lanes[k]) {
      continue;
    }
    throw Error(
        ErrorCode::kShape,
        manifest.where("lanes"),
        fmt::format("layer {} cannot have these; expected {} lanes and {} neuron lanes, got "
                    "{} and {}; {}",
                    k + 1,
                    p.lanes,
                    p.neuron_lanes,
                    options.layer_lanes[k],
                    options.layer_neuron_lanes[k],
                    kEmitAgain));
  }
  return plan;
}

/// Makes `top` the module that is driven.
void choose_top(Design& design, const std::string& directory, const std::string& top) {
  design.is_wrapper = !top.empty() && top == design.wrapper;
  if (top.empty() || top == design.top || design.is_wrapper) {
    if (!design.is_wrapper) return;
    design.top = top;
    design.probe = fmt::format("sim/{}_probe.sv", top);
    design.adapter = "sim/axi_adapter.cpp";
    design.model_class = "Vsf_axi";
    return;
  }
  if (design.wrapper.empty()) {
    throw Error(ErrorCode::kUsage,
                "--top",
                fmt::format("{} has no wrapper; expected its top module {}, got {}; leave --top "
                            "out, or emit it with --wrapper axi",
                            directory,
                            design.top,
                            top));
  }
  throw Error(ErrorCode::kUsage,
              "--top",
              fmt::format("{} has no such top module; expected {} or {}, got {}; choose one of "
                          "these",
                          directory,
                          design.top,
                          design.wrapper,
                          top));
}

}  // namespace

Design load_design(const std::string& directory,
                   const std::string& filelist,
                   const std::string& top) {
  std::error_code ignored;
  const fs::path root = fs::weakly_canonical(fs::absolute(directory), ignored);
  const std::string path = (fs::path(directory) / "manifest.json").string();
  if (!fs::exists(root / "manifest.json")) {
    throw Error(ErrorCode::kIo,
                directory,
                fmt::format("is not an emitted directory; expected manifest.json in it, got none; "
                            "make one with spinforge-gen emit NETWORK -o {}",
                            directory));
  }
  const Json json = parse_json(files::read(path), path);
  Reader manifest(json, path, kEmitAgain);
  (void)manifest.whole("schema_version", kManifestVersion, kManifestVersion);
  Design design;
  design.directory = root.string();
  design.top = manifest.identifier("top");
  design.network_hash = manifest.text("network_hash");
  const std::string network = (root / "network").string();
  const std::string hash = network::directory_hash(network);
  if (hash != design.network_hash) {
    throw Error(ErrorCode::kRange,
                (fs::path(directory) / "network").string(),
                fmt::format("is not the network that this RTL was made from; expected hash {}, got "
                            "{}; {}",
                            design.network_hash,
                            hash,
                            kEmitAgain));
  }
  design.network = network::load(network);
  design.filelist = filelist;
  design.sources = read_filelist((root / filelist).string());
  design.plan = plan_again(manifest, design.network);
  design.thresholds = manifest.has("thresholds");
  if (manifest.has("wrapper")) {
    Reader wrapper(manifest.object("wrapper"), manifest.where("wrapper"), kEmitAgain);
    design.wrapper = wrapper.identifier("top");
  }
  choose_top(design, directory, top);
  require_files(root / "mem");
  return design;
}

}  // namespace spinforge::harness
