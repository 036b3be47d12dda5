// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "sim/device/hall.hpp"

namespace spinforge::sweep {
namespace {

/// "180 Oe" -> 180.
std::optional<double> field_of(const std::string& name) {
  if (!name.ends_with(" Oe")) return std::nullopt;
  return text::number<int>(std::string_view(name).substr(0, name.size() - 3));
}

const network::Neuron& common_neuron(const network::Network& network) {
  const network::Layer& first = network.layers.front();
  for (const network::Layer& layer : network.layers) {
    if (layer.neuron == first.neuron) continue;
    throw Error(ErrorCode::kUsage,
                network.name,
                "its layers have different neurons; expected one neuron, whose field codes mean "
                "the same everywhere; sweep another network");
  }
  return network.neuron_of(first);
}

/// The same code for every layer at every step.
golden::Control whole_code(const network::Network& network, std::size_t code) {
  golden::Control control;
  const std::vector<std::uint8_t> steps(static_cast<std::size_t>(network.steps),
                                        static_cast<std::uint8_t>(code));
  control.field_code.assign(network.layers.size(), steps);
  return control;
}

golden::Control all_masked(const network::Network& network) {
  golden::Control control;
  for (const network::Layer& layer : network.layers) {
    const std::vector<std::uint8_t> none(static_cast<std::size_t>(layer.outputs), 0);
    control.mask.emplace_back(static_cast<std::size_t>(network.steps), none);
  }
  return control;
}

/// What the paper measured at the field whose registers the network uses, in LSB of its potential.
double measured_sigma(const network::Network& network) {
  const network::Layer& layer = network.layers.front();
  const network::Neuron& neuron = network.neuron_of(layer);
  const std::string& field = neuron.fields[static_cast<std::size_t>(layer.field_code)].name;
  for (const device::InSitu& set : device::hall(device::named("hall-in-situ")).fields) {
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

}  // namespace

FieldAxis field_axis(const std::vector<std::string>& names) {
  FieldAxis axis;
  for (const std::string& name : names) {
    axis.fields = axis.fields && field_of(name).has_value();
    axis.x.push_back(field_of(name).value_or(0));
  }
  if (!axis.fields) std::iota(axis.x.begin(), axis.x.end(), 0.0);
  return axis;
}

std::vector<Point> field_points(const network::Network& network) {
  std::vector<std::string> names;
  for (const auto& set : common_neuron(network).fields) names.push_back(set.name);
  const FieldAxis axis = field_axis(names);
  std::vector<Point> points;
  for (std::size_t code = 0; code < names.size(); ++code) {
    points.push_back({.name = names[code],
                      .x = axis.x[code],
                      .network = network,
                      .control = whole_code(network, code)});
  }
  std::stable_sort(
      points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
  points.push_back(
      {.name = "gate off", .x = std::nan(""), .network = network, .control = all_masked(network)});
  return points;
}

NoiseCode noise_code(double sigma) {
  if (!(sigma >= 0.0)) {
    throw Error(ErrorCode::kRange,
                "noise",
                fmt::format("out of range; expected 0 or more LSB, got {}; correct it", sigma));
  }
  if (sigma == 0.0) return {};
  // The sum of four bytes, each uniform on 0..255, has this standard deviation: 147.8.
  const double factor = sigma / std::sqrt((256.0 * 256.0 - 1.0) / 3.0);
  for (int sn = 16; sn >= 0; --sn) {
    const double ns = std::nearbyint(std::ldexp(factor, sn));
    if (ns <= 65535.0) return {.ns = static_cast<int>(ns), .sn = sn};
  }
  throw Error(ErrorCode::kRange,
              "noise",
              fmt::format("{} LSB is beyond NS = 65535; expected less; lower the level", sigma));
}

std::vector<Point> noise_points(const network::Network& network,
                                double sigma,
                                const std::vector<double>& levels) {
  std::vector<Point> points;
  for (const double level : levels) {
    Point point{
        .name = fmt::format("{:g} sigma", level), .x = level, .network = network, .control = {}};
    const NoiseCode code = noise_code(level * sigma);
    for (network::Neuron& neuron : point.network.neurons) {
      neuron.noise_ns = code.ns;
      neuron.noise_sn = code.sn;
    }
    network::validate(point.network);
    points.push_back(std::move(point));
  }
  return points;
}

Score score(const Point& point,
            const dataset::Images& images,
            std::size_t count,
            unsigned threads,
            const classify::OnProgress& on_progress) {
  const std::vector<network::Layer>& layers = point.network.layers;
  std::atomic<std::size_t> correct = 0;
  std::vector<std::atomic<std::uint64_t>> spikes(layers.size());
  const auto look = [&](golden::Golden& model, std::uint32_t image) {
    const golden::Trace& trace = model.run(images.image(image), image, point.control);
    correct += trace.predicted == images.labels[image];
    for (std::size_t k = 0; k < layers.size(); ++k) {
      spikes[k] += classify::count_spikes(trace.layers[k]);
    }
  };
  classify::each_image(point.network, 0, count, threads, look, on_progress);
  Score result{.images = count, .correct = correct, .spike_share = {}};
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const double updates = static_cast<double>(count) * point.network.steps * layers[k].outputs;
    result.spike_share.push_back(static_cast<double>(spikes[k]) / updates);
  }
  return result;
}

std::vector<Row> run(const Options& options,
                     const network::Network& network,
                     const classify::TestSet& set) {
  const std::vector<Point> points =
      options.what == "fields"
          ? field_points(network)
          : noise_points(
                network, options.sigma ? *options.sigma : measured_sigma(network), options.levels);
  Progress progress(network.name, "images", points.size() * set.count, options.quiet);
  std::vector<Row> rows;
  for (const Point& point : points) {
    const std::size_t before = rows.size() * set.count;
    const auto done = [&](std::size_t images) { progress.update(before + images, point.name); };
    rows.push_back({network.name,
                    point.name,
                    point.x,
                    score(point, set.images, set.count, options.threads, done)});
  }
  return rows;
}

}  // namespace spinforge::sweep
