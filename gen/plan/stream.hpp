// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  /// Exact cycles of the next image.
  [[nodiscard]] Timing next(const Work& work);

 private:
  std::unique_ptr<OrderTiming> order_;
};

}  // namespace spinforge::plan
