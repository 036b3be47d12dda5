// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "gen/emit/emit.hpp"
#include "gen/network/network.hpp"
#include "sim/harness/verify.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

constexpr const char* kFashion = "/usr/share/datasets/fashion-mnist";

/// The trained Hall-bar network, with all of its sixteen fields, and pinning noise on every drive.
void emit_noisy_network(const test::TempDir& directory) {
  network::Network net = network::load(test::source("weights/models/fmnist-fc-hall180"));
  net.name = "noisy-hall";
  for (network::Neuron& neuron : net.neurons) {
    neuron.noise_ns = 400;  // a standard deviation of 231 in units of V, 1.4 % of 1.0
    neuron.noise_sn = 8;
  }
  network::save(net, directory / "network");
  plan::Options options;
  options.lanes = 64;
  emit::emit({.network = directory / "network",
              .output = directory / "core",
              .options = options,
              .target = "generic"});
}

}  // namespace

TEST_CASE("a hundred million updates are equal under random fields, masks and noise") {
  if (!std::filesystem::exists(kFashion)) return test::skip("no Fashion-MNIST");
  const test::TempDir directory;
  emit_noisy_network(directory);
  harness::VerifyOptions options;
  options.directory = directory / "core";
  options.dataset = kFashion;
  options.fields = 1;
  options.build_cache = SPINFORGE_MODEL_CACHE;
  options.quiet = true;
  const harness::Summary summary = harness::verify(options);
  CHECK(summary.equal());
  CHECK(summary.mismatches == 0);
  CHECK(summary.timing_exact);
  CHECK(summary.commits >= 100'000'000);
  WARN(summary.commits << " updates compared in " << summary.images.size() << " images, "
                       << summary.mismatches << " mismatches");
}
