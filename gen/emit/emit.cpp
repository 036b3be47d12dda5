// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/emit.hpp"

#include <fmt/format.h>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "gen/chip/chip.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/emit/manifest.hpp"
#include "gen/emit/render.hpp"
#include "gen/emit/verilog.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::emit {
namespace {

void require_target(const std::string& target) {
  if (target == "generic" || plan::known_target(target) != nullptr) return;
  throw Error(ErrorCode::kUsage,
              "--target",
              fmt::format("unknown; expected generic, {}, got \"{}\"; choose one of these",
                          plan::target_names(),
                          text::brief(target)));
}

Features features_of(const Request& request) {
  if (!request.wrapper.empty() && request.wrapper != "axi") {
    throw Error(ErrorCode::kUsage,
                "--wrapper",
                fmt::format("unknown; expected axi, got \"{}\"; leave the option out",
                            text::brief(request.wrapper)));
  }
  return {.thresholds = request.thresholds, .axi = !request.wrapper.empty()};
}

/// Lanes as on the command line: "auto", "32" or "64,10".
std::string lanes_text(const std::optional<int>& all, const std::vector<int>& each) {
  if (!each.empty()) return fmt::format("{}", fmt::join(each, ","));
  return all ? std::to_string(*all) : "auto";
}

/// The command line that leads to the same bytes, from a directory that holds the network, which is
/// that of DIR/network: on its chip already, where there is one.
std::string command_of(const network::Network& network, const Request& request, bool vectors) {
  return fmt::format(
      "spinforge-gen emit {} -o DIR --lanes {} --neuron-lanes {} --target {} --order "
      "{}{}{}{}{}{}{}{}{}",
      network.name,
      lanes_text(request.options.lanes, request.options.layer_lanes),
      lanes_text(request.options.neuron_lanes, request.options.layer_neuron_lanes),
      request.target,
      plan::name_of(request.options.order),
      request.options.pixels_per_beat == 1
          ? ""
          : fmt::format(" --pixels-per-beat {}", request.options.pixels_per_beat),
      request.options.pipeline ? " --pipeline" : "",
      request.options.parity ? " --parity" : "",
      request.wrapper.empty() ? "" : " --wrapper " + request.wrapper,
      request.thresholds ? " --thresholds" : "",
      request.verilog ? " --verilog2005" : "",
      request.name == kPrefix ? "" : " --name " + request.name,
      vectors ? "" : " --no-vectors");
}

/// The network's own files.
std::vector<File> copies_of(const network::Files& files) {
  const auto path = [](const char* name) {
    return fmt::format("{}/{}", directory::kNetwork, name);
  };
  return {{path(network::kDescriptionFile), files.description},
          {path(network::kTensorsFile), files.tensors}};
}

/// `what`: of `path`, which is to be read.
void require_outside(const char* what, const std::string& path, const std::string& output) {
  if (!files::is_within(files::resolved(path), files::resolved(output))) return;
  throw Error(ErrorCode::kUsage,
              "-o",
              fmt::format("{} holds the {} that is to be emitted, {}; choose another directory",
                          output,
                          what,
                          path));
}

}  // namespace

Result emit(const Request& request, const Vectors& vectors) {
  require_target(request.target);
  const Features features = features_of(request);
  Result result;
  chip::Loaded loaded = chip::load(request.network, request.chip);
  result.network = std::move(loaded.network);
  result.plan = plan::make_plan(result.network, request.options);
  require_outside("network", request.network, request.output);
  if (!request.chip.empty()) require_outside("chip", request.chip, request.output);
  files::StagedDirectory directory(request.output, [&](const std::string& former) {
    if (!request.force) directory::require_ours(former);
  });
  const Identity identity{network::hash_of(loaded.files),
                          request.target,
                          command_of(result.network, request, bool{vectors}),
                          features,
                          request.name};
  std::vector<File> all;
  const auto write = [&](std::vector<File> files) {
    for (File& file : files) {
      directory.write(file.path, file.content);
      result.bytes += file.content.size();
      all.push_back(std::move(file));
    }
  };
  write(render(result.network, result.plan, identity));
  write(copies_of(loaded.files));
  if (vectors) write(vectors(result.network, result.plan));
  if (request.verilog) write(verilog_files(directory.path(), identity));
  write({{directory::kManifest, manifest_text(result.network, result.plan, identity, all)}});
  result.files = all.size();
  result.replaced = directory::added(request.output);
  directory.commit();
  return result;
}

}  // namespace spinforge::emit
