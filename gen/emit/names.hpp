// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gen/network/network.hpp"

namespace spinforge::emit {

/// What every global name of an emitted directory begins with, unless `--name` says otherwise.
inline constexpr std::string_view kPrefix = "sf";

/// Longest prefix.
inline constexpr std::size_t kPrefixLength = 32;

/// Gives what was rendered another prefix, so that several networks fit into one design: sf_core
/// becomes left_core, SF_ID becomes LEFT_ID, in texts and paths alike. One pass over the text is
/// all there is to it, for every global name that we write begins so, and nothing else does.
class Names {
 public:
  /// *Errors*: kUsage for a prefix that is not a plain identifier in lower case of at most
  /// kPrefixLength characters, without "__" and without "_" at its end, or a keyword, or has _axi
  /// for a part: left_axi_layer is the wrapper's with left, and a layer's with left_axi.
  explicit Names(std::string prefix);

  /// A copy whose own words (its name, its neurons') are marked, so that the pass leaves them
  /// alone.
  [[nodiscard]] network::Network marked(network::Network network) const;
  /// The same for words of the network in `text`.
  [[nodiscard]] std::string marked(std::string_view text) const;

  /// `text` with this prefix and without marks.
  [[nodiscard]] std::string operator()(std::string text) const;
  /// `text` without marks.
  [[nodiscard]] static std::string unmarked(std::string text);

 private:
  std::string lower_, upper_;
};

}  // namespace spinforge::emit
