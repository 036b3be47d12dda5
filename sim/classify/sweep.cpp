// SPDX-License-Identifier: Apache-2.0
#include "sim/classify/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <thread>

#include "gen/base/error.hpp"

namespace spinforge::classify {
namespace {

/// "180 Oe" -> 180.
std::optional<double> field_of(const std::string& name) {
  int field = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data(), end, field);
  if (error != std::errc() || std::string_view(rest, static_cast<std::size_t>(end - rest)) != " Oe")
    return std::nullopt;
  return field;
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

/// What one thread found.
struct Tally {
  std::size_t correct = 0;
  std::vector<std::uint64_t> spikes;
};

void add_image(const golden::Trace& trace, int label, Tally& tally) {
  if (trace.predicted == label) ++tally.correct;
  for (std::size_t k = 0; k < trace.layers.size(); ++k) {
    for (const std::uint8_t spike : trace.layers[k].spike) tally.spikes[k] += spike;
  }
}

}  // namespace

std::vector<SweepPoint> field_points(const network::Network& network) {
  const network::Neuron& neuron = common_neuron(network);
  const bool fields = std::all_of(neuron.fields.begin(), neuron.fields.end(), [](const auto& set) {
    return field_of(set.name).has_value();
  });
  std::vector<SweepPoint> points;
  for (std::size_t code = 0; code < neuron.fields.size(); ++code) {
    const std::string& name = neuron.fields[code].name;
    points.push_back({.name = name,
                      .x = fields ? *field_of(name) : static_cast<double>(code),
                      .network = network,
                      .control = whole_code(network, code)});
  }
  std::stable_sort(points.begin(), points.end(), [](const SweepPoint& a, const SweepPoint& b) {
    return a.x < b.x;
  });
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

std::vector<SweepPoint> noise_points(const network::Network& network,
                                     double sigma,
                                     const std::vector<double>& levels) {
  std::vector<SweepPoint> points;
  for (const double level : levels) {
    SweepPoint point{
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

SweepScore score(const SweepPoint& point,
                 const dataset::Images& images,
                 std::size_t count,
                 unsigned threads,
                 const std::function<void(std::size_t)>& done) {
  const std::size_t layers = point.network.layers.size();
  std::atomic<std::size_t> next = 0;
  std::vector<Tally> tallies(std::max(1U, threads));
  for (Tally& tally : tallies) tally.spikes.resize(layers);
  std::vector<std::jthread> workers;
  for (Tally& tally : tallies) {
    workers.emplace_back([&] {
      golden::Golden model(point.network);
      for (std::size_t i = next++; i < count; i = next++) {
        const golden::Trace& trace =
            model.run(images.image(i), static_cast<std::uint32_t>(i), point.control);
        add_image(trace, images.labels[i], tally);
      }
    });
  }
  while (next < count) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    done(std::min(next.load(), count));
  }
  workers.clear();
  SweepScore result{.images = count, .correct = 0, .spike_share = std::vector<double>(layers)};
  for (const Tally& tally : tallies) result.correct += tally.correct;
  for (std::size_t k = 0; k < layers; ++k) {
    std::uint64_t spikes = 0;  // whole until the end: which thread had which image must not show
    for (const Tally& tally : tallies) spikes += tally.spikes[k];
    const double updates =
        static_cast<double>(count) * point.network.steps * point.network.layers[k].outputs;
    result.spike_share[k] = static_cast<double>(spikes) / updates;
  }
  return result;
}

}  // namespace spinforge::classify
