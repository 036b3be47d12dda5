// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/vectors.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include "gen/directory/inventory.hpp"
#include "sim/classify/images.hpp"
#include "sim/expected/vectors.hpp"
#include "sim/harness/design.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Vectors of the images that are asked for: the data set's, or drawn ones.
expected::Vectors vectors_of(const VectorOptions& options,
                             const Design& design,
                             std::vector<std::string>& notes) {
  if (!options.dataset) {
    return expected::drawn_vectors(design.network, design.plan, options.first, options.images);
  }
  const classify::TestSet set = classify::select_images(
      {options.dataset, options.images, options.first}, design.network, dataset::Labels::kUnused);
  notes = set.notes;
  std::vector<expected::Image> chosen;
  for (std::uint32_t i = set.first; i < set.first + set.count; ++i) {
    chosen.push_back({i, set.images.image(i)});
  }
  return expected::vectors(design.network, design.plan, chosen);
}

}  // namespace

VectorSummary write_vectors(const VectorOptions& options) {
  const Design design = load_design(options.directory);
  std::vector<std::string> notes;
  const expected::Vectors vectors = vectors_of(options, design, notes);
  VectorSummary summary{(fs::path(options.directory) / directory::kVectors).string(),
                        options.images,
                        vectors.updates};
  summary.notes = std::move(notes);
  for (const files::File& file : vectors.files) summary.bytes += file.content.size();
  directory::add(options.directory, vectors.files, options.force);
  return summary;
}

}  // namespace spinforge::harness
