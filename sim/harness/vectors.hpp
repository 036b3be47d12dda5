// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "sim/harness/design.hpp"

/// Golden vectors for the portable bench of an emitted directory: what its core must take, commit
/// and answer, as text that any simulator's $fscanf reads. Formats: rtl/bench/*.sv.
namespace spinforge::harness {

/// What `spinforge-sim vectors` is asked for.
struct VectorOptions {
  std::string directory;               ///< written by spinforge-gen emit
  std::optional<std::string> dataset;  ///< absent: see stimuli()
  std::uint32_t images = 2;
  std::uint32_t first = 0;  ///< index of the first one
  bool force = false;       ///< replace vectors that were changed, or that somebody else put there
};

struct VectorSummary {
  std::string folder;  ///< where they lie now
  std::uint32_t images = 0;
  std::uint64_t updates = 0;  ///< neuron updates
  std::size_t bytes = 0;
};

/// Folder of the vectors inside an emitted directory.
inline constexpr const char* kVectors = "bench/vectors";

/// The images that serve as stimuli where no data set is named: the sample of Fashion-MNIST where
/// it fits the network, else random ones, `count` of them, the first of all zeros and the second of
/// all 255.
[[nodiscard]] dataset::Images stimuli(const network::Network& network, std::uint32_t count);

/// Runs golden over the images and writes DIR/bench/vectors: pixels.hex (with a short and an
/// overlong frame, which the core must drop, before the last image), results.hex and layerK.hex,
/// listed in its manifest.
/// *Errors*: those of load_design, load_test_set and inventory::add; kUsage for images that are not
/// there; kIo.
VectorSummary write_vectors(const VectorOptions& options);

}  // namespace spinforge::harness
