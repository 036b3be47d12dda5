// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"

namespace spinforge::harness {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What the tables read of a record.
constexpr std::array kNeeded{"network_hash",
                             "images",
                             "commits_compared",
                             "mismatches",
                             "accuracy",
                             "cycles_per_image",
                             "timing_model_exact",
                             "layers"};

std::vector<std::string> networks_of(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (fs::exists(entry.path() / "network.json")) found.push_back(entry.path().string());
  }
  if (found.empty()) {
    throw Error(ErrorCode::kIo,
                directory,
                "no networks; expected folders with a network.json; name another directory");
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string record_path(const std::string& directory) {
  return (fs::path(directory) / "verified.json").string();
}

json record_of(const std::string& directory) {
  const std::string path = record_path(directory);
  if (!fs::exists(path)) return nullptr;
  json record = json::parse(files::read(path), nullptr, false);
  for (const char* const key : kNeeded) {
    if (record.is_object() && record.contains(key)) continue;
    throw Error(ErrorCode::kParse,
                path,
                fmt::format("not a record, {} is missing; expected what `spinforge-sim verify "
                            "--record` writes; write it again",
                            key));
  }
  return record["network_hash"] == network::directory_hash(directory) ? record : json();
}

/// "32c5": channels and kernel; then "s2" where the stride is not 1, and "p0" where the padding is
/// not half the kernel.
std::string shape(const network::Conv& conv) {
  std::string text = fmt::format("-{}c{}", conv.channels, conv.kernel);
  if (conv.stride > 1) text += fmt::format("s{}", conv.stride);
  if (conv.padding != conv.kernel / 2) text += fmt::format("p{}", conv.padding);
  if (conv.pool == network::Pool::kMax) text += fmt::format("-p{}", conv.pool_size);
  if (conv.pool == network::Pool::kSum) text += fmt::format("-a{}", conv.pool_size);
  return text;
}

}  // namespace

std::vector<Model> load_models(const std::string& directory) {
  std::vector<Model> models;
  for (const std::string& path : networks_of(directory)) {
    network::Network network = network::load(path);
    json provenance = json::parse(network.provenance);
    models.push_back({path, std::move(network), std::move(provenance), record_of(path)});
  }
  return models;
}

std::string shape(const network::Network& network) {
  const network::Input& input = network.input;
  std::string text = std::to_string(input.size());
  if (network.layers.front().conv) {
    text = fmt::format("{}x{}", input.height, input.width);
    if (input.channels > 1) text += fmt::format("x{}", input.channels);
  }
  for (const network::Layer& layer : network.layers) {
    text += layer.conv ? shape(*layer.conv) : fmt::format("-{}", layer.outputs);
  }
  return text;
}

const network::Neuron& first_neuron(const network::Network& network) {
  return network.neurons[static_cast<std::size_t>(network.layers.front().neuron)];
}

std::string percent(const json& from, const std::string& pointer) {
  const json::json_pointer at(pointer);
  return from.contains(at) ? fmt::format("{:.2f}", 100 * from.at(at).get<double>()) : "-";
}

std::vector<std::vector<std::int64_t>> recorded_confusion(const Model& model) {
  if (!model.record.is_object() || !model.record.contains("confusion")) return {};
  std::vector<std::vector<std::int64_t>> counts;
  std::int64_t images = 0;
  const json& rows = model.record["confusion"];
  bool good = rows.is_array();
  for (const json& row : rows) {
    good = good && row.is_array() && row.size() == rows.size();
    if (!good) break;
    counts.emplace_back();
    for (const json& count : row) {
      good = good && count.is_number_integer() && count.get<std::int64_t>() >= 0;
      counts.back().push_back(good ? count.get<std::int64_t>() : 0);
      images += counts.back().back();
    }
  }
  if (good && images == model.record["images"]) return counts;
  throw Error(ErrorCode::kParse,
              record_path(model.directory) + " / confusion",
              fmt::format("not a count of the images; expected rows as long as there are rows and "
                          "{} images in all, got {}; record the run again",
                          model.record["images"].dump(),
                          images));
}

}  // namespace spinforge::harness
