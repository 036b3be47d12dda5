// SPDX-License-Identifier: Apache-2.0
#include "sim/models/models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"

namespace spinforge::models {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> networks_of(const std::string& directory) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (fs::exists(entry.path() / network::kDescriptionFile))
      found.push_back(entry.path().string());
  }
  if (found.empty()) {
    throw Error(ErrorCode::kIo,
                directory,
                "no networks; expected folders with a network.json; name another directory");
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<Verified> record_of(const std::string& directory,
                                  const network::Network& network,
                                  const std::string& hash) {
  const std::string path = (fs::path(directory) / network::kVerifiedFile).string();
  if (!fs::exists(path)) return {};
  Verified record = read_verified(files::read(path), path);
  if (record.network_hash != hash) return {};
  if (record.layers.size() == network.layers.size()) return record;
  throw Error(ErrorCode::kShape,
              path + " / layers",
              fmt::format("expected the network's {}, got {}; record the run again",
                          network.layers.size(),
                          record.layers.size()));
}

/// The share at results / `path`... below `in`.
std::optional<double> share_at(Reader in, std::span<const std::string> path) {
  if (!in.has(path.front())) return {};
  if (path.size() == 1) return in.real(path.front(), 0, 1);
  return share_at(Reader(in.object(path.front()), in.where(path.front())), path.subspan(1));
}

/// "32c5": channels and kernel; then "s2" where the stride is not 1, and "p0" where the padding is
/// not half the kernel.
std::string conv_shape(const network::Conv& conv) {
  std::string text = fmt::format("-{}c{}", conv.channels, conv.kernel);
  if (conv.stride > 1) text += fmt::format("s{}", conv.stride);
  if (conv.padding != conv.kernel / 2) text += fmt::format("p{}", conv.padding);
  if (conv.pool == network::Pool::kMax) text += fmt::format("-p{}", conv.pool_size);
  if (conv.pool == network::Pool::kSum) text += fmt::format("-a{}", conv.pool_size);
  return text;
}

}  // namespace

std::vector<TrainedNetwork> load_models(const std::string& directory) {
  std::vector<TrainedNetwork> models;
  for (const std::string& path : networks_of(directory)) {
    const network::Files files = network::read_files(path);
    TrainedNetwork model{path, network::from_files(files, path), {}};
    model.record = record_of(path, model.network, network::hash_of(files));
    models.push_back(std::move(model));
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
    text += layer.conv ? conv_shape(*layer.conv) : fmt::format("-{}", layer.outputs);
  }
  return text;
}

const network::Neuron& first_neuron(const network::Network& network) {
  return network.neuron_of(network.layers.front());
}

std::string percent(double share) { return fmt::format("{:.2f}", 100 * share); }

std::string trained(const TrainedNetwork& model, const std::string& split, const std::string& key) {
  const std::string where = (fs::path(model.directory) / "network.json / provenance").string();
  const Json provenance = parse_json(model.network.provenance, where);
  const std::array<std::string, 3> path{"results", split, key};
  const std::optional<double> share = share_at(Reader(provenance, where), path);
  return share ? percent(*share) : "-";
}

}  // namespace spinforge::models
