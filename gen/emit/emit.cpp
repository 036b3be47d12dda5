// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/emit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <set>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/emit/render.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::emit {
namespace {

namespace fs = std::filesystem;

void require_target(const std::string& target) {
  if (target == "generic") return;
  for (const plan::Target& known : plan::targets()) {
    if (known.name == target) return;
  }
  throw Error(ErrorCode::kUsage,
              "--target",
              fmt::format("unknown; expected generic, {}, got \"{}\"; choose one of these",
                          plan::target_names(),
                          target));
}

Features features_of(const Request& request) {
  if (!request.wrapper.empty() && request.wrapper != "axi") {
    throw Error(
        ErrorCode::kUsage,
        "--wrapper",
        fmt::format("unknown; expected axi, got \"{}\"; leave the option out", request.wrapper));
  }
  return {.thresholds = request.thresholds, .axi = !request.wrapper.empty()};
}

/// Lanes as on the command line: "auto", "32" or "64,10".
std::string lanes_text(const std::optional<int>& all, const std::vector<int>& each) {
  if (!each.empty()) return fmt::format("{}", fmt::join(each, ","));
  return all ? std::to_string(*all) : "auto";
}

/// The command line that leads to the same bytes, from a directory that holds the network.
std::string command_of(const network::Network& network, const Request& request) {
  return fmt::format("spinforge-gen emit {} -o DIR --lanes {} --neuron-lanes {} --target {}{}{}{}",
                     network.name,
                     lanes_text(request.options.lanes, request.options.layer_lanes),
                     lanes_text(request.options.neuron_lanes, request.options.layer_neuron_lanes),
                     request.target,
                     request.options.pipeline ? " --pipeline" : "",
                     request.wrapper.empty() ? "" : " --wrapper " + request.wrapper,
                     request.thresholds ? " --thresholds" : "");
}

/// The network's own files, byte for byte.
std::vector<File> copies_of(const std::string& directory) {
  std::vector<File> out;
  for (const char* const name : {"network.json", "tensors.safetensors"}) {
    out.push_back(
        {fmt::format("network/{}", name), files::read((fs::path(directory) / name).string())});
  }
  return out;
}

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return;
  throw Error(ErrorCode::kIo,
              path.string(),
              fmt::format("cannot create: {}; choose a place that you may write", error.message()));
}

}  // namespace

Result emit(const Request& request) {
  require_target(request.target);
  const Features features = features_of(request);
  Result result;
  result.network = network::load(request.network);
  result.plan = plan::make_plan(result.network, request.options);
  const Identity identity{network::directory_hash(request.network),
                          request.target,
                          command_of(result.network, request),
                          features};
  std::vector<File> all = render(result.network, result.plan, identity);
  for (File& file : copies_of(request.network)) all.push_back(std::move(file));

  files::StagedDirectory directory(request.output, kMarker);
  std::set<fs::path> made;
  for (const File& file : all) {
    const fs::path path = fs::path(directory.path()) / file.path;
    if (made.insert(path.parent_path()).second) make_directory(path.parent_path());
    files::write(path.string(), file.content);
    result.bytes += file.content.size();
  }
  directory.commit();
  result.files = all.size();
  return result;
}

}  // namespace spinforge::emit
