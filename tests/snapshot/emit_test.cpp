// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <set>

#include "gen/base/files.hpp"
#include "gen/directory/directory.hpp"
#include "gen/emit/render.hpp"
#include "tests/support.hpp"

using namespace spinforge;
namespace fs = std::filesystem;

namespace {

/// The worked example of gen/network/README.md: two layers, direct coding, gains, two field codes.
network::Network three_neurons() { return network::load(test::source("tests/data/three-neurons")); }

/// Its worked example of convolution: two convolutions, a maximum and a sum pool, a dense layer.
network::Network small_maps() { return network::load(test::source("tests/data/small-maps")); }

std::vector<emit::File> rendered(const network::Network& network,
                                 plan::Order order = plan::Order::kStep) {
  plan::Options options;
  options.lanes = 2;
  options.order = order;
  const emit::Identity identity{"hash of the network's files",
                                "generic",
                                "spinforge-gen emit NETWORK -o DIR --lanes 2"};
  const plan::Plan plan = plan::make_plan(network, options);
  std::vector<emit::File> files = emit::render(network, plan, identity);
  // With the hashes of empty files: they would change with every line of the others.
  std::vector<emit::File> listed{{"network/network.json", ""}, {"network/tensors.safetensors", ""}};
  for (const emit::File& file : files) listed.push_back({file.path, ""});
  files.push_back({directory::kManifest, manifest_text(network, plan, identity, listed)});
  return files;
}

/// Files that the tool carries as they are, and the README, which is all but its end one of them.
bool is_copy(const std::string& path) {
  return path.starts_with("rtl/") || path.starts_with("bench/sf_bench_") ||
         path.starts_with("doc/") || path == "README.md" ||
         (path.starts_with("sim/") && path != "sim/model_layers.h") ||
         path == "LICENSE";
}

/// Compares what the emitter writes itself (not the macros and headers that it copies) with the
/// files of tests/snapshot/`name`, or rewrites those where UPDATE_SNAPSHOTS is set.
void check_snapshot(const std::string& name, const std::vector<emit::File>& files) {
  const fs::path folder = test::source("tests/snapshot/" + name);
  const bool update = std::getenv("UPDATE_SNAPSHOTS") != nullptr;
  if (update) fs::remove_all(folder);
  std::set<fs::path> expected;
  for (const emit::File& file : files) {
    if (is_copy(file.path)) continue;
    const fs::path path = folder / file.path;
    expected.insert(path);
    if (update) {
      fs::create_directories(path.parent_path());
      files::write(path.string(), file.content);
    }
    INFO(file.path << ": UPDATE_SNAPSHOTS=1 rewrites the snapshots");
    REQUIRE(fs::exists(path));
    CHECK(file.content == files::read(path.string()));
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) CHECK(expected.contains(entry.path()));
  }
}

}  // namespace

TEST_CASE("snapshot: the emitted core of three neurons is the one that was reviewed") {
  check_snapshot("three-neurons", rendered(three_neurons()));
}

TEST_CASE("snapshot: with rate coding the encoder and its buffer come before layer 1") {
  network::Network network = three_neurons();
  network.input.coding = network::Coding::kRate;
  check_snapshot("three-neurons-rate", rendered(network));
}

TEST_CASE("snapshot: the emitted core of two convolutions is the one that was reviewed") {
  check_snapshot("small-maps", rendered(small_maps()));
}

TEST_CASE("snapshot: in time order, trains of spikes come between the layers") {
  check_snapshot("three-neurons-time", rendered(three_neurons(), plan::Order::kTime));
  check_snapshot("small-maps-time", rendered(small_maps(), plan::Order::kTime));
}
