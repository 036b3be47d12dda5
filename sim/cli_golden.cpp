// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "gen/network/network.hpp"
#include "gen/usage/usage.hpp"
#include "sim/cli.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/images.hpp"

namespace spinforge::sim {

namespace {

const usage::Help kHelp{
    .summary = "Classify the test images with the golden model: no RTL, one thread.",
    .details = "The network in integers, as the core computes it.",
    .examples = {{"spinforge-sim golden weights/models/fmnist-fc-dw", ""},
                 {"spinforge-sim golden weights/models/mnist-fc-dw --dataset mnist --images 1000 "
                  "--json r.json",
                  ""}}};

struct Arguments {
  std::string network;
  usage::Output json{"--json"};
  std::optional<std::string> dataset;
  std::optional<std::uint32_t> images;
  bool quiet = false;
};

/// What the golden model did with the test images.
struct Outcome {
  std::vector<int> predictions;
  std::size_t correct = 0;
  std::vector<std::uint64_t> spikes;  // of each layer, over all images and steps
  double wall_s = 0;

  [[nodiscard]] double images() const { return static_cast<double>(predictions.size()); }
  [[nodiscard]] double accuracy() const { return static_cast<double>(correct) / images(); }
  [[nodiscard]] double rate() const { return wall_s > 0 ? images() / wall_s : 0; }
  [[nodiscard]] double spikes_per_step(std::size_t layer, int steps) const {
    return static_cast<double>(spikes[layer]) / (images() * steps);
  }
};

std::uint64_t count_spikes(const golden::LayerTrace& layer) {
  std::uint64_t sum = 0;
  for (const std::uint8_t spike : layer.spike) sum += spike;
  return sum;
}

/// The wall time is that of Golden::run alone.
Outcome classify(const network::Network& network,
                 const dataset::Images& images,
                 std::size_t count,
                 bool quiet) {
  golden::Golden model(network);
  Outcome out;
  out.spikes.resize(network.layers.size());
  Progress progress("golden", "images", count, quiet);
  std::chrono::steady_clock::duration spent{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const golden::Trace& trace = model.run(images.image(i), static_cast<std::uint32_t>(i));
    spent += std::chrono::steady_clock::now() - begin;
    out.predictions.push_back(trace.predicted);
    if (trace.predicted == images.labels[i]) ++out.correct;
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      out.spikes[k] += count_spikes(trace.layers[k]);
    }
    if (i % 256 == 255) progress.update(i + 1);
  }
  out.wall_s = std::chrono::duration<double>(spent).count();
  return out;
}

void print(const network::Network& network, const std::string& dataset, const Outcome& out) {
  std::vector<std::vector<std::string>> rows{{"layer", "neurons", "spikes a step", "share"}};
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const int neurons = network.layers[k].outputs;
    const double spikes = out.spikes_per_step(k, network.steps);
    rows.push_back({fmt::format("{}", k + 1),
                    fmt::format("{}", neurons),
                    fmt::format("{:.2f}", spikes),
                    fmt::format("{:.2f} %", 100 * spikes / neurons)});
  }
  fmt::print("{}: {} images of {}, accuracy {:.2f} %, {:.0f} images/s on one core\n\n{}\n",
             network.name,
             out.predictions.size(),
             dataset,
             100 * out.accuracy(),
             out.rate(),
             text::table(rows));
}

std::string json_text(const network::Network& network,
                      const std::string& dataset,
                      const Outcome& out) {
  nlohmann::ordered_json layers = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    layers.push_back({{"layer", k + 1},
                      {"neurons", network.layers[k].outputs},
                      {"spikes_per_step", out.spikes_per_step(k, network.steps)}});
  }
  const nlohmann::ordered_json json = {{"network", network.name},
                                       {"dataset", text::utf8(dataset)},
                                       {"images", out.predictions.size()},
                                       {"accuracy", out.accuracy()},
                                       {"wall_s", out.wall_s},
                                       {"images_per_s", out.rate()},
                                       {"layers", layers},
                                       {"predictions", out.predictions}};
  return json.dump(2) + "\n";
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json});
  const network::Network network = network::load(given.network);
  const harness::TestSet set = harness::load_test_set(given.dataset, network);
  const std::size_t count = given.images.value_or(static_cast<std::uint32_t>(set.images.count));
  if (count > set.images.count || count == 0) {
    throw Error(
        ErrorCode::kUsage,
        "--images",
        fmt::format(
            "beyond the data set; expected 1..{}, got {}; lower it", set.images.count, count));
  }
  const Outcome outcome = classify(network, set.images, count, given.quiet);
  if (talk) print(network, set.directory, outcome);
  given.json.write(json_text(network, set.directory, outcome));
}

}  // namespace

void add_golden_command(usage::Tool& tool) {
  auto arguments = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("golden", kHelp);
  command->add_option("NETWORK", arguments->network, "directory of the network")->required();
  command->add_option("--dataset",
                      arguments->dataset,
                      "directory with the IDX files; default: Fashion-MNIST, where it fits");
  command->add_option("--images", arguments->images, "number of test images; default: all")
      ->positive();
  arguments->json.add_to(*command, "the result as JSON");
  command->add_flag("--quiet", arguments->quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace spinforge::sim
