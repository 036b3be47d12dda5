// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "gen/chip/chip.hpp"
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

/// A chip of the network that was trained for a closed window and with a dead time, whose noise
/// scales the drive and whose potential at rest is drawn.
network::Network noisy_chip() {
  network::Network net = network::load(test::source("weights/models/fmnist-fc-hall180-closed"));
  net.name = "noisy-chip";
  for (network::Neuron& neuron : net.neurons) {
    neuron.noise_on_drive = true;
    neuron.noise_ns = 6;  // a standard deviation of 2.7 % of the drive
    neuron.noise_sn = 7;
    neuron.rest_rs = 450;  // 2.5 % of TH_LO
    neuron.rest_sr = 8;
  }
  const chip::Spread spread{
      .th = 0.1, .gain = 0.05, .leak = 0.1, .dead = 0.02, .stuck = 0.002, .frozen = 0.01};
  return chip::apply(net, chip::draw(net, 1, spread));
}

/// `net` in lockstep over Fashion-MNIST, under random fields and masks: at least 1e8 updates.
void require_equal(const network::Network& net) {
  if (!std::filesystem::exists(kFashion)) return test::skip("no Fashion-MNIST");
  const test::EmittedCore core(net, {.options = test::lanes(64)});
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

}  // namespace

TEST_CASE("a hundred million updates are equal under random fields, masks and noise") {
  require_equal(noisy_network());
}

TEST_CASE(
    "a hundred million updates of a chip are equal under random fields and masks, with closed "
    "windows, dead time, noise on the drive and a drawn rest") {
  require_equal(noisy_chip());
}
