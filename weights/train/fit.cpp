// SPDX-License-Identifier: Apache-2.0
#include "weights/train/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "gen/base/progress.hpp"
#include "weights/train/checkpoint.hpp"
#include "weights/train/schedule.hpp"
#include "weights/train/score.hpp"
#include "weights/train/start.hpp"

namespace spinforge::train {
namespace {

/// A generator of its own for every purpose, so that nothing depends on what was drawn before.
rng::Sequence stream(std::uint64_t seed,
                     std::uint64_t purpose,
                     std::uint64_t epoch,
                     std::uint64_t i) {
  rng::Sequence mixer(seed * 0x9e3779b97f4a7c15ULL + purpose);
  return rng::Sequence(mixer.next() ^ (epoch << 40) ^ i);
}

std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed, int epoch) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  rng::Sequence random = stream(seed, 1, static_cast<std::uint64_t>(epoch), 0);
  for (std::size_t i = count; i > 1; --i) {
    const auto other =
        static_cast<std::size_t>(random.uniform(0, static_cast<std::int64_t>(i) - 1));
    std::swap(order[i - 1], order[other]);
  }
  return order;
}

/// Images of one batch, changed at random.
struct Batch {
  std::vector<float> pixels;
  std::vector<std::uint8_t> labels;
};

void fill(Batch& batch,
          const FitOptions& options,
          const dataset::Images& train,
          std::span<const std::uint32_t> order,
          int epoch) {
  const std::size_t size = train.image(0).size();
  batch.pixels.resize(order.size() * size);
  batch.labels.resize(order.size());
#pragma omp parallel for schedule(dynamic, 4)
  for (std::size_t i = 0; i < order.size(); ++i) {
    rng::Sequence random = stream(options.seed, 2, static_cast<std::uint64_t>(epoch), order[i]);
    augment(options.augment,
            train.image(order[i]),
            train.height,
            train.width,
            random,
            std::span(batch.pixels).subspan(i * size, size));
    batch.labels[i] = train.labels[order[i]];
  }
}

struct Epoch {
  Outcome outcome;
  double seconds = 0.0;
};

/// The images that do not fill a last batch are left out; the shuffle makes them others every time.
Epoch run_epoch(Net& net, const FitOptions& options, const dataset::Images& train, int epoch) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t count = train.count - static_cast<std::size_t>(options.validation);
  const auto size = static_cast<std::size_t>(options.batch);
  const Stage stage = stage_of(options, epoch);
  const std::size_t batches = std::min(count, stage.images) / size;
  const std::vector<std::uint32_t> order = shuffled(count, options.seed, epoch);
  Progress progress(fmt::format("epoch {}/{}", epoch, options.epochs + options.full_epochs),
                    "images",
                    batches * size,
                    options.quiet);
  Epoch result;
  Batch batch;
  for (std::size_t b = 0; b < batches; ++b) {
    fill(batch, options, train, std::span(order).subspan(b * size, size), epoch);
    const double done = epoch - 1 + static_cast<double>(b) / static_cast<double>(batches);
    const auto past = static_cast<std::size_t>(epoch - stage.first);
    const auto number = static_cast<std::int64_t>(past * batches + b);
    result.outcome.add(net.learn(
        batch.pixels, batch.labels, static_cast<float>(rate_at(options, done)), number + 1));
    const auto images = static_cast<double>(result.outcome.images);
    progress.update((b + 1) * size,
                    fmt::format("loss {:.4f}  accuracy {:.2f} %",
                                result.outcome.loss / images,
                                100.0 * static_cast<double>(result.outcome.correct) / images));
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

/// To `scale` parts of one; the division makes it the double that prints with the fewest digits.
double rounded(double value, double scale) { return std::round(value * scale) / scale; }

nlohmann::json describe(const Outcome& outcome) {
  const auto images = static_cast<double>(std::max<std::int64_t>(outcome.images, 1));
  nlohmann::json rates = nlohmann::json::array();
  for (const double spikes : outcome.spikes) rates.push_back(rounded(spikes / images, 1e5));
  return {{"loss", rounded(outcome.loss / images, 1e5)},
          {"accuracy", rounded(static_cast<double>(outcome.correct) / images, 1e6)},
          {"spike_rate", rates}};
}

nlohmann::json epoch_line(Net& net,
                          const FitOptions& options,
                          const dataset::Images& train,
                          int epoch,
                          const Epoch& result) {
  nlohmann::json line{{"epoch", epoch},
                      {"learning_rate", rate_at(options, epoch - 1)},
                      {"train", describe(result.outcome)}};
  if (options.validation > 0) {
    net.swap_average();
    const std::size_t first = train.count - static_cast<std::size_t>(options.validation);
    line["validation"] = describe(score(net, train, first, train.count));
    const Stage stage = stage_of(options, epoch);
    if (stage.steps != options.recipe.steps) {
      net.use_steps(options.recipe.steps);
      line["validation_full"] = describe(score(net, train, first, train.count));
      net.use_steps(stage.steps);
    }
    net.swap_average();
  }
  line["images_per_s"] = std::round(static_cast<double>(result.outcome.images) / result.seconds);
  return line;
}

/// What the epochs before the last stage made does not depend on the options of that stage.
nlohmann::json load(const FitOptions& options, Net& net) {
  nlohmann::json identity = to_json(options);
  for (const char* const key : {"full_epochs", "full_lr", "full_images"}) identity.erase(key);
  nlohmann::json log = load_checkpoint(options.checkpoint, identity, net.parameters());
  if (static_cast<int>(log.size()) <= options.epochs) return log;
  return load_checkpoint(options.checkpoint, to_json(options), net.parameters());
}

}  // namespace

Fitted fit(const FitOptions& options, const dataset::Images& train, const EpochSink& sink) {
  check(options, train);
  Fitted fitted{.net = Net(options.recipe, options.seed), .log = nlohmann::json::array()};
  fitted.net.use_steps(stage_of(options, 1).steps);
  if (!options.start.empty()) start_from(fitted.net, network::load(options.start), train);
  const nlohmann::json identity = to_json(options);
  if (options.resume && std::filesystem::exists(options.checkpoint)) {
    fitted.log = load(options, fitted.net);
  }
  const int last = options.epochs + options.full_epochs;
  for (int epoch = static_cast<int>(fitted.log.size()) + 1; epoch <= last; ++epoch) {
    const Stage stage = stage_of(options, epoch);
    fitted.net.use_steps(stage.steps);
    if (epoch == stage.first && epoch > 1) fitted.net.begin_stage(stage.steps);
    const Epoch result = run_epoch(fitted.net, options, train, epoch);
    fitted.log.push_back(epoch_line(fitted.net, options, train, epoch, result));
    if (!options.checkpoint.empty()) {
      save_checkpoint(options.checkpoint, identity, fitted.log, fitted.net.parameters());
    }
    sink(fitted.log.back());
  }
  fitted.net.use_steps(options.recipe.steps);
  fitted.net.swap_average();
  return fitted;
}

}  // namespace spinforge::train
