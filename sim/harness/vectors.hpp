// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/expected/vectors.hpp"

/// Golden vectors for the portable bench of an emitted directory, in place of those that
/// spinforge-gen emit wrote.
namespace spinforge::harness {

/// What `spinforge-sim vectors` is asked for.
struct VectorOptions {
  std::string directory;               ///< written by spinforge-gen emit
  std::optional<std::string> dataset;  ///< absent: drawn images, see expected::drawn_image
  std::uint32_t images = expected::kDrawnImages;
  std::uint32_t first = 0;  ///< number of the first one
  bool force = false;       ///< replace vectors that were changed, or that somebody else put there
};

struct VectorSummary {
  std::string folder;  ///< where they lie now
  std::uint32_t images = 0;
  std::uint64_t updates = 0;  ///< neuron updates
  std::size_t bytes = 0;
  std::vector<std::string> notes{};  ///< see classify::TestSet
};

/// Runs golden over the images and writes DIR/bench/vectors, see expected::vectors, listed in its
/// manifest. *Errors*: those of load_design, classify::load_test_set and directory::add; kUsage for
/// images that are not there; kIo.
VectorSummary write_vectors(const VectorOptions& options);

}  // namespace spinforge::harness
