// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"
#include "gen/chip/chip.hpp"
#include "gen/cli.hpp"
#include "gen/emit/manifest.hpp"
#include "gen/emit/memory.hpp"

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
                 {"spinforge-gen plan weights/models/mnist-fc-dw --target xc7 --goal throughput",
                  "the most images a second, one right behind the other"},
                 {"spinforge-gen plan weights/models/mnist-fc-dw --target xc7 --fmax 100 --plot "
                  "cores.svg",
                  "with times, as a plot"}}};

std::string range(std::int64_t low, std::int64_t high) {
  return fmt::format("{}..{}", text::thousands(low), text::thousands(high));
}

std::string shape(const network::Shape& map) {
  return fmt::format("{}x{}x{}", map.height, map.width, map.channels);
}

/// Cycles of images between the least and the most active one.
struct Ends {
  plan::Timing idle, full;
  std::int64_t idle_interval = 0, full_interval = 0;

  Ends(const network::Network& network, const plan::Plan& plan)
      : idle(plan::typical_timing(network, plan, 0, 0)),
        full(plan::typical_timing(network, plan, 1, 1)),
        idle_interval(plan::typical_interval(network, plan, 0, 0)),
        full_interval(plan::typical_interval(network, plan, 1, 1)) {}
};

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

void print_table(const network::Network& network, const plan::Plan& plan, const Ends& ends) {
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
                    range(ends.idle.layers[k].cycles(), ends.full.layers[k].cycles())});
  }
  fmt::print(
      "{}: {} steps, {} pixels\n\n{}\ncycles an image: {}, from one to the next when streamed: "
      "{}\n",
      network.name,
      network.steps,
      network.input.size(),
      text::table(rows),
      range(ends.idle.image_cycles, ends.full.image_cycles),
      range(ends.idle_interval, ends.full_interval));
}

struct Arguments {
  std::string network, chip, target;
  usage::Output json{"--json"}, plot{"--plot"};
  std::optional<double> mhz;
  PlanOptions options;
  GoalOptions goal;
};

void add_options(usage::Command& command, Arguments& to) {
  add_network(command, to.network);
  add_chip(command, to.chip);
  to.options.add_to(command);
  usage::Option* const target =
      command.add_option("--target",
                         to.target,
                         "predict resources and choose lanes for one of " + plan::target_names());
  to.goal.add_to(command);
  command.add_option("--fmax", to.mhz, "clock in MHz, for times and images a second")
      ->between(1e-3, 1e6);
  to.json.add_to(command, "the same as JSON");
  to.plot.add_to(command, "the trade-off as an SVG image");
  for (const char* const name : {"--goal", "--part", "--cycles", "--fill", "--fmax", "--plot"}) {
    command.get_option(name)->needs(target);
  }
}

std::string json_text(const network::Network& network,
                      const plan::Plan& plan,
                      const Ends& ends,
                      const std::optional<plan::TradeOff>& cores) {
  nlohmann::ordered_json layers = emit::plan_json(network, plan);
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    layers[k]["cycles"] = {{"min", ends.idle.layers[k].cycles()},
                           {"max", ends.full.layers[k].cycles()}};
  }
  nlohmann::ordered_json out = {
      {"network", network.name},
      {"steps", network.steps},
      {"order", plan::name_of(plan.order)},
      {"layers", layers},
      {"cycles_per_image", {{"min", ends.idle.image_cycles}, {"max", ends.full.image_cycles}}},
      {"interval", {{"min", ends.idle_interval}, {"max", ends.full_interval}}}};
  if (cores) out["trade_off"] = plan::json_of(*cores);
  return out.dump(2) + "\n";
}

void run(const Arguments& given) {
  const bool talk =
      usage::prepare({given.json, given.plot}, chip::files_of(given.network, given.chip));
  const network::Network network = chip::load(given.network, given.chip).network;
  plan::Options options = given.options.parse(network, nullptr);
  std::optional<plan::TradeOff> cores;
  if (!given.target.empty()) {
    cores = given.goal.cores(network, given.target, given.options);
    cores->mhz = given.mhz;
    options = cores->best().options;
  }
  const plan::Plan plan = plan::make_plan(network, options);
  const Ends ends(network, plan);
  if (talk && cores) fmt::print("{}\n", plan::table_of(*cores));
  if (talk) print_table(network, plan, ends);
  given.json.write(json_text(network, plan, ends, cores));
  if (given.plot.wanted()) given.plot.write(plan::svg_of(*cores, network.name));
}

}  // namespace

void add_plan(usage::Tool& tool) { tool.add_command("plan", kHelp, add_options, run); }

}  // namespace spinforge::cli
