// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/emit/manifest.hpp"
#include "gen/emit/memory.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// Constants of one layer in the package, for the text that instantiates it.
struct LayerConstants {
  /// sf_layer's parameters by name. Absent are those without a constant: LayerNumber; Mul where
  /// every neuron has its own; MulFile and MulSum where they share one.
  std::vector<std::pair<std::string, sv::Constant>> parameters;
  sv::Constant in_words, in_addr_bits, in_index_bits, in_bit_bits, word_bits,
      train_bits;  ///< widths of signals
  /// Fields of a commit, the ports commit_FIELD_o of sf_layer, with their widths.
  std::vector<std::pair<const char*, sv::Width>> commit;

  /// *Errors*: std::logic_error for a field that is none.
  [[nodiscard]] int commit_bits(std::string_view field) const;

  /// Constant bound to `parameter`, or null.
  [[nodiscard]] const sv::Constant* find(std::string_view parameter) const;
  [[nodiscard]] const sv::Constant& at(std::string_view parameter) const;
};

/// The package sf_core_pkg, in which everything that depends on the network is written down:
///
///     package sf_core_pkg;
///       // Network ...
///       parameter int Steps = 25;
///       // Layer 1: 784 inputs, 1000 neurons S
///       parameter int Layer1Inputs = 784;
///       ...
///     endpackage
struct Constants {
  sv::Constant steps, seed, input_size, beat, class_bits, config_mask_bits, memory_check;
  sv::Constant config_codes, config_thresholds;
  std::vector<LayerConstants> layers;
  sv::Package package;

  explicit Constants(sv::Package empty) : package(std::move(empty)) {}
};

[[nodiscard]] Constants make_constants(const network::Network& network,
                                       const plan::Plan& plan,
                                       const Features& features,
                                       const Memories& memories);

}  // namespace spinforge::emit
