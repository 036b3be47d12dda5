// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rtl/model/model_abi.h"
#include "sim/golden/golden.hpp"
#include "sim/harness/record.hpp"

namespace spinforge::harness {

/// Compares the commits of one layer for one image with the golden trace: every neuron that updates
/// exactly once a step, its own steps in order, every field equal. Neurons may come in any order.
class LayerChecker {
 public:
  /// `layer` counts from 1; the trace must outlive the checker.
  LayerChecker(int layer, std::uint32_t image, const golden::LayerTrace& trace);

  /// Counts of one commit.
  struct Outcome {
    std::uint64_t compared = 0;
    std::uint64_t mismatches = 0;
    std::uint64_t spikes = 0;
    std::uint64_t over = 0;
  };

  /// Checks one commit of `lanes` lanes.
  Outcome check(const SfCommit& commit, int lanes);

  /// Whether every neuron of every step has committed.
  [[nodiscard]] bool complete() const { return left_ == 0; }
  /// Whether the commits' order or addresses went wrong: what follows means nothing.
  [[nodiscard]] bool broken() const { return broken_; }
  /// What is missing, e.g. "step 3, 17 of 40 neurons"; complete() is false.
  [[nodiscard]] std::string missing() const;
  /// The first step, from 1, that a neuron still owes; complete() is false.
  [[nodiscard]] std::size_t step() const;
  /// The first mismatch of this layer and image, without its cycle and commits.
  [[nodiscard]] const std::optional<Mismatch>& mismatch() const { return mismatch_; }

 private:
  [[nodiscard]] std::size_t due(std::size_t neuron, std::size_t from) const;
  [[nodiscard]] bool equal(const SfCommit& commit, std::size_t base, std::size_t lanes) const;
  Outcome accept(const SfCommit& commit, std::size_t base, std::size_t lanes);
  Outcome compare_lanes(const SfCommit& commit, std::size_t lanes);
  bool check_frame(const SfCommit& commit);
  bool claim(std::size_t neuron, std::size_t step);
  void note(
      std::size_t step, int neuron, std::string_view field, std::string expected, std::string got);

  int layer_;
  std::uint32_t image_;
  const golden::LayerTrace& trace_;
  std::size_t steps_, neurons_;
  std::vector<std::uint16_t> next_;  // step, from 0, that each neuron commits next; steps_: none
  std::size_t left_ = 0;             // commits that are still to come
  bool broken_ = false;
  std::optional<Mismatch> mismatch_;
};

/// The last commits of a layer, for the story of a mismatch.
class CommitHistory {
 public:
  void add(std::int64_t cycle, const SfCommit& commit, int lanes);
  /// Oldest first.
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  struct Entry {
    std::int64_t cycle = 0;
    std::uint32_t base = 0, image = 0;
    std::uint16_t step = 0;
    std::uint8_t code = 0;
    int lanes = 0, neurons = 0, spikes = 0;
    std::array<std::int32_t, 4> v{};
  };
  std::array<Entry, 6> entries_{};
  std::size_t count_ = 0;
};

}  // namespace spinforge::harness
