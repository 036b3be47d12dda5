// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/vectors.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/inventory/inventory.hpp"
#include "sim/expected/vectors.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/images.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Vectors of the images that are asked for: the data set's, or drawn ones.
expected::Vectors vectors_of(const VectorOptions& options, const Design& design) {
  if (!options.dataset) {
    return expected::drawn_vectors(design.network, design.plan, options.first, options.images);
  }
  const dataset::Images images = load_test_set(options.dataset, design.network).images;
  const std::uint64_t end = std::uint64_t{options.first} + options.images;
  if (options.images == 0 || end > images.count) {
    throw Error(
        ErrorCode::kUsage,
        "--images",
        fmt::format(
            "beyond the data set; expected 1..{} images, got {}; lower it", images.count, end));
  }
  std::vector<expected::Image> chosen;
  for (std::uint32_t i = options.first; i < end; ++i) chosen.push_back({i, images.image(i)});
  return expected::vectors(design.network, design.plan, chosen);
}

}  // namespace

VectorSummary write_vectors(const VectorOptions& options) {
  const Design design = load_design(options.directory);
  const expected::Vectors vectors = vectors_of(options, design);
  VectorSummary summary{
      (fs::path(options.directory) / expected::kVectors).string(), options.images, vectors.updates};
  std::vector<inventory::File> files;
  for (const expected::VectorFile& file : vectors.files) {
    files.push_back({fmt::format("{}/{}", expected::kVectors, file.name), file.content});
    summary.bytes += file.content.size();
  }
  inventory::add(options.directory, files, options.force);
  return summary;
}

}  // namespace spinforge::harness
