// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// Cycles of images that follow each other.
namespace spinforge::plan {

struct ImageWork;
class OrderTiming;

/// What an image asks of every layer of a core, whenever it comes.
class Work {
 public:
  Work(const network::Network& network, const Plan& plan, const Activity& activity);
  ~Work();
  Work(Work&&) noexcept;
  Work& operator=(Work&&) noexcept;

 private:
  friend class Stream;
  std::unique_ptr<const ImageWork> work_;
};

/// What a core does in a stretch of cycles.
enum class Stage {
  kPixels,   ///< takes an image
  kEncoder,  ///< makes spikes of it (rate coding)
  kVisits,   ///< a layer visits its inputs
  kUpdates,  ///< what follows, up to the last update: in step order behind the step's last visit,
             ///< in time order from the first sum of a step, or the first replay of a drive
};

/// A stretch of an image. Those of a layer reach from its first busy cycle to its last.
struct Piece {
  Stage stage = Stage::kPixels;
  int layer = 0;           ///< from 1; 0: in front of the layers
  int number = 0;          ///< from 1, of the step (step order) or the block of neurons (time
                           ///< order); 0: of the image as a whole
  std::int64_t first = 0;  ///< cycle, counted as in LayerTiming
  std::int64_t last = 0;
};

/// A core from reset on whose pixels never pause and whose results are taken at once: the pixels of
/// an image stand right behind those of the one before. `network` and `plan` must outlive it.
class Stream {
 public:
  Stream(const network::Network& network, const Plan& plan);
  ~Stream();
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  /// Cycle in which the core takes the first pixel of the next image, since that of the first
  /// image.
  [[nodiscard]] std::int64_t next_begin() const;
  /// Called by next() for each piece of its image, for pictures; those of a layer and stage in
  /// order.
  using OnPiece = std::function<void(const Piece& piece)>;
  void on_piece(OnPiece look);
  /// Exact cycles of the next image.
  [[nodiscard]] Timing next(const Work& work);

 private:
  std::unique_ptr<OrderTiming> order_;
};

}  // namespace spinforge::plan
