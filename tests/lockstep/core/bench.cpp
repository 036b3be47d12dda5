// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/core/bench.hpp"

#include <utility>

#include "gen/base/files.hpp"
#include "gen/emit/emit.hpp"
#include "tests/support/random_network.hpp"

namespace spinforge::test {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((value >> shift) & 255U);
  return bytes;
}

/// The images as the t10k split of a data set; label = index modulo the classes.
void write_dataset(const std::string& directory,
                   const network::Network& network,
                   const std::vector<std::vector<std::uint8_t>>& images) {
  const auto count = static_cast<std::uint32_t>(images.size());
  std::string pixels =
      big_endian(2051) + big_endian(count) +
      big_endian(static_cast<std::uint32_t>(network.input.height)) +
      big_endian(static_cast<std::uint32_t>(network.input.width * network.input.channels));
  std::string labels = big_endian(2049) + big_endian(count);
  for (std::size_t i = 0; i < images.size(); ++i) {
    pixels.append(images[i].begin(), images[i].end());
    labels += static_cast<char>(i % static_cast<std::size_t>(network.layers.back().outputs));
  }
  std::filesystem::create_directories(directory);
  files::write(directory + "/t10k-images-idx3-ubyte", pixels);
  files::write(directory + "/t10k-labels-idx1-ubyte", labels);
}

}  // namespace

void replace_once(const std::string& file, const std::string& before, const std::string& after) {
  std::string text = files::read(file);
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(before, at + 1) == std::string::npos);
  text.replace(at, before.size(), after);
  files::write(file, text);
}

Bench::Bench(const network::Network& network,
             const plan::Options& options,
             const std::vector<std::vector<std::uint8_t>>& images,
             const std::string& wrapper) {
  network::save(network, directory_ / "network");
  emit::Request request;
  request.network = directory_ / "network";
  request.output = directory_ / "rtl";
  request.options = options;
  request.wrapper = wrapper;
  emit::emit(request);
  write_dataset(directory_ / "images", network, images);
}

harness::Summary Bench::run(const harness::Traffic& traffic, std::uint32_t reset_seed) const {
  harness::VerifyOptions options;
  options.traffic = traffic;
  options.reset_seed = reset_seed;
  return run(std::move(options));
}

harness::Summary Bench::run(harness::VerifyOptions options) const {
  return harness::verify(complete(std::move(options)));
}

harness::AllRuns Bench::run_all() const { return harness::verify_all(complete({}), {}); }

harness::VerifyOptions Bench::complete(harness::VerifyOptions options) const {
  options.directory = directory_ / "rtl";
  options.dataset = directory_ / "images";
  options.jobs = 1;
  options.build_cache = SPINFORGE_MODEL_CACHE;
  options.wave_on_mismatch = false;
  options.quiet = true;
  return options;
}

void Bench::mutate(const std::string& path,
                   const std::string& before,
                   const std::string& after) const {
  replace_once(directory_ / ("rtl/" + path), before, after);
}

std::vector<std::vector<std::uint8_t>> images_for(const network::Network& network,
                                                  std::uint64_t seed,
                                                  int count) {
  const auto size = static_cast<std::size_t>(network.input.size());
  std::vector<std::vector<std::uint8_t>> images = {std::vector<std::uint8_t>(size, 0),
                                                   std::vector<std::uint8_t>(size, 255)};
  for (int i = 0; i < count; ++i) {
    images.push_back(random_image(network, seed * 1000 + static_cast<std::uint64_t>(i)));
  }
  images.push_back(images.back());
  return images;
}

void require_equal(int count, const harness::Summary& summary) {
  if (summary.mismatch) FAIL_CHECK(summary.mismatch->layer << ": " << summary.mismatch->field);
  CHECK(summary.mismatches == 0);
  CHECK(summary.commits > 0);
  CHECK(std::ssize(summary.images) == count + 3);
  CHECK(summary.timing_exact);
}

}  // namespace spinforge::test
