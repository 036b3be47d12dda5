// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/rng.hpp"
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

struct FormName {
  NoiseForm form;
  const char* option;
  const char* series;
};
constexpr std::array<FormName, 3> kForms{{{NoiseForm::kAdd, "add", "noise added to the drive"},
                                          {NoiseForm::kDrive, "drive", "noise scales the drive"},
                                          {NoiseForm::kRest, "rest", "random rest"}}};

const FormName& form_of(const std::string& option) {
  const auto* found =
      std::ranges::find_if(kForms, [&](const FormName& form) { return option == form.option; });
  expects(found != kForms.end(), "a form of noise that the options allow");
  return *found;
}

/// What the paper measured of its Hall bar at the field whose registers the network uses: pulse
/// noise as a share of the drive or as LSB of V; and the spread at rest, a choice, in LSB of V.
/// *Errors*: kUsage where the registers are not that Hall bar's.
double device_sigma(const network::Network& network, NoiseForm form) {
  const network::Layer& layer = network.layers.front();
  const network::Neuron& neuron = network.neuron_of(layer);
  const network::FieldRegisters& field = neuron.fields[static_cast<std::size_t>(layer.field_code)];
  for (const device::InSitu& set : device::hall(device::named("hall-in-situ")).fields) {
    if (neuron.model != "hall" || field.name != fmt::format("{:g} Oe", set.field)) continue;
    const device::InSituCodes codes = device::codes(set, neuron.frac_bits);
    // Another bar has its own range, and its own noise.
    if (field.th_lo != codes.low || field.th_hi != codes.high) break;
    if (form == NoiseForm::kAdd) return codes.noise;
    if (form == NoiseForm::kDrive) return set.noise;
    return device::named("hall-ex-situ").number("rest_spread") * codes.threshold;
  }
  throw Error(
      ErrorCode::kUsage,
      network.name,
      fmt::format("the noise of neuron {} at \"{}\" is not known; expected the registers of "
                  "hall-in-situ at 180, 200 or 220 Oe; give --sigma (`device registers` prints "
                  "that of a device file as NOISE)",
                  neuron.name,
                  field.name));
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

namespace {

void set_noise(network::Neuron& neuron, NoiseForm form, const NoiseCode& code) {
  if (form != NoiseForm::kRest) {
    neuron.noise_on_drive = form == NoiseForm::kDrive && code.ns != 0;  // no noise has no form
    neuron.noise_ns = code.ns;
    neuron.noise_sn = code.sn;
    return;
  }
  if (neuron.kind != network::NeuronKind::kWall) {
    throw Error(ErrorCode::kUsage,
                neuron.name,
                "a leaky neuron has no random rest; expected dw or hall; leave the form rest out");
  }
  neuron.rest_rs = code.ns;
  neuron.rest_sr = code.sn;
}

}  // namespace

std::vector<Point> noise_points(const network::Network& network,
                                NoiseForm form,
                                double sigma,
                                const std::vector<double>& levels) {
  std::vector<Point> points;
  for (const double level : levels) {
    Point point{.series = kForms[static_cast<std::size_t>(form)].series,
                .name = fmt::format("{:g} sigma", level),
                .x = level,
                .network = network,
                .control = {}};
    // On the drive the noise counts 256ths.
    const NoiseCode code = noise_code(level * sigma * (form == NoiseForm::kDrive ? 256.0 : 1.0));
    for (network::Neuron& neuron : point.network.neurons) set_noise(neuron, form, code);
    network::validate(point.network);
    points.push_back(std::move(point));
  }
  return points;
}

double Score::accuracy() const {
  const std::size_t all = std::accumulate(correct.begin(), correct.end(), std::size_t{0});
  return static_cast<double>(all) / static_cast<double>(images * correct.size());
}

double Score::deviation() const {
  if (correct.size() < 2) return 0.0;
  double squares = 0.0;
  for (const std::size_t of_seed : correct) {
    const double share = static_cast<double>(of_seed) / static_cast<double>(images);
    squares += (share - accuracy()) * (share - accuracy());
  }
  return std::sqrt(squares / static_cast<double>(correct.size() - 1));
}

int seeds_of(const network::Network& network, int seeds) {
  const bool noisy = std::ranges::any_of(network.neurons, [](const network::Neuron& neuron) {
    return neuron.noise_ns != 0 || neuron.rest_rs != 0;
  });
  return noisy || network.input.coding == network::Coding::kRate ? seeds : 1;
}

std::uint32_t seed_of(const network::Network& network, int run) {
  if (run == 0) return network.seed;
  return rng::hash(network.seed, 0, 0, 0, static_cast<std::uint32_t>(run));
}

Score score(const Point& point,
            const dataset::Images& images,
            std::size_t count,
            int seeds,
            unsigned threads,
            const classify::OnProgress& on_progress) {
  const std::vector<network::Layer>& layers = point.network.layers;
  std::vector<std::atomic<std::uint64_t>> spikes(layers.size());
  Score result{.images = count, .correct = {}, .spike_share = {}};
  network::Network network = point.network;
  for (int run = 0; run < seeds; ++run) {
    network.seed = seed_of(point.network, run);
    std::atomic<std::size_t> correct = 0;
    const auto look = [&](golden::Golden& model, std::uint32_t image, unsigned) {
      const golden::Trace& trace = model.run(images.image(image), image, point.control);
      correct += trace.predicted == images.labels[image];
      for (std::size_t k = 0; k < layers.size(); ++k) {
        spikes[k] += classify::count_spikes(trace.layers[k]);
      }
    };
    const std::size_t before = static_cast<std::size_t>(run) * count;
    classify::each_image(
        network, 0, count, threads, look, [&](std::size_t done) { on_progress(before + done); });
    result.correct.push_back(correct);
  }
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const double updates =
        static_cast<double>(count) * seeds * point.network.steps * layers[k].outputs;
    result.spike_share.push_back(static_cast<double>(spikes[k]) / updates);
  }
  return result;
}

