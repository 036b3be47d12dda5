// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/usage/usage.hpp"
#include "sim/classify/images.hpp"
#include "sim/classify/sweep.hpp"
#include "sim/cli.hpp"
#include "sim/device/hall.hpp"
#include "sim/plot/plot.hpp"

namespace spinforge::sim {

namespace {

const usage::Help kHelp{
    .summary = "Classify the test images with the golden model under other conditions.",
    .details =
        "  fields  every field code of the network's neurons, and all gates off\n"
        "  noise   noise on every drive, in multiples of what the paper measured",
    .examples = {
        {"spinforge-sim sweep fields weights/models/fmnist-fc-hall180 --plot fields.svg", ""},
        {"spinforge-sim sweep noise weights/models/mnist-fc-hall180 "
         "weights/models/mnist-fc-hall200 --dataset mnist --csv noise.csv",
         ""}}};

struct Arguments {
  std::string what, plot;
  usage::Output csv{"--csv"}, json{"--json"};
  std::vector<std::string> networks;
  std::optional<std::string> dataset;
  std::optional<std::uint32_t> images;
  std::optional<double> sigma;
  std::vector<double> levels{0.0, 0.5, 1.0, 2.0};
  unsigned threads = 0;
  bool quiet = false;
};

/// One row of the result.
struct Row {
  std::string network;
  std::string point;
  double x = 0.0;
  classify::SweepScore score;
};

/// What the paper measured at the field whose registers the network uses, in LSB of its potential.
double measured_sigma(const network::Network& network) {
  const network::Layer& layer = network.layers.front();
  const network::Neuron& neuron = network.neuron_of(layer);
  const std::string& field = neuron.fields[static_cast<std::size_t>(layer.field_code)].name;
  for (const device::InSitu& set : device::kInSitu) {
    if (neuron.model == "hall" && field == fmt::format("{:g} Oe", set.field)) {
      return device::codes(set, neuron.frac_bits).noise;
    }
  }
  throw Error(
      ErrorCode::kUsage,
      network.name,
      fmt::format("no noise was measured for neuron {} at \"{}\"; expected hall at 180, 200 "
                  "or 220 Oe; give --sigma",
                  neuron.model,
                  field));
}

std::vector<classify::SweepPoint> points_of(const Arguments& given,
                                            const network::Network& network) {
  if (given.what == "fields") return classify::field_points(network);
  const double sigma = given.sigma.has_value() ? *given.sigma : measured_sigma(network);
  return classify::noise_points(network, sigma, given.levels);
}

std::vector<Row> sweep(const Arguments& given, const std::string& directory) {
  const network::Network network = network::load(directory);
  const classify::TestSet set =
      classify::load_test_set(given.dataset, network, dataset::Labels::kNeeded);
  const std::size_t count = given.images.value_or(static_cast<std::uint32_t>(set.images.count));
  classify::require_images(set, 0, count);
  classify::print_notes(set.notes);
  const unsigned threads =
      given.threads > 0 ? given.threads : std::max(1U, std::thread::hardware_concurrency());
  const std::vector<classify::SweepPoint> points = points_of(given, network);
  Progress progress(network.name, "images", points.size() * count, given.quiet);
  std::vector<Row> rows;
  for (const classify::SweepPoint& point : points) {
    const std::size_t before = rows.size() * count;
    const auto done = [&](std::size_t images) { progress.update(before + images, point.name); };
    rows.push_back({.network = network.name,
                    .point = point.name,
                    .x = point.x,
                    .score = classify::score(point, set.images, count, threads, done)});
  }
  return rows;
}

std::string table(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells{{"network", "point", "accuracy", "spike share"}};
  for (const Row& row : rows) {
    std::vector<std::string> shares;
    for (const double share : row.score.spike_share) {
      shares.push_back(fmt::format("{:.2f} %", 100 * share));
    }
    cells.push_back({row.network,
                     row.point,
                     fmt::format("{:.2f} %", 100 * row.score.accuracy()),
                     fmt::format("{}", fmt::join(shares, ", "))});
  }
  return text::table(cells);
}

std::string csv_text(const std::vector<Row>& rows) {
  std::string text = "network,point,x,images,accuracy,spike_share_of_each_layer\n";
  for (const Row& row : rows) {
    text += fmt::format("{},{},{},{},{},{:.6f}\n",
                        row.network,
                        row.point,
                        std::isnan(row.x) ? "" : fmt::format("{:g}", row.x),
                        row.score.images,
                        row.score.accuracy(),
                        fmt::join(row.score.spike_share, " "));
  }
  return text;
}

std::string json_text(const Arguments& given, const std::vector<Row>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json object = {{"network", row.network}, {"point", row.point}};
    if (!std::isnan(row.x)) object["x"] = row.x;
    object["images"] = row.score.images;
    object["accuracy"] = row.score.accuracy();
    object["spike_share"] = row.score.spike_share;
    list.push_back(object);
  }
  return nlohmann::ordered_json{{"sweep", given.what}, {"points", list}}.dump(1) + "\n";
}

/// One curve a network of `value` over x. NaN interrupts a curve.
template <typename Value>
plot::Panel panel(const Arguments& given,
                  const std::vector<Row>& rows,
                  const std::string& label,
                  Value value) {
  plot::Panel panel{.y_label = label};
  panel.x_label = given.what == "fields" ? "bias field (Oe)" : "noise (sigma of the paper)";
  for (const Row& row : rows) {
    if (std::isnan(row.x)) continue;
    if (panel.series.empty() || panel.series.back().name != row.network) {
      panel.series.push_back({.name = row.network, .style = plot::Style::kLinePoints});
    }
    panel.series.back().x.push_back(row.x);
    panel.series.back().y.push_back(value(row.score));
  }
  return panel;
}

/// Accuracy, the same enlarged where the field lets the neurons work, and spikes.
plot::Figure figure(const Arguments& given, const std::vector<Row>& rows) {
  using classify::SweepScore;
  const bool fields = given.what == "fields";
  plot::Figure figure;
  figure.title = fields ? "Trained networks at every field code" : "Trained networks under noise";
  if (fields) {
    figure.panels.push_back(panel(given, rows, "accuracy (%)", [](const SweepScore& score) {
      return 100 * score.accuracy();
    }));
    figure.panels.back().y_low = 0.0;
  }
  figure.panels.push_back(panel(given,
                                rows,
                                fields ? "accuracy, gate open (%)" : "accuracy (%)",
                                [](const SweepScore& score) {
                                  return score.spike_share.front() > 0.0 ? 100 * score.accuracy()
                                                                         : std::nan("");
                                }));
  figure.panels.push_back(
      panel(given, rows, "layer 1: spikes a step (%)", [](const SweepScore& score) {
        return 100 * score.spike_share.front();
      }));
  figure.panels.back().y_low = 0.0;
  return figure;
}

void run(const Arguments& given) {
  const bool talk = usage::prepare({given.csv, given.json});
  files::require_writable("--plot", given.plot);
  if (!given.plot.empty()) (void)plot::image_format(given.plot);  // before the work
  std::vector<Row> rows;
  for (const std::string& directory : given.networks) {
    inventory::require_no_input(directory, "--csv", given.csv.path());
    inventory::require_no_input(directory, "--json", given.json.path());
    inventory::require_no_input(directory, "--plot", given.plot);
  }
  for (const std::string& directory : given.networks) {
    for (Row& row : sweep(given, directory)) rows.push_back(std::move(row));
  }
  if (talk) fmt::print("{}", table(rows));
  given.csv.write(csv_text(rows));
  given.json.write(json_text(given, rows));
  if (!given.plot.empty()) plot::write(figure(given, rows), given.plot);
}

}  // namespace

void add_sweep_command(usage::Tool& tool) {
  auto a = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("sweep", kHelp);
  command->add_option("WHAT", a->what, "fields or noise")->required()->one_of({"fields", "noise"});
  command->add_option("NETWORK", a->networks, "directories of the networks")->required();
  command->add_option("--dataset", a->dataset, classify::kDatasetHelp)->type_name("DIR");
  command->add_option("--images", a->images, "number of test images; default: all")->positive();
  command->add_option("--levels", a->levels, "noise: multiples of sigma; default: 0,0.5,1,2")
      ->list(',')
      ->one_value()
      ->not_negative();
  command->add_option("--sigma", a->sigma, "noise: LSB of V; default: measured at the field")
      ->not_negative();
  command->add_option("--threads", a->threads, "0: all")->between(0, 1024);
  a->csv.add_to(*command, "the table as CSV");
  a->json.add_to(*command, "the table as JSON");
  command->add_option("--plot", a->plot, "draw it into FILE, .svg or .png (gnuplot)")
      ->type_name("FILE");
  command->add_flag("--quiet", a->quiet, "no progress");
  command->callback([a] { run(*a); });
}

}  // namespace spinforge::sim
