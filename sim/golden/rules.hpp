// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"

/// Which rules of the neuron a run has put to work. A comparison says nothing of a rule that never
/// decided anything.
namespace spinforge::golden {

/// A rule of gen/network/README.md. Each counts updates of a neuron, but for the last.
enum class Rule {
  kSpike,
  kOver,          ///< fired above TH_HI
  kSuppressed,    ///< armed and above TH_HI, and did not fire: the window is closed
  kUnarmed,       ///< left unarmed
  kWithheld,      ///< at or above TH_LO and neither fired nor resting: it was not armed
  kRefractory,    ///< held at V_REST
  kClipMin,       ///< below V_MIN, clipped
  kClipMax,       ///< above the largest V, clipped
  kNegative,      ///< V < 0 before it, so that the leak goes upward
  kNoise,         ///< noise was added
  kInhibited,     ///< under a field of negative gain
  kDelayedReset,  ///< leaky: after a spike
  kDrawnRest,     ///< V set to a V_REST that was drawn
  kGated,         ///< skipped
  kRestedGated,   ///< skipped while counting down
  kGatedLeak,     ///< skipped, and V leaked
  kFaulty,        ///< of a neuron with a fault
  kCodeChange,    ///< steps at which a layer had another field code than at the one before
};
inline constexpr std::size_t kRules = 18;

/// How it is told, e.g. "clipped at V_MIN".
[[nodiscard]] std::string_view rule_name(Rule rule);

/// How often each rule decided something, by golden's trace.
struct RuleCounts {
  std::array<std::uint64_t, kRules> counts{};

  [[nodiscard]] std::uint64_t operator[](Rule rule) const {
    return counts[static_cast<std::size_t>(rule)];
  }
  [[nodiscard]] std::uint64_t& operator[](Rule rule) {
    return counts[static_cast<std::size_t>(rule)];
  }
  RuleCounts& operator+=(const RuleCounts& other);
  friend bool operator==(const RuleCounts&, const RuleCounts&) = default;
};

/// Adds what `trace` of an image holds.
void count_rules(const network::Network& network, const Trace& trace, RuleCounts& counts);

/// The rules that some neuron of `network` has, whatever the images.
[[nodiscard]] std::vector<Rule> rules_of(const network::Network& network);

}  // namespace spinforge::golden
