// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/rules.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

using namespace spinforge;
using golden::Rule;
using golden::RuleCounts;

namespace {

/// One neuron that drives decide alone: no leak; fires at 10, over 20, armed again at 3.
network::Network one_neuron() {
  network::Network net;
  net.steps = 4;
  network::Neuron neuron;
  neuron.frac_bits = 4;
  neuron.v_min = -8;
  neuron.v_rest = 5;
  neuron.fields = {
      {.name = "", .gate_en = true, .gain = 128, .th_lo = 10, .th_hi = 20, .th_rest = 3}};
  net.neurons = {neuron};
  net.layers.resize(1);
  net.layers[0].outputs = 1;
  return net;
}

/// A trace of it: D, V after and flags of each step.
golden::Trace trace(std::vector<std::int32_t> drive,
                    std::vector<std::int32_t> potential,
                    std::vector<std::uint8_t> flags) {
  golden::LayerTrace layer;
  layer.start = {one_neuron().neurons[0].v_rest};
  layer.field_code.assign(drive.size(), 0);
  layer.drive = std::move(drive);
  layer.potential = std::move(potential);
  layer.flags = std::move(flags);
  golden::Trace out;
  out.layers.push_back(std::move(layer));
  return out;
}

constexpr std::uint8_t kOn = golden::kCommitted;

}  // namespace

TEST_CASE("rules of a domain-wall neuron are counted where they decide") {
  network::Network net = one_neuron();
  RuleCounts counts;
  // 5 + 20 = 25: over, reset to 5, unarmed. 5 + 6 = 11: withheld. 11 - 30: clipped. gated.
  golden::count_rules(net,
                      trace({20, 6, -30, 0},
                            {5, 11, -8, -8},
                            {kOn | golden::kSpike | golden::kOver, kOn, kOn | golden::kArmed, 0}),
                      counts);
  CHECK(counts[Rule::kSpike] == 1);
  CHECK(counts[Rule::kOver] == 1);
  CHECK(counts[Rule::kUnarmed] == 2);
  CHECK(counts[Rule::kWithheld] == 1);
  CHECK(counts[Rule::kClipMin] == 1);
  CHECK(counts[Rule::kClipMax] == 0);
  CHECK(counts[Rule::kGated] == 1);
  CHECK(counts[Rule::kGatedLeak] == 0);
  CHECK(counts[Rule::kNegative] == 0);
  CHECK(counts[Rule::kRefractory] == 0);
  // The largest V is 31; a value that only just fits is not clipped, nor is V_MIN itself.
  golden::count_rules(net, trace({26, 1, -40, 1}, {31, 31, -8, -7}, {kOn, kOn, kOn, kOn}), counts);
  CHECK(counts[Rule::kClipMax] == 1);
  CHECK(counts[Rule::kClipMin] == 2);
  CHECK(counts[Rule::kNegative] == 1);
}

TEST_CASE("the refractory time is counted down, and a gate stops it") {
  network::Network net = one_neuron();
  net.neurons[0].refractory = 1;
  net.neurons[0].leak_gated = true;
  RuleCounts counts;
  golden::count_rules(
      net, trace({20, 0, 9, 0}, {5, 4, 5, 5}, {kOn | golden::kSpike, 0, kOn, kOn}), counts);
  CHECK(counts[Rule::kRestedGated] == 1);
  CHECK(counts[Rule::kGatedLeak] == 1);
  CHECK(counts[Rule::kRefractory] == 1);
}

TEST_CASE("a rule belongs to a network whose neurons have it") {
  network::Network net = one_neuron();
  const auto has = [&](Rule rule) {
    const auto rules = golden::rules_of(net);
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  };
  CHECK(has(Rule::kOver));
  CHECK(has(Rule::kGated));
  CHECK_FALSE(has(Rule::kRefractory));
  CHECK_FALSE(has(Rule::kNoise));
  CHECK_FALSE(has(Rule::kDelayedReset));
  CHECK_FALSE(has(Rule::kCodeChange));
  net.neurons[0].noise_ns = 3;
  net.neurons[0].refractory = 2;
  net.neurons[0].fields.push_back(net.neurons[0].fields[0]);
  CHECK(has(Rule::kNoise));
  CHECK(has(Rule::kRestedGated));
  CHECK(has(Rule::kCodeChange));
  net.neurons[0].kind = network::NeuronKind::kLeaky;
  CHECK(has(Rule::kDelayedReset));
  CHECK_FALSE(has(Rule::kOver));
}
