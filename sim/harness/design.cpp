// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/design.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/directory/manifest.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;
using directory::kEmitAgain;

namespace {

/// A simulation waits for ever for a memory image that is a pipe. One that is missing it tells.
void require_files(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) || entry.is_directory(error)) continue;
    if (entry.exists(error)) files::require_readable(entry.path().string());
  }
}

/// The plan with the lanes of the manifest, which must be possible for this network.
plan::Plan plan_again(const directory::Manifest& manifest,
                      const std::string& where,
                      const network::Network& net) {
  plan::Options options;
  options.layer_lanes = manifest.lanes;
  options.layer_neuron_lanes = manifest.neuron_lanes;
  options.pipeline = manifest.pipeline;
  options.parity = manifest.parity;
  options.order = manifest.order;
  options.pixels_per_beat = manifest.pixels_per_beat;
  for (const auto* lanes : {&options.layer_lanes, &options.layer_neuron_lanes}) {
    if (lanes->size() == net.layers.size()) continue;
    throw Error(ErrorCode::kShape,
                where,
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
        where,
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
  if (top.empty() || top == design.top) return;
  if (top == design.wrapper) {
    design.is_wrapper = true;
    design.top = top;
    design.probe = directory::probe_file(top);
    design.adapter = directory::kAxiAdapter;
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
  const directory::Manifest manifest = directory::read_manifest(directory);
  Design design;
  design.directory = root.string();
  design.top = manifest.top;
  design.wrapper = manifest.wrapper;
  design.thresholds = manifest.thresholds;
  design.network_hash = manifest.network_hash;
  const std::string network = (root / directory::kNetwork).string();
  const network::Files files = network::read_files(network);
  const std::string hash = network::hash_of(files);
  if (hash != design.network_hash) {
    throw Error(ErrorCode::kRange,
                (fs::path(directory) / directory::kNetwork).string(),
                fmt::format("is not the network that this RTL was made from; expected hash {}, got "
                            "{}; {}",
                            design.network_hash,
                            hash,
                            kEmitAgain));
  }
  design.network = network::from_files(files, network);
  design.filelist = filelist;
  design.sources = directory::sources(design.directory, filelist);
  const fs::path lanes = fs::path(directory) / directory::kManifest;
  design.plan = plan_again(manifest, lanes.string() + " / lanes", design.network);
  choose_top(design, directory, top);
  require_files(root / directory::kMemories);
  return design;
}

}  // namespace spinforge::harness
