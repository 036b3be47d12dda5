// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/table.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"

namespace spinforge::harness {
namespace {

using nlohmann::json;

/// Lines in a text between which a table stands.
struct Markers {
  std::string_view begin, end;
};
constexpr Markers kModels{"<!-- table: written by spinforge-sim table -->\n",
                          "<!-- end of table -->\n"};
constexpr Markers kPaper{"<!-- paper's table: written by spinforge-sim table -->\n",
                         "<!-- end of paper's table -->\n"};

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

/// The layer with the most busy cycles. Images in flight together have none of their own: then the
/// first layer.
std::size_t busiest(const json& layers) {
  const auto cycles = [](const json& layer) {
    return layer.at("cycles").is_null() ? 0.0 : layer.at("cycles").at("mean").get<double>();
  };
  std::size_t most = 0;
  for (std::size_t k = 1; k < layers.size(); ++k) {
    if (cycles(layers[k]) > cycles(layers[most])) most = k;
  }
  return most;
}

/// "64/16" and "97.50": lanes of the busiest layer, and their use in percent.
std::pair<std::string, std::string> lanes(const json& record) {
  const json& layer = record.at("layers").at(busiest(record.at("layers")));
  const json& used = layer.at("lane_utilisation");
  return {fmt::format("{}/{}", layer.at("lanes").get<int>(), layer.at("neuron_lanes").get<int>()),
          used.is_null() ? "-" : percent(layer, "/lane_utilisation")};
}

std::vector<std::string> row(const Model& model) {
  const network::Network& network = model.network;
  const json& trained = model.provenance;
  std::vector<std::string> cells{network.name,
                                 shape(network),
                                 first_neuron(network).name,
                                 std::to_string(network.steps),
                                 weight_bits(network),
                                 percent(trained, "/results/train/accuracy_integer"),
                                 percent(trained, "/results/test/accuracy_real"),
                                 percent(trained, "/results/test/accuracy_integer")};
  std::vector<std::string> rtl{"-", "-", "-", "-"};
  if (!model.record.is_null()) {
    const auto [count, used] = lanes(model.record);
    rtl = {percent(model.record, "/accuracy"),
           count,
           text::thousands(model.record.at("/cycles_per_image/mean"_json_pointer).get<int>()),
           used};
  }
  cells.insert(cells.end(), rtl.begin(), rtl.end());
  cells.push_back(verification(model.record));
  return cells;
}

std::string between(const std::string& text,
                    const Markers& markers,
                    const std::string& table,
                    const std::string& name) {
  const std::size_t begin = text.find(markers.begin);
  const std::size_t end = text.find(markers.end);
  if (begin == std::string::npos || end == std::string::npos || end < begin) {
    const auto line = [](std::string_view marker) { return marker.substr(0, marker.size() - 1); };
    throw Error(ErrorCode::kParse,
                name,
                fmt::format("no place for a table; expected the lines {} and {}; add them",
                            line(markers.begin),
                            line(markers.end)));
  }
  return text.substr(0, begin + markers.begin.size()) + "\n" + table + "\n" + text.substr(end);
}

}  // namespace

std::string model_table(const std::vector<Model>& models) {
  std::vector<std::vector<std::string>> rows = {{"network",
                                                 "shape",
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
  for (const Model& model : models) rows.push_back(row(model));
  return text::markdown(rows);
}

std::string with_tables(const std::string& text,
                        const std::vector<Model>& models,
                        const std::string& name) {
  return between(
      between(text, kPaper, paper_table(models), name), kModels, model_table(models), name);
}

}  // namespace spinforge::harness
