// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/harness/record.hpp"

namespace spinforge::harness {

/// What a child process does with piece `index` of the work; it calls `on_image` for each finished
/// image.
using OnImage = std::function<void(const ImageRecord&)>;
using Piece = std::function<ChunkResult(std::size_t index, const OnImage& on_image)>;

/// Called in the parent as the work goes on.
using OnProgress = std::function<void(std::uint64_t images, std::uint64_t mismatches)>;

/// Called in the parent for each piece that is through, in whatever order.
using OnPiece = std::function<void(std::size_t index, const ChunkResult& result)>;

/// Runs pieces 0..`pieces` - 1 in `jobs` child processes, each of which calls `start` once for its
/// Piece. Pieces are handed out in order; the first one with a mismatch ends the run and what later
/// pieces did is dropped, so the outcome does not depend on `jobs`. The children end with us,
/// however we end. *Errors*: those of a child, and kTool where one dies.
[[nodiscard]] std::vector<ChunkResult> run_workers(std::size_t pieces,
                                                   int jobs,
                                                   const std::function<Piece()>& start,
                                                   const OnProgress& on_progress,
                                                   const OnPiece& on_piece = {});

}  // namespace spinforge::harness