namespace {

std::vector<Point> points_of(const Options& options, const network::Network& network) {
  if (options.what == "fields") return field_points(network);
  if (options.sigma && options.forms.size() != 1) {
    throw Error(ErrorCode::kUsage,
                "--sigma",
                fmt::format("is of one form of noise; expected one --form beside it, got {}",
                            text::joined(options.forms, ", ")));
  }
  std::vector<Point> all;
  for (const std::string& option : options.forms) {
    const NoiseForm form = form_of(option).form;
    const double sigma = options.sigma ? *options.sigma : device_sigma(network, form);
    std::ranges::move(noise_points(network, form, sigma, options.levels), std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::vector<Row> run(const Options& options,
                     const network::Network& network,
                     const classify::TestSet& set) {
  const std::vector<Point> points = points_of(options, network);
  const auto first_of = [&](const Point& point) {
    return static_cast<std::size_t>(std::ranges::find_if(points,
                                                         [&](const Point& other) {
                                                           return other.network == point.network &&
                                                                  other.control == point.control;
                                                         }) -
                                    points.begin());
  };
  const auto images_of = [&](std::size_t i) {
    if (first_of(points[i]) != i) return std::size_t{0};
    return static_cast<std::size_t>(seeds_of(points[i].network, options.seeds)) * set.count;
  };
  std::size_t all = 0;
  for (std::size_t i = 0; i < points.size(); ++i) all += images_of(i);
  Progress progress(network.name, "images", all, options.quiet);
  std::vector<Row> rows;
  std::size_t before = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    Row row{network.name, point.series, point.name, point.x, {}};
    if (const std::size_t twin = first_of(point); twin != i) {
      row.score = rows[twin].score;
    } else {
      const int seeds = seeds_of(point.network, options.seeds);
      const auto done = [&](std::size_t images) {
        progress.update(before + images,
                        point.series.empty() ? point.name : point.series + ", " + point.name);
      };
      row.score = score(point, set.images, set.count, seeds, options.threads, done);
      before += images_of(i);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace spinforge::sweep
