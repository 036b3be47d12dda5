// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gen/base/descriptor.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/parts.hpp"

/// What a run has finished, kept until it ends: a run that is ended by a signal, however, goes on
/// from there.
namespace spinforge::harness {

/// A file in the directory of built models, for what has the same run_hash. Short runs leave none.
/// Of two that are the same run at the same time one keeps nothing.
class Kept {
 public:
  /// `setup` and `build` outlive it. `resume`: reads what a former run kept; else that is dropped.
  Kept(const Setup& setup, const Build& build, bool resume);

  /// Finished parts of a former run, by index: equal ones.
  [[nodiscard]] std::map<std::size_t, ChunkResult> take_former();

  /// Keeps an equal part. What cannot be written is not kept: the run itself is not affected.
  void keep(std::size_t part, const ChunkResult& result);

  /// The run has ended: nothing of it is kept any longer.
  void end();

 private:
  void open();
  void write(const std::string& lines);

  const Setup& setup_;
  const Build& build_;
  std::string path_;
  files::Descriptor file_{-1};
  std::map<std::size_t, ChunkResult> former_;
  std::string waiting_;  ///< lines, while the run is young
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool given_up_ = false;
};

}  // namespace spinforge::harness
