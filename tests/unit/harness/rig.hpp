// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "gen/base/rng.hpp"
#include "gen/dataset/dataset.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "tests/support.hpp"
#include "tests/unit/golden/random_network.hpp"
#include "tests/unit/harness/fake_model.hpp"

/// A small network with its plan and images, in memory and as files.
namespace spinforge::test {

/// An environment variable changed for as long as the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::setenv(name_, old_.c_str(), 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::string old_;
};

/// Two layers of 23 and 11 neurons on 5 x 4 pixels, 6 steps.
inline network::Network small_network() {
  rng::Sequence random(11);
  network::Network net;
  net.name = "small";
  net.input = {{.height = 5, .width = 4}};
  net.steps = 6;
  net.neurons = {neuron_s()};
  net.layers = {random_layer(random, 20, 23), random_layer(random, 23, 11)};
  for (network::Layer& layer : net.layers) layer.shift = 3;
  network::validate(net);
  return net;
}

inline dataset::Images random_images(const network::Network& net, std::size_t count) {
  rng::Sequence random(4);
  dataset::Images images{.count = count,
                         .height = net.input.height,
                         .width = net.input.width,
                         .pixels = {},
                         .labels = {}};
  for (std::size_t i = 0; i < count; ++i) {
    const auto pixels = random_image(random, net.input.size());
    images.pixels.insert(images.pixels.end(), pixels.begin(), pixels.end());
    images.labels.push_back(static_cast<std::uint8_t>(i % 11));  // every class of small_network
  }
  return images;
}

/// Big-endian IDX header and data.
inline std::string idx(const std::vector<std::size_t>& shape,
                       const std::vector<std::uint8_t>& data) {
  std::string out{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  for (const std::size_t size : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 255);
  }
  return out + std::string(data.begin(), data.end());
}

/// Writes `images` as a t10k split into `directory`.
inline void save_images(const dataset::Images& images, const std::string& directory) {
  std::filesystem::create_directories(directory);
  files::write(directory + "/t10k-images-idx3-ubyte",
               idx({images.count,
                    static_cast<std::size_t>(images.height),
                    static_cast<std::size_t>(images.width)},
                   images.pixels));
  files::write(directory + "/t10k-labels-idx1-ubyte", idx({images.count}, images.labels));
}

/// What spinforge-gen emit writes, as far as the harness looks at it.
inline nlohmann::json manifest(const network::Network& net,
                               const plan::Plan& plan,
                               const std::string& hash) {
  nlohmann::json out = {{"schema_version", directory::kManifestVersion},
                        {"top", "sf_core"},
                        {"network", net.name},
                        {"network_hash", hash},
                        {"lanes", nlohmann::json::array()},
                        {"neuron_lanes", nlohmann::json::array()}};
  for (const plan::LayerPlan& layer : plan.layers) {
    out["lanes"].push_back(layer.lanes);
    out["neuron_lanes"].push_back(layer.neuron_lanes);
  }
  return out;
}

/// A design directory with a trivial source, and a data set beside it.
struct Emitted {
  TempDir dir;
  network::Network net = small_network();
  plan::Plan plan;
  dataset::Images images;
  nlohmann::json text;

  explicit Emitted(std::size_t count = 40) : images(random_images(net, count)) {
    plan::Options options;
    options.lanes = 8;
    options.neuron_lanes = 4;
    plan = plan::make_plan(net, options);
    std::filesystem::create_directories(core() + "/sim");
    network::save(net, core() + "/network");
    text = manifest(net, plan, network::directory_hash(core() + "/network"));
    save_manifest();
    files::write(core() + "/filelist.f", "// sources\nsf_core.sv\n");
    files::write(core() + "/sf_core.sv", "module sf_core;\nendmodule\n");
    files::write(core() + "/sim/adapter.cpp", "");
    files::write(core() + "/sim/model_abi.h", "");
    save_images(images, data());
  }

  [[nodiscard]] std::string core() const { return dir / "core"; }
  [[nodiscard]] std::string data() const { return dir / "data"; }
  void save_manifest() const { files::write(core() + "/manifest.json", text.dump()); }

  [[nodiscard]] FakeConfig fake(Fault fault = Fault::kNone) const {
    FakeConfig config{.network = &net, .plan = &plan, .images = &images};
    config.fault = fault;
    return config;
  }
};

}  // namespace spinforge::test
