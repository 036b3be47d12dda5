// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "gen/directory/inventory.hpp"
#include "sim/harness/verify.hpp"
#include "tests/support.hpp"
#include "tests/support/idx.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/unit/harness/fake_model.hpp"

/// A small network with its plan and images, in memory and as files.
namespace spinforge::test {

/// Two layers of 23 and 11 neurons on 5 x 4 pixels, 6 steps.
inline network::Network small_network() {
  rng::Sequence random(11);
  network::Network net = empty_network("small", 5, 4, neuron_s());
  net.steps = 6;
  net.layers = {random_layer(random, 20, 23), random_layer(random, 23, 11)};
  for (network::Layer& layer : net.layers) layer.shift = 3;
  network::validate(net);
  return net;
}

/// Commits of an image in it.
inline constexpr std::uint64_t kCommitsAnImage = 6 * (23 + 11);

inline dataset::Images random_images(const network::Network& net, std::size_t count) {
  dataset::Images images{.count = count,
                         .height = net.input.height,
                         .width = net.input.width,
                         .channels = net.input.channels,
                         .pixels = {},
                         .labels = {}};
  for (std::size_t i = 0; i < count; ++i) {
    const auto pixels = random_image(net, 400 + i);
    images.pixels.insert(images.pixels.end(), pixels.begin(), pixels.end());
    images.labels.push_back(static_cast<std::uint8_t>(i % 11));  // every class of small_network
  }
  return images;
}

/// What spinforge-gen emit writes, as far as the harness looks at it.
inline nlohmann::json manifest(const network::Network& net,
                               const plan::Plan& plan,
                               const std::string& hash) {
  nlohmann::json out = {{"schema_version", directory::kManifestVersion},
                        {"top", "sf_core"},
                        {"order", plan::name_of(plan.order)},
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

  explicit Emitted(std::size_t count = 40)
      : plan(plan::make_plan(net, lanes(8, 4))), images(random_images(net, count)) {
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
  [[nodiscard]] std::string labels() const { return data() + "/t10k-labels-idx1-ubyte"; }
  void save_manifest() const { files::write(core() + "/manifest.json", text.dump()); }

  /// Tells the fake to play it, with `fault` at that image.
  void play(Fault fault = Fault::kNone, std::uint32_t image = 0) const {
    configure_fake(
        {.network = &net, .plan = &plan, .images = &images, .fault = fault, .image = image});
  }
};

/// A quiet run of it on the fake.
inline harness::VerifyOptions options_of(const Emitted& emitted, int jobs = 2) {
  harness::VerifyOptions o;
  o.directory = emitted.core();
  o.dataset = emitted.data();
  o.library = kFakeLibrary;
  o.jobs = jobs;
  o.wave_on_mismatch = false;
  o.quiet = true;
  return o;
}

}  // namespace spinforge::test
