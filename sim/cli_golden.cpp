// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/usage/usage.hpp"
#include "sim/classify/commits.hpp"
#include "sim/classify/images.hpp"
#include "sim/cli.hpp"
#include "sim/golden/golden.hpp"

namespace spinforge::sim {

namespace {

const usage::Help kHelp{
    .summary = "Classify test images with the golden model: no RTL, one thread.",
    .details =
        "The network in integers, as the core computes it. Labels may be missing. --commits "
        "writes\n"
        "every neuron update, all of them, as CSV with the columns\n"
        "image,layer,step,neuron,v,d,spike,armed,over,field_code, about 35 bytes each.",
    .examples = {{"spinforge-sim golden weights/models/fmnist-fc-dw", ""},
                 {"spinforge-sim golden weights/models/mnist-fc-dw --dataset mnist --images 1000 "
                  "--json r.json",
                  ""},
                 {"spinforge-sim golden weights/models/fmnist-fc196-dw --first 17 --images 1 "
                  "--commits c.csv",
                  "one image, and all that it did"}}};

/// So many images are shown one by one.
constexpr std::size_t kShown = 10;

struct Arguments {
  std::string network;
  usage::Output json{"--json"}, commits{"--commits"};
  std::optional<std::string> dataset;
  std::optional<std::uint32_t> images;
  std::uint32_t first = 0;
  bool quiet = false;
};

/// What the golden model did with the test images.
struct Outcome {
  std::uint32_t first = 0;  ///< index of the first image
  std::vector<int> predictions{};
  std::vector<std::vector<std::uint16_t>> counts{};  // *Shape* [images][classes]
  std::vector<std::uint8_t> labels{};                // of these images, or empty
  std::vector<std::uint64_t> spikes{};               // of each layer, over all images and steps
  std::uint64_t commits = 0;
  double wall_s = 0;

  [[nodiscard]] double images() const { return static_cast<double>(predictions.size()); }
  /// None without labels.
  [[nodiscard]] std::optional<double> accuracy() const {
    if (labels.empty()) return {};
    std::size_t correct = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) correct += predictions[i] == labels[i];
    return static_cast<double>(correct) / images();
  }
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

std::uint64_t count_commits(const golden::LayerTrace& layer) {
  return static_cast<std::uint64_t>(
      std::count_if(layer.flags.begin(), layer.flags.end(), [](std::uint8_t flags) {
        return (flags & golden::kCommitted) != 0;
      }));
}

/// The wall time is that of Golden::run alone.
Outcome classify(const network::Network& network,
                 const dataset::Images& images,
                 std::uint32_t first,
                 std::size_t count,
                 const Arguments& given) {
  golden::Golden model(network);
  std::optional<classify::CommitsFile> commits;
  if (given.commits.wanted()) commits.emplace(given.commits.path());
  Outcome out{.first = first};
  out.spikes.resize(network.layers.size());
  Progress progress("golden", "images", count, given.quiet);
  std::chrono::steady_clock::duration spent{};
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const golden::Trace& trace = model.run(images.image(first + i), first + i);
    spent += std::chrono::steady_clock::now() - begin;
    out.predictions.push_back(trace.predicted);
    out.counts.push_back(trace.counts);
    if (!images.labels.empty()) out.labels.push_back(images.labels[first + i]);
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      out.spikes[k] += count_spikes(trace.layers[k]);
      out.commits += count_commits(trace.layers[k]);
    }
    if (commits) commits->add(first + i, trace);
    if (i % 256 == 255) progress.update(i + 1);
  }
  if (commits) commits->finish();
  out.wall_s = std::chrono::duration<double>(spent).count();
  return out;
}

std::string counts_text(const std::vector<std::uint16_t>& counts) {
  std::vector<std::string> texts;
  for (const std::uint16_t count : counts) texts.push_back(std::to_string(count));
  return text::joined(texts, " ");
}

/// Few images one by one: class, label and the spikes of every output neuron.
std::string image_table(const Outcome& out) {
  if (out.predictions.size() > kShown) return "";
  std::vector<std::vector<std::string>> rows{{"image", "label", "class", "counts"}};
  for (std::size_t i = 0; i < out.predictions.size(); ++i) {
    rows.push_back({fmt::format("{}", out.first + i),
                    out.labels.empty() ? "-" : fmt::format("{}", out.labels[i]),
                    fmt::format("{}", out.predictions[i]),
                    counts_text(out.counts[i])});
  }
  return "\n" + text::table(rows);
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
  const std::optional<double> accuracy = out.accuracy();
  fmt::print("{}: {} images of {}, {}, {} commits, {:.0f} images/s on one core\n\n{}{}\n",
             network.name,
             out.predictions.size(),
             dataset,
             accuracy ? fmt::format("accuracy {:.2f} %", 100 * *accuracy) : "no labels",
             text::thousands(static_cast<long long>(out.commits)),
             out.rate(),
             text::table(rows),
             image_table(out));
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
  const std::optional<double> accuracy = out.accuracy();
  const nlohmann::ordered_json json = {
      {"network", network.name},
      {"dataset", text::utf8(dataset)},
      {"first", out.first},
      {"images", out.predictions.size()},
      {"accuracy", accuracy ? nlohmann::ordered_json(*accuracy) : nlohmann::ordered_json()},
      {"commits", out.commits},
      {"wall_s", out.wall_s},
      {"images_per_s", out.rate()},
      {"layers", layers},
      {"predictions", out.predictions},
      {"counts", out.counts}};
  return json.dump(2) + "\n";
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.json, given.commits});
  inventory::require_no_input(given.network, "--json", given.json.path());
  inventory::require_no_input(given.network, "--commits", given.commits.path());
  const network::Network network = network::load(given.network);
  const classify::TestSet set = classify::load_test_set(given.dataset, network);
  const std::size_t rest = set.images.count - std::min<std::size_t>(given.first, set.images.count);
  const std::size_t count = given.images.value_or(static_cast<std::uint32_t>(rest));
  classify::require_images(set, given.first, count);
  classify::print_notes(set.notes);
  const Outcome outcome = classify(network, set.images, given.first, count, given);
  if (talk) print(network, set.directory, outcome);
  given.json.write(json_text(network, set.directory, outcome));
}

}  // namespace

void add_golden_command(usage::Tool& tool) {
  auto arguments = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("golden", kHelp);
  command->add_option("NETWORK", arguments->network, "directory of the network")->required();
  command->add_option("--dataset", arguments->dataset, classify::kDatasetHelp);
  command
      ->add_option(
          "--images", arguments->images, "number of test images; default: all from --first")
      ->positive();
  command->add_option("--first", arguments->first, "index of the first image")->show_default();
  arguments->commits.add_to(*command, "every neuron update of the images as CSV");
  arguments->json.add_to(*command, "the result as JSON");
  command->add_flag("--quiet", arguments->quiet, "no progress");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace spinforge::sim
