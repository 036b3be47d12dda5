// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/chip/spread.hpp"
#include "sim/classify/classify.hpp"
#include "sim/plot/figure.hpp"

/// Trained networks on chips: accuracy against the spread of one quantity at a time.
namespace spinforge::sweep {

/// What `spinforge-sim sweep spread` is asked for.
struct SpreadOptions {
  std::vector<std::string> quantities;  ///< chip::quantities() by key; empty: all but frozen
  std::vector<double> levels;           ///< of each; empty: default_levels()
  std::uint32_t chips = 30;             ///< numbers 1..chips at each level
  bool sound_outputs = false;           ///< see chip::Spread
  unsigned threads = 0;                 ///< 0: one for each core
  bool quiet = false;
};

/// Levels of a quantity, without 0.
[[nodiscard]] std::vector<double> default_levels(const chip::Quantity& quantity);

/// One quantity of a network at one level, everything else as designed.
struct SpreadRow {
  std::string network;
  std::string quantity;  ///< its key
  double level = 0.0;
  std::size_t images = 0;
  std::vector<double> accuracy;  ///< of each chip, chip 1 first; of the network itself at level 0
  [[nodiscard]] double mean() const;
  /// What a share `q` of the chips is below: between the two nearest chips linearly.
  [[nodiscard]] double quantile(double q) const;
};

/// Every quantity at level 0 and at its levels. The result does not depend on the threads.
/// *Errors*: kUsage for a quantity that there is not, kRange for a level beyond 0..1.
[[nodiscard]] std::vector<SpreadRow> run(const SpreadOptions& options,
                                         const network::Network& network,
                                         const classify::TestSet& set);

[[nodiscard]] std::string table_text(const std::vector<SpreadRow>& rows);
[[nodiscard]] std::string csv_text(const std::vector<SpreadRow>& rows);
[[nodiscard]] std::string json_text(const SpreadOptions& options,
                                    const std::vector<SpreadRow>& rows);

/// A panel for each quantity: mean, and the band between the 10 and 90 % quantiles of the chips.
[[nodiscard]] plot::Figure figure(const SpreadOptions& options, const std::vector<SpreadRow>& rows);

}  // namespace spinforge::sweep
