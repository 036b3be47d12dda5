// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/cli.hpp"

namespace spinforge::cli {
namespace {

std::optional<int> count(const std::string& option, const std::string& text) {
  if (text == "auto") return std::nullopt;
  const std::optional<int> value = text::number<int>(text);
  if (value && *value >= 1 && *value <= plan::kMaxLanes) return value;
  throw Error(ErrorCode::kUsage,
              option,
              fmt::format("not a number of lanes; expected 1..{} or auto, got \"{}\"; choose one "
                          "of these",
                          plan::kMaxLanes,
                          text::brief(text)));
}

/// "64,10": one for each layer. Empty where `text` is a single number or auto.
std::vector<int> counts(const std::string& option, const std::string& text) {
  std::vector<int> out;
  if (text.find(',') == std::string::npos) return out;
  std::istringstream list(text);
  for (std::string item; std::getline(list, item, ',');) {
    const std::optional<int> value = count(option, item);
    if (!value) {
      throw Error(ErrorCode::kUsage,
                  option,
                  fmt::format("auto stands alone; expected a number for each layer, got \"{}\"; "
                              "write all of them, 64,10 for example",
                              text::brief(text)));
    }
    out.push_back(*value);
  }
  return out;
}

std::string xc7_parts() {
  std::vector<std::string> names;
  for (const plan::Part& part : plan::find_target("xc7").parts) {
    names.emplace_back(part.name);
  }
  return text::joined(names, ", ");
}

}  // namespace

void add_network(usage::Command& command, std::string& to) {
  command.add_option("NETWORK", to, "directory of the network")->required();
}

void add_chip(usage::Command& command, std::string& to) {
  command
      .add_option("--chip", to, "file of spinforge-sim chip: devices that the network stands on")
      ->type_name("FILE");
}

void PlanOptions::add_to(usage::Command& command) {
  command
      .add_option(
          "--lanes", lanes_, "synapse lanes of every layer, 1..256 or auto; or one for each, 64,10")
      ->show_default();
  command
      .add_option(
          "--neuron-lanes",
          neuron_lanes_,
          "neuron macros of every layer, 1..256 or auto, or one for each; rounded down to a "
          "divisor of the layer's lanes")
      ->show_default();
  command
      .add_option("--order",
                  order_,
                  "step: all neurons at a step, then the next step; time: all steps of a block of "
                  "neurons, then the next block; auto: what suits --goal on a target, else time, "
                  "unless that keeps more than 4 Mbit of spikes")
      ->one_of({"step", "time", "auto"})
      ->show_default();
  command
      .add_option("--pixels-per-beat", beat_, "pixels that the core takes in a cycle: 1, 2 or 4")
      ->one_of({"1", "2", "4"})
      ->show_default();
  command.add_flag("--pipeline",
                   pipeline_,
                   "registers inside the neurons: an update takes five cycles more, the clock may "
                   "be faster");
  command.add_flag("--parity",
                   parity_,
                   "a bit of parity in each word of weights, checked as it is read; parity_error_o "
                   "tells a wrong one");
}

plan::Options PlanOptions::parse() const {
  plan::Options out;
  out.layer_lanes = counts("--lanes", lanes_);
  out.layer_neuron_lanes = counts("--neuron-lanes", neuron_lanes_);
  if (out.layer_lanes.empty()) out.lanes = count("--lanes", lanes_);
  if (out.layer_neuron_lanes.empty()) out.neuron_lanes = count("--neuron-lanes", neuron_lanes_);
  out.pipeline = pipeline_;
  out.parity = parity_;
  out.pixels_per_beat = beat_ == "4" ? 4 : beat_ == "2" ? 2 : 1;
  out.order = order_ == "step" ? plan::Order::kStep : plan::Order::kTime;
  return out;
}

plan::Options PlanOptions::parse(const network::Network& network,
                                 const plan::Target* target) const {
  plan::Options out = parse();
  if (!names_order()) out.order = plan::choose_order(network, out, target);
  return out;
}

void GoalOptions::add_to(usage::Command& command) {
  options_ = {
      command
          .add_option(
              "--goal",
              goal_,
              "for lanes that are auto and a target: latency, the fewest cycles that fit the "
              "part; throughput, the fewest from one streamed image to the next; or area, the "
              "one that fills the part least, give --cycles with it")
          ->one_of({"latency", "throughput", "area"})
          ->show_default(),
      command
          .add_option("--cycles",
                      cycles_,
                      "at most so many cycles for a typical image, 30 % of the inputs and 10 % of "
                      "the neurons active")
          ->positive(),
      command.add_option(
          "--part", part_, "another part of the target's family; for xc7 " + xc7_parts()),
      command
          .add_option("--fill",
                      fill_,
                      "plan for at most so many percent of each of the part's resources; default: "
                      "85 of its LUTs and 90 of its block RAMs and DSP blocks, on iCE40 70 and 100")
          ->between(1.0, 100.0)};
}

void GoalOptions::expect_unused(bool part_counts) const {
  for (const usage::Option* const option : options_) {
    const std::string name = option->name();
    if (option->count() == 0 || (part_counts && (name == "--part" || name == "--fill"))) continue;
    throw Error(
        ErrorCode::kUsage,
        name,
        "no lanes to choose; expected --target with a family and lanes left auto, got lanes "
        "or no family; leave it out, or leave the lanes to it");
  }
}

plan::TradeOff GoalOptions::cores(const network::Network& network,
                                  const std::string& target,
                                  const PlanOptions& lanes) const {
  plan::Request request{plan::find_target(target)};
  if (!part_.empty()) request.target = plan::with_part(request.target, part_);
  if (fill_ > 0.0) request.target.usable = {fill_ / 100.0, fill_ / 100.0};
  request.goal = goal_ == "area"         ? plan::Goal::kArea
                 : goal_ == "throughput" ? plan::Goal::kThroughput
                                         : plan::Goal::kLatency;
  const plan::Options options = lanes.parse(network, &request.target);
  request.pipeline = options.pipeline;
  request.parity = options.parity;
  request.pixels_per_beat = options.pixels_per_beat;
  if (lanes.names_order()) request.order = options.order;
  request.cycles = cycles_;
  plan::TradeOff out{{}, 0, request.target, {}};
  if (lanes.automatic()) {
    out.choices = plan::trade_off(network, request);
    out.chosen = plan::choose(out.choices, request);
  } else {
    expect_unused(true);
    out.choices.push_back(plan::evaluate(network, request.target, options));
  }
  return out;
}

}  // namespace spinforge::cli
