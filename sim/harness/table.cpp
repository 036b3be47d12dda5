// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "gen/network/network.hpp"

namespace spinforge::harness {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kBegin = "<!-- table: written by spinforge-sim table -->\n";
constexpr const char* kEnd = "<!-- end of table -->\n";

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

/// The record beside the network, or null where there is none or it is of another version.
json record_of(const std::string& directory) {
  const fs::path path = fs::path(directory) / "verified.json";
  if (!fs::exists(path)) return nullptr;
  json record = json::parse(files::read(path.string()), nullptr, false);
  if (!record.is_object() || !record.contains("network_hash")) {
    throw Error(
        ErrorCode::kParse,
        path.string(),
        "not a record; expected what `spinforge-sim verify --record` writes; write it again");
  }
  return record["network_hash"] == network::directory_hash(directory) ? record : json();
}

std::string percent(const json& from, const std::string& path) {
  const json::json_pointer at(path);
  return from.contains(at) ? fmt::format("{:.2f}", 100 * from.at(at).get<double>()) : "-";
}

std::string shape(const network::Network& network) {
  std::string text = std::to_string(network.input.size());
  for (const network::Layer& layer : network.layers) text += fmt::format("-{}", layer.outputs);
  return text;
}

std::string weight_bits(const network::Network& network) {
  std::vector<std::string> bits;
  for (const network::Layer& layer : network.layers) {
    const std::string text = std::to_string(layer.weight_bits);
    if (bits.empty() || bits.back() != text) bits.push_back(text);
  }
  return text::joined(bits, "/");
}

std::string verification(const json& record) {
  if (record.is_null()) return "not verified";
  return fmt::format("{} images, {} updates, {} mismatches, timing {}",
                     text::thousands(record.at("images").get<long long>()),
                     text::thousands(record.at("commits_compared").get<long long>()),
                     record.at("mismatches").get<long long>(),
                     record.at("timing_model_exact").get<bool>() ? "exact" : "not exact");
}

std::vector<std::string> row(const std::string& directory) {
  const network::Network network = network::load(directory);
  const json record = record_of(directory);
  const json& trained = network.provenance;
  const bool verified = !record.is_null();
  const network::Neuron& neuron =
      network.neurons[static_cast<std::size_t>(network.layers[0].neuron)];
  return {
      network.name,
      shape(network),
      neuron.name,
      std::to_string(network.steps),
      weight_bits(network),
      percent(trained, "/results/train/accuracy_integer"),
      percent(trained, "/results/test/accuracy_real"),
      percent(trained, "/results/test/accuracy_integer"),
      verified ? percent(record, "/accuracy") : "-",
      verified ? text::joined({std::to_string(record.at("lanes").at(0).get<int>()),
                               std::to_string(record.at("neuron_lanes").at(0).get<int>())},
                              "/")
               : "-",
      verified ? text::thousands(record.at("/cycles_per_image/mean"_json_pointer).get<int>()) : "-",
      verified ? percent(record, "/layers/0/lane_utilisation") : "-",
      verification(record)};
}

}  // namespace

std::string model_table(const std::string& directory) {
  std::vector<std::vector<std::string>> rows = {{"network",
                                                 "neurons",
                                                 "neuron",
                                                 "steps",
                                                 "weight bits",
                                                 "train %",
                                                 "test %, reals",
                                                 "test %, integers",
                                                 "**test %, RTL**",
                                                 "lanes P/M",
                                                 "cycles an image",
                                                 "lanes used %",
                                                 "RTL against golden"}};
  for (const std::string& network : networks_of(directory)) rows.push_back(row(network));
  return text::markdown(rows);
}

std::string with_table(const std::string& text, const std::string& table, const std::string& name) {
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    throw Error(ErrorCode::kParse,
                name,
                fmt::format("no place for the table; expected the lines {} and {}; add them",
                            std::string(kBegin, std::string_view(kBegin).size() - 1),
                            std::string(kEnd, std::string_view(kEnd).size() - 1)));
  }
  const std::size_t from = begin + std::string_view(kBegin).size();
  std::string body = table;
  if (!body.empty() && body.back() != '\n') body += '\n';
  return text.substr(0, from) + "\n" + body + "\n" + text.substr(end);
}

}  // namespace spinforge::harness
