// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// NAME/verified.json, what `spinforge-sim verify --record` keeps of an equal run.
namespace spinforge::models {

/// A layer of the core that ran.
struct VerifiedLayer {
  int lanes = 0;
  int neuron_lanes = 0;
  std::optional<double> cycles{};       ///< mean busy cycles; none where images were streamed
  std::optional<double> utilisation{};  ///< share, 0..1; none likewise
  /// Share of its firings above TH_HI, 0..1, suppressed ones counted; none where its neurons have
  /// no TH_HI, where none fired, and in records from before it was counted.
  std::optional<double> over{};
};

/// As far as tables and figures read it.
struct Verified {
  std::string network_hash{};
  std::int64_t images = 0;
  std::int64_t commits = 0;
  std::int64_t mismatches = 0;
  double accuracy = 0;          ///< share, 0..1
  std::string order = "step";   ///< of the core's work; records from before it was told are of step
  double cycles_per_image = 0;  ///< mean
  std::optional<double> interval{};  ///< mean cycles from one streamed image to the next
  bool timing_exact = true;
  std::vector<VerifiedLayer> layers{};
  /// Images by true class (row) and class of the RTL (column), square; empty where the record was
  /// written before it kept one.
  std::vector<std::vector<std::int64_t>> confusion{};
};

/// Reads `text`, the content of `file`. *Errors*: kParse and kRange, naming the file and the key,
/// for a value that is missing, of another type or impossible: shares outside 0..1, negative or
/// huge counts, a confusion matrix that is no square, does not count the images or contradicts the
/// accuracy.
[[nodiscard]] Verified read_verified(std::string_view text, const std::string& file);

}  // namespace spinforge::models
