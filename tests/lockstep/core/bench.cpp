// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/core/bench.hpp"

#include <utility>

#include "tests/support/idx.hpp"

namespace spinforge::test {

Bench::Bench(const network::Network& network,
             const plan::Options& options,
             const ImageList& images,
             const std::string& wrapper)
    : core_(network, {.options = options, .wrapper = wrapper}), images_(images.size()) {
  dataset::Images set{.count = images.size(),
                      .height = network.input.height,
                      .width = network.input.width,
                      .channels = network.input.channels,
                      .pixels = {},
                      .labels = {}};
  const auto classes = static_cast<std::size_t>(network.layers.back().outputs);
  for (std::size_t i = 0; i < images.size(); ++i) {
    set.pixels.insert(set.pixels.end(), images[i].begin(), images[i].end());
    set.labels.push_back(static_cast<std::uint8_t>(i % classes));
  }
  save_images(set, core_.folder / "images");
}

harness::Summary Bench::run(const harness::Traffic& traffic) const {
  harness::VerifyOptions options;
  options.traffic = traffic;
  return run(std::move(options));
}

harness::Summary Bench::run(harness::VerifyOptions options) const {
  return harness::verify(complete(std::move(options)));
}

harness::Setup Bench::prepare(harness::VerifyOptions options) const {
  return harness::prepare(complete(std::move(options)));
}

harness::AllRuns Bench::run_all() const { return harness::verify_all(complete({}), {}); }

harness::VerifyOptions Bench::complete(harness::VerifyOptions options) const {
  options.directory = core_.path();
  options.dataset = core_.folder / "images";
  options.jobs = 1;
  options.build_cache = SPINFORGE_MODEL_CACHE;
  options.quick_model = true;
  options.wave_on_mismatch = false;
  options.quiet = true;
  return options;
}

ImageList images_for(const network::Network& network, std::uint64_t seed, int count) {
  const auto size = static_cast<std::size_t>(network.input.size());
  ImageList images = {std::vector<std::uint8_t>(size, 0), std::vector<std::uint8_t>(size, 255)};
  for (int i = 0; i < count; ++i) {
    images.push_back(random_image(network, seed * 1000 + static_cast<std::uint64_t>(i)));
  }
  images.push_back(images.back());
  return images;
}

void require_equal(const harness::Summary& summary, std::size_t images) {
  if (summary.mismatch) {
    const harness::Mismatch& m = *summary.mismatch;
    FAIL_CHECK("image " << m.image << " layer " << m.layer << " step " << m.step << " neuron "
                        << m.neuron << " " << m.field << ": expected " << m.expected << ", got "
                        << m.got);
  }
  if (summary.difference) {
    FAIL_CHECK(summary.difference->what << ": expected " << summary.difference->expected << ", got "
                                        << summary.difference->got);
  }
  CHECK(summary.mismatches == 0);
  CHECK(summary.commits > 0);
  CHECK(summary.timing_exact);
  REQUIRE(summary.images.size() == images);
}

Traffics two_traffics(std::uint64_t seed) { return {{}, {.stream = true, .stall = seed}}; }

Traffics every_traffic(std::uint64_t seed) {
  return {{},
          {.stream = false, .stall = seed},
          {.stream = true, .stall = {}},
          {.stream = true, .stall = seed + 1}};
}

void require_equal(const Bench& bench, const Traffics& traffics, harness::VerifyOptions options) {
  options.reset_seed = 0;
  for (const harness::Traffic& traffic : traffics) {
    options.traffic = traffic;
    ++options.reset_seed;
    CAPTURE(options.reset_seed);
    require_equal(bench.run(options), bench.images());
  }
}

}  // namespace spinforge::test
