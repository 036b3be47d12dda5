// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "sim/harness/verify.hpp"
#include "tests/support/emitted.hpp"

using namespace spinforge;

namespace {

constexpr const char* kFashion = "/usr/share/datasets/fashion-mnist";

/// The trained Hall-bar network, with all of its sixteen fields, and pinning noise on every drive.
network::Network noisy_network() {
  network::Network net = network::load(test::source("weights/models/fmnist-fc-hall180"));
  net.name = "noisy-hall";
  for (network::Neuron& neuron : net.neurons) {
    neuron.noise_ns = 400;  // a standard deviation of 231 in units of V, 1.4 % of 1.0
    neuron.noise_sn = 8;
  }
  return net;
}

}  // namespace

TEST_CASE("a hundred million updates are equal under random fields, masks and noise") {
  if (!std::filesystem::exists(kFashion)) return test::skip("no Fashion-MNIST");
  const test::EmittedCore core(noisy_network(), {.options = test::lanes(64)});
  harness::VerifyOptions options;
  options.directory = core.path();
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
