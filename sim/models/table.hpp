// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/models/models.hpp"

/// What is known of the networks of a directory, as Markdown tables.
namespace spinforge::models {

/// A row for each network: shape, bits, cycles, and the accuracy in reals, in integers and of the
/// RTL. Lanes and their use are those of the layer with the most busy cycles. What the RTL did is
/// left out where the network has no record.
[[nodiscard]] std::string model_table(const std::vector<TrainedNetwork>& models);

/// Table 2 of the paper with the RTL's accuracy before the paper's: a row for each neuron, columns
/// for both architectures on both data sets. A cell takes the network DATA-ARCH-NEURON, e.g.
/// mnist-csnn-hall180, and has "-" where that or its record is missing. Paper: arXiv 2402.03767.
[[nodiscard]] std::string paper_table(const std::vector<TrainedNetwork>& models);

/// Lines in a text between which a tool writes.
struct Markers {
  std::string_view begin, end;
};

/// `text` with `table` between the markers. *Errors*: kParse where `text`, called `name` in the
/// sentence, lacks them.
[[nodiscard]] std::string between(const std::string& text,
                                  const Markers& markers,
                                  const std::string& table,
                                  const std::string& name);

/// `text` with the lines between the markers of each table replaced.
/// *Errors*: kParse where `text`, called `name` in the sentence, lacks markers.
[[nodiscard]] std::string with_tables(const std::string& text,
                                      const std::vector<TrainedNetwork>& models,
                                      const std::string& name);

}  // namespace spinforge::models
