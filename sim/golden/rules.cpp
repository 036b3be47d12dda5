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
                                                      "gated",
                                                      "gated while counting down",
                                                      "leaking while gated",
                                                      "field code changed"};

/// Counts of one layer.
class Counter {
 public:
  Counter(const Neuron& neuron, std::size_t size, RuleCounts& counts)
      : neuron_(neuron),
        v_max_(fixed::signed_max(network::potential_bits(neuron))),
        countdown_(size, 0),
        counts_(counts) {}

  void add(const LayerTrace& trace) {
    const std::size_t size = countdown_.size();
    for (std::size_t step = 0; step < trace.field_code.size(); ++step) {
      const auto& field = neuron_.fields[trace.field_code[step]];
      if (step > 0) count(Rule::kCodeChange, trace.field_code[step] != trace.field_code[step - 1]);
      for (std::size_t n = 0; n < size; ++n) {
        const std::size_t cell = step * size + n;
        const std::int32_t before = step == 0 ? neuron_.v_rest : trace.potential[cell - size];
        if ((trace.flags[cell] & kCommitted) == 0) {
          gated(before, trace.potential[cell], countdown_[n]);
        } else {
          update(field, trace, cell, before, countdown_[n]);
        }
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

  void update(const network::FieldRegisters& field,
              const LayerTrace& trace,
              std::size_t cell,
              std::int32_t before,
              int& countdown) {
    const std::uint8_t flags = trace.flags[cell];
    const bool spike = (flags & kSpike) != 0;
    const std::int64_t sum = unclipped(neuron_, before, trace.drive[cell]);
    count(Rule::kSpike, spike);
    count(neuron_.closed ? Rule::kSuppressed : Rule::kOver, (flags & kOver) != 0);
    const bool resting = countdown > 0;
    // Where V is set to V_REST whatever it was, no clip decides anything.
    const bool held = neuron_.kind == NeuronKind::kWall && (resting || (spike && neuron_.reset));
    count(Rule::kClipMin, !held && sum < neuron_.v_min);
    count(Rule::kClipMax, !held && sum > v_max_);
    count(Rule::kNegative, before < 0);
    count(Rule::kNoise, neuron_.noise_ns != 0);
    count(Rule::kInhibited, neuron_.has_gain && field.gain < 0);
    if (neuron_.kind == NeuronKind::kLeaky) {
      count(Rule::kDelayedReset, leaky_fires(neuron_, before));
      return;
    }
    count(Rule::kUnarmed, (flags & kArmed) == 0);
    count(Rule::kRefractory, resting);
    const bool over = (flags & kOver) != 0;
    count(Rule::kWithheld, !resting && !spike && !over && trace.potential[cell] >= field.th_lo);
    countdown = spike ? neuron_.refractory : std::max(0, countdown - 1);
  }

  const Neuron& neuron_;
  std::int64_t v_max_;
  std::vector<int> countdown_;
  RuleCounts& counts_;
};

bool has(const Neuron& neuron, Rule rule) {
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
    case Rule::kDelayedReset:
      return !wall;
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
    Counter counter(network.neuron_of(layer), static_cast<std::size_t>(layer.outputs), counts);
    counter.add(trace.layers[k]);
  }
}

std::vector<Rule> rules_of(const network::Network& network) {
  std::vector<Rule> out;
  for (std::size_t i = 0; i < kRules; ++i) {
    const auto rule = static_cast<Rule>(i);
    const auto used = [&](const network::Layer& layer) {
      return has(network.neuron_of(layer), rule);
    };
    if (std::any_of(network.layers.begin(), network.layers.end(), used)) out.push_back(rule);
  }
  return out;
}

}  // namespace spinforge::golden
