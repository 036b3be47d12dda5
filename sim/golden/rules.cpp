// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/rules.hpp"

#include <algorithm>

#include "gen/base/fixed.hpp"
#include "sim/golden/neuron.hpp"

namespace spinforge::golden {

using network::Neuron;
using network::NeuronKind;

namespace {

constexpr std::array<std::string_view, kRules> kNames{"spike",
                                                      "over TH_HI",
                                                      "suppressed over TH_HI",
                                                      "left unarmed",
                                                      "withheld while unarmed",
                                                      "refractory",
                                                      "clipped at V_MIN",
                                                      "clipped at the largest V",
                                                      "V below 0",
                                                      "noise",
                                                      "negative gain",
                                                      "reset a step late",
                                                      "V_REST drawn",
                                                      "gated",
                                                      "gated while counting down",
                                                      "leaking while gated",
                                                      "faulty neuron",
                                                      "field code changed"};

/// Counts of one neuron.
class Counter {
 public:
  Counter(const Single& single, RuleCounts& counts)
      : single_(single),
        neuron_(single.neuron),
        v_max_(fixed::signed_max(network::potential_bits(neuron_))),
        counts_(counts) {}

  /// Adds neuron `n` of the `size` in `trace`.
  void add(const LayerTrace& trace, std::size_t n, std::size_t size) {
    int countdown = 0;
    for (std::size_t step = 0; step < trace.field_code.size(); ++step) {
      const std::size_t cell = step * size + n;
      const std::int32_t before = step == 0 ? trace.start[n] : trace.potential[cell - size];
      if ((trace.flags[cell] & kCommitted) == 0) {
        gated(before, trace.potential[cell], countdown);
      } else {
        update(trace, step, cell, before, countdown);
      }
    }
  }

 private:
  void count(Rule rule, bool when) { counts_[rule] += when ? 1 : 0; }

  void gated(std::int32_t before, std::int32_t after, int countdown) {
    count(Rule::kGated, true);
    count(Rule::kRestedGated, countdown > 0);
    count(Rule::kGatedLeak, after != before);
  }

  void update(const LayerTrace& trace,
              std::size_t step,
              std::size_t cell,
              std::int32_t before,
              int& countdown) {
    const auto& field = neuron_.fields[trace.field_code[step]];
    const std::uint8_t flags = trace.flags[cell];
    const bool spike = (flags & kSpike) != 0;
    const bool over = (flags & kOver) != 0;
    count(Rule::kSpike, spike);
    count(neuron_.closed ? Rule::kSuppressed : Rule::kOver, over);
    count(Rule::kNoise, neuron_.noise_ns != 0);
    count(Rule::kInhibited, neuron_.has_gain && field.gain < 0);
    count(Rule::kFaulty, single_.fault != network::Fault::kSound);
    if (single_.fault == network::Fault::kFrozen) return;
    const bool leaky = neuron_.kind == NeuronKind::kLeaky;
    const bool due = leaky && reset_due(before, step);
    const std::int64_t sum = leaky ? unclipped_leaky(neuron_, before, trace.drive[cell], due)
                                   : unclipped(neuron_, before, trace.drive[cell]);
    const bool resting = countdown > 0;
    // Where V is set to V_REST whatever it was, no clip decides anything.
    const bool held = !leaky && (resting || (spike && neuron_.reset));
    count(Rule::kClipMin, !held && sum < neuron_.v_min);
    count(Rule::kClipMax, !held && sum > v_max_);
    count(Rule::kDrawnRest, neuron_.rest_rs != 0 && spike && neuron_.reset);
    count(Rule::kNegative, before < 0);
    count(Rule::kDelayedReset, due);
    if (leaky) return;
    count(Rule::kUnarmed, (flags & kArmed) == 0);
    count(Rule::kRefractory, resting);
    if (single_.fault != network::Fault::kSound) return;
    count(Rule::kWithheld, !resting && !spike && !over && trace.potential[cell] >= field.th_lo);
    countdown = spike ? neuron_.refractory : std::max(0, countdown - 1);
  }

  /// Of a leaky neuron: the reset of a spike.
  [[nodiscard]] bool reset_due(std::int32_t before, std::size_t step) const {
    if (single_.fault == network::Fault::kStuck) return step > 0;
    return single_.fault == network::Fault::kSound && leaky_fires(neuron_, before);
  }

  const Single& single_;
  const Neuron& neuron_;
  std::int64_t v_max_;
  RuleCounts& counts_;
};

bool has(const network::Layer& layer, const Neuron& neuron, Rule rule) {
  const bool wall = neuron.kind == NeuronKind::kWall;
  switch (rule) {
    case Rule::kOver:
      return wall && !neuron.closed;
    case Rule::kSuppressed:
      return wall && neuron.closed;
    case Rule::kUnarmed:
    case Rule::kWithheld:
      return wall;
    case Rule::kRefractory:
    case Rule::kRestedGated:
      return wall && neuron.refractory > 0;
    case Rule::kGatedLeak:
      return wall && neuron.leak_gated;
    case Rule::kNoise:
      return neuron.noise_ns != 0;
    case Rule::kInhibited:
      return neuron.has_gain && std::any_of(neuron.fields.begin(),
                                            neuron.fields.end(),
                                            [](const auto& field) { return field.gain < 0; });
    case Rule::kDrawnRest:
      return neuron.rest_rs != 0 && neuron.reset;
    case Rule::kDelayedReset:
      return !wall;
    case Rule::kFaulty:
      return std::any_of(
          layer.own.fault.begin(), layer.own.fault.end(), [](int f) { return f != 0; });
    case Rule::kCodeChange:
      return neuron.fields.size() > 1;
    default:
      return true;
  }
}

}  // namespace

std::string_view rule_name(Rule rule) { return kNames[static_cast<std::size_t>(rule)]; }

RuleCounts& RuleCounts::operator+=(const RuleCounts& other) {
  for (std::size_t i = 0; i < kRules; ++i) counts[i] += other.counts[i];
  return *this;
}

void count_rules(const network::Network& network, const Trace& trace, RuleCounts& counts) {
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const LayerTrace& of = trace.layers[k];
    for (std::size_t step = 1; step < of.field_code.size(); ++step) {
      if (of.field_code[step] != of.field_code[step - 1]) ++counts[Rule::kCodeChange];
    }
    const auto size = static_cast<std::size_t>(layer.outputs);
    for (std::size_t n = 0; n < size; ++n) {
      const Single one = single(layer, network.neuron_of(layer), n);
      Counter(one, counts).add(of, n, size);
    }
  }
}

std::vector<Rule> rules_of(const network::Network& network) {
  std::vector<Rule> out;
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    const auto used = [&](const network::Layer& layer) {
      return has(layer, network.neuron_of(layer), rule);
    };
    if (std::any_of(network.layers.begin(), network.layers.end(), used)) out.push_back(rule);
  }
  return out;
}

}  // namespace spinforge::golden
