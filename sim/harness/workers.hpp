// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/harness/record.hpp"

namespace spinforge::harness {

/// What a child process does with piece `index` of the work: the piece's result as bytes. It calls
/// `tell` with a number of its own as it goes on.
using Tell = std::function<void(std::uint64_t number)>;
using Work = std::function<std::string(std::size_t index, const Tell& tell)>;

/// Called in the parent for each piece that is through, in whatever order; false: none behind it is
/// wanted any more.
using OnBytes = std::function<bool(std::size_t index, const std::string& bytes)>;

/// Runs pieces 0..`pieces` - 1 in `jobs` child processes, each of which calls `start` once for its
/// Work. Pieces are handed out in order. The children end with us, however we end. *Errors*: those
/// of a child, and kTool where one dies.
void share_work(std::size_t pieces,
                int jobs,
                const std::function<Work()>& start,
                const Tell& on_tell,
                const OnBytes& on_bytes);

/// What a child does with piece `index` of a run; it calls `on_image` for each finished image.
using OnImage = std::function<void(const ImageRecord&)>;
using Piece = std::function<ChunkResult(std::size_t index, const OnImage& on_image)>;

/// Called in the parent as the work goes on.
using OnProgress = std::function<void(std::uint64_t images, std::uint64_t mismatches)>;

/// Called in the parent for each piece that is through, in whatever order.
using OnPiece = std::function<void(std::size_t index, const ChunkResult& result)>;

/// share_work() of a run: the first piece with a mismatch ends it and what later pieces did is
/// dropped, so the outcome does not depend on `jobs`. *Errors*: those of share_work.
[[nodiscard]] std::vector<ChunkResult> run_workers(std::size_t pieces,
                                                   int jobs,
                                                   const std::function<Piece()>& start,
                                                   const OnProgress& on_progress,
                                                   const OnPiece& on_piece = {});

}  // namespace spinforge::harness
