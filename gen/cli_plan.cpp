// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "gen/base/text.hpp"
#include "gen/cli.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/emit/manifest.hpp"
#include "gen/emit/memory.hpp"
#include "gen/usage/usage.hpp"

namespace spinforge::cli {
namespace {

const usage::Help kHelp{
    .summary = "Show lanes, memories and cycles of a network's core, and what it takes of a part.",
    .details = "",
    .examples = {{"spinforge-gen plan weights/models/fmnist-fc-dw --lanes 64", ""},
                 {"spinforge-gen plan weights/models/mnist-fc-dw --target xc7 --part XC7Z020",
                  "cores that fit the part"},
                 {"spinforge-gen plan weights/models/mnist-csnn-dw --target ecp5 --goal area "
                  "--cycles 500000",
                  "the smallest that is fast enough"},
                 {"spinforge-gen plan weights/models/mnist-fc-dw --target xc7 --fmax 100 --plot "
                  "cores.svg",
                  "with times, as a plot"}}};

/// Timing of an image in which every pixel and every neuron has `value` (0 or 255) at every step:
/// the ends between which every image lies.
plan::Timing uniform_timing(const network::Network& network,
                            const plan::Plan& plan,
                            std::uint8_t value) {
  const auto steps = static_cast<std::size_t>(network.steps);
  const auto inputs = static_cast<std::size_t>(network.input.size());
  std::size_t most = inputs;
  for (const network::Layer& layer : network.layers) {
    most = std::max(most, static_cast<std::size_t>(layer.outputs));
  }
  const std::vector<std::uint8_t> all(steps * most, value);  // one for all layers
  plan::Activity activity;
  activity.pixels = std::span(all).first(inputs);
  activity.input_spikes = std::span(all).first(steps * inputs);
  for (const network::Layer& layer : network.layers) {
    const auto neurons = static_cast<std::size_t>(layer.outputs);
    activity.spikes.push_back(std::span(all).first(steps * neurons));
  }
  return plan::predict(network, plan, activity);
}

std::string range(std::int64_t low, std::int64_t high) {
  return fmt::format("{}..{}", text::thousands(low), text::thousands(high));
}

std::string shape(const network::Shape& map) {
  return fmt::format("{}x{}x{}", map.height, map.width, map.channels);
}

/// How a layer is called in the table: "conv 5x5 pad 2, max 2".
std::string kind(const network::Layer& layer) {
  if (!layer.conv) return "dense";
  const network::Conv& conv = *layer.conv;
  std::string text = fmt::format("conv {0}x{0}", conv.kernel);
  if (conv.stride > 1) text += fmt::format(" stride {}", conv.stride);
  if (conv.padding > 0) text += fmt::format(" pad {}", conv.padding);
  if (conv.pool == network::Pool::kMax) text += fmt::format(", max {}", conv.pool_size);
  if (conv.pool == network::Pool::kSum) text += fmt::format(", sum {}", conv.pool_size);
  return text;
}

void print_table(const network::Network& network,
                 const plan::Plan& plan,
                 const plan::Timing& idle,
                 const plan::Timing& full) {
  std::vector<std::vector<std::string>> rows{{"layer",
                                              "kind",
                                              "inputs",
                                              "neurons",
                                              "lanes",
                                              "neuron lanes",
                                              "blocks",
                                              "weights kbit",
                                              "bits w/C/D0/D/V",
                                              "cycles an image"}};
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const plan::LayerPlan& p = plan.layers[k];
    const std::int64_t weights = emit::memory_bits(layer, p).weights;
    rows.push_back({std::to_string(k + 1),
                    kind(layer),
                    layer.conv ? shape(layer.conv->input) : std::to_string(layer.inputs),
                    layer.conv ? shape(layer.conv->output()) : std::to_string(layer.outputs),
                    std::to_string(p.lanes),
                    std::to_string(p.neuron_lanes),
                    std::to_string(p.blocks),
                    fmt::format("{:.1f}", static_cast<double>(weights) / 1000.0),
                    fmt::format("{}/{}/{}/{}/{}",
                                layer.weight_bits,
                                p.counter_bits,
                                p.d0_bits,
                                p.drive_bits,
                                network::potential_bits(network.neuron_of(layer))),
                    range(idle.layers[k].cycles(), full.layers[k].cycles())});
  }
  fmt::print("{}: {} steps, {} pixels\n\n{}\ncycles an image: {}\n",
             network.name,
             network.steps,
             network.input.size(),
             text::table(rows),
             range(idle.image_cycles, full.image_cycles));
}

/// What the command line asks for.
struct Arguments {
  std::string network, target;
  usage::Output json{"--json"}, plot{"--plot"};
  std::optional<double> mhz;
  PlanOptions options;
  GoalOptions goal;
};

/// Cores for the target: those between small and fast, or the one whose lanes were named.
TradeOff trade_off(const network::Network& network,
                   const plan::Options& options,
                   const Arguments& arguments) {
  const plan::Request request = arguments.goal.parse(arguments.target, options);
  TradeOff out{{}, 0, request.target, arguments.mhz};
  if (arguments.options.automatic()) {
    out.choices = plan::trade_off(network, request);
    out.chosen = plan::choose(out.choices, request);
  } else {
    arguments.goal.expect_unused(true);
    out.choices.push_back(plan::evaluate(network, request.target, options));
  }
  return out;
}

std::string json_text(const network::Network& network,
                      const plan::Plan& plan,
                      const plan::Timing& idle,
                      const plan::Timing& full,
                      const std::optional<TradeOff>& cores) {
  nlohmann::ordered_json layers = emit::plan_json(network, plan);
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    layers[k]["cycles"] = {{"min", idle.layers[k].cycles()}, {"max", full.layers[k].cycles()}};
  }
  nlohmann::ordered_json out = {
      {"network", network.name},
      {"steps", network.steps},
      {"layers", layers},
      {"cycles_per_image", {{"min", idle.image_cycles}, {"max", full.image_cycles}}}};
  if (cores) out["trade_off"] = json_of(*cores);
  return out.dump(2) + "\n";
}

void run(const Arguments& arguments) {
  const bool talk = usage::prepare({arguments.json, arguments.plot});
  directory::require_no_input(arguments.network, "--json", arguments.json.path());
  directory::require_no_input(arguments.network, "--plot", arguments.plot.path());
  const network::Network network = network::load(arguments.network);
  plan::Options options = arguments.options.parse();
  std::optional<TradeOff> cores;
  if (!arguments.target.empty()) {
    cores = trade_off(network, options, arguments);
    options = cores->choices[cores->chosen].options;
  }
  const plan::Plan plan = plan::make_plan(network, options);
  const plan::Timing idle = uniform_timing(network, plan, 0);
  const plan::Timing full = uniform_timing(network, plan, 255);
  if (talk && cores) fmt::print("{}\n", table_of(*cores));
  if (talk) print_table(network, plan, idle, full);
  arguments.json.write(json_text(network, plan, idle, full, cores));
  if (arguments.plot.wanted()) arguments.plot.write(svg_of(*cores, network.name));
}

}  // namespace

void add_plan(usage::Tool& tool) {
  auto arguments = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("plan", kHelp);
  command->add_option("NETWORK", arguments->network, "directory of the network")->required();
  arguments->options.add_to(*command);
  usage::Option* const target =
      command->add_option("--target",
                          arguments->target,
                          "predict resources and choose lanes for one of " + plan::target_names());
  arguments->goal.add_to(*command);
  for (const char* const name : {"--goal", "--part", "--cycles", "--fill"}) {
    command->get_option(name)->needs(target);
  }
  command->add_option("--fmax", arguments->mhz, "clock in MHz, for times and images a second")
      ->positive()
      ->needs(target);
  arguments->json.add_to(*command, "the same as JSON");
  arguments->plot.add_to(*command, "the trade-off as an SVG image");
  command->get_option("--plot")->needs(target);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace spinforge::cli
