// SPDX-License-Identifier: Apache-2.0
#include "weights/train/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numbers>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/progress.hpp"
#include "weights/train/checkpoint.hpp"
#include "weights/train/start.hpp"

namespace spinforge::train {
namespace {

/// Images scored together: numbers of drive in memory at once, 128 MiB of them.
constexpr std::size_t kScoreNumbers = std::size_t{1} << 25;

std::size_t score_batch(const Recipe& recipe) {
  std::size_t largest = 1;
  for (const network::Conv& conv : recipe.convs) {
    largest = std::max(largest, static_cast<std::size_t>(conv.convolved().size()));
  }
  const std::size_t image = largest * static_cast<std::size_t>(recipe.steps);
  return std::clamp<std::size_t>(kScoreNumbers / image, 1, 500);
}

void check(const FitOptions& options, const dataset::Images& train) {
  const auto refuse = [](std::string_view option, std::string_view expected, auto got) {
    throw Error(ErrorCode::kRange,
                std::string(option),
                fmt::format("out of range; expected {}, got {}", expected, got));
  };
  const Recipe& recipe = options.recipe;
  if (options.epochs < 1) refuse("--epochs", "at least 1", options.epochs);
  if (options.full_epochs < 0) refuse("--full-epochs", "at least 0", options.full_epochs);
  if (options.full_images != 0 && options.full_images < options.batch) {
    refuse("--full-images", fmt::format("0, or at least {}", options.batch), options.full_images);
  }
  if (options.short_steps < 0 || options.short_steps > 255) {
    refuse("--short-steps", "0..255", options.short_steps);
  }
  if (options.batch < 2) refuse("--batch", "at least 2", options.batch);
  if (!(options.learning_rate > 0.0)) refuse("--lr", "a positive number", options.learning_rate);
  if (recipe.steps < 1 || recipe.steps > 255) refuse("--steps", "1..255", recipe.steps);
  if (recipe.weight_bits != 0 && (recipe.weight_bits < 2 || recipe.weight_bits > 8)) {
    refuse("--weight-bits", "2..8, or 0 for real weights", recipe.weight_bits);
  }
  if (!recipe.convs.empty() && !recipe.normalise) {
    refuse("--norm", "1 where there are convolutions", 0);
  }
  for (const int width : recipe.widths) {
    if (width < 1 || width > 65535) refuse("--hidden", "layers of 1..65535 neurons", width);
  }
  const auto held_out = static_cast<std::size_t>(std::max(options.validation, 0));
  if (options.validation < 0 || held_out + static_cast<std::size_t>(options.batch) > train.count) {
    refuse("--validation", fmt::format("0..{}", train.count), options.validation);
  }
  if (recipe.widths.front() != train.height * train.width || train.channels != 1) {
    throw Error(ErrorCode::kShape,
                "data set",
                fmt::format("images of {}x{}x{} do not fit a network of {} inputs and one channel",
                            train.height,
                            train.width,
                            train.channels,
                            recipe.widths.front()));
  }
  const auto bad = std::find_if(train.labels.begin(), train.labels.end(), [&](std::uint8_t label) {
    return label >= recipe.widths.back();
  });
  if (bad != train.labels.end()) {
    throw Error(ErrorCode::kShape,
                "data set",
                fmt::format("expected labels 0..{}, got {} at image {}; training makes networks of "
                            "{} classes",
                            recipe.widths.back() - 1,
                            *bad,
                            bad - train.labels.begin(),
                            recipe.widths.back()));
  }
}

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

/// The part of a training with one number of time steps.
struct Stage {
  int first = 1;   ///< epoch, counted from 1 over the whole training
  int epochs = 0;  ///< of the stage
  int steps = 0;
  double rate = 0.0;
  int warm_up = 0;
  std::size_t images = std::numeric_limits<std::size_t>::max();  ///< of an epoch, at most
};

Stage stage_of(const FitOptions& options, int epoch) {
  Stage stage{.first = 1,
              .epochs = options.epochs,
              .steps = options.short_steps > 0 ? options.short_steps : options.recipe.steps,
              .rate = options.learning_rate,
              .warm_up = options.warm_up};
  if (epoch <= options.epochs) return stage;
  stage.first = options.epochs + 1;
  stage.epochs = options.full_epochs;
  stage.steps = options.recipe.steps;
  stage.rate = options.full_learning_rate;
  stage.warm_up = 0;
  if (options.full_images > 0) stage.images = static_cast<std::size_t>(options.full_images);
  return stage;
}

/// `epoch` counts from 0 over the whole training, parts of one included.
double rate_at(const FitOptions& options, double epoch) {
  const Stage stage = stage_of(options, static_cast<int>(epoch) + 1);
  const double done = epoch - (stage.first - 1);
  double rate = stage.rate;
  if (done < stage.warm_up) rate *= (done + 0.02) / stage.warm_up;
  if (options.cosine) rate *= 0.5 * (1.0 + std::cos(std::numbers::pi * done / stage.epochs));
  return rate;
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

}  // namespace

namespace {

nlohmann::json to_json(const Cell& cell) {
  if (cell.law == Law::kWall) return {cell.kappa, cell.b, cell.threshold, cell.u_min};
  return {{"beta", cell.beta},
          {"threshold", cell.threshold},
          {"u_min", cell.u_min},
          {"u_max", cell.u_max}};
}

}  // namespace

nlohmann::json to_json(const FitOptions& options) {
  const Recipe& r = options.recipe;
  const Augment& a = options.augment;
  nlohmann::json json = {
      {"widths", r.widths},
      {"cell", to_json(r.cell)},
      {"steps", r.steps},
      {"weight_bits", r.weight_bits},
      {"normalise", r.normalise},
      {"count_scale", r.count_scale},
      {"potential_scale", r.potential_scale},
      {"label_smoothing", r.label_smoothing},
      {"rate_target", r.rate_target},
      {"rate_weight", r.rate_weight},
      {"dropout", r.dropout},
      {"later_pace", r.later_pace},
      {"weight_decay", r.weight_decay},
      {"average_decay", r.adam.average_decay},
      {"augment", {a.shift, a.rotate, a.zoom, a.shear, a.elastic, a.flip ? 1 : 0, a.erase}},
      {"epochs", options.epochs},
      {"batch", options.batch},
      {"seed", options.seed},
      {"lr", options.learning_rate},
      {"cosine", options.cosine},
      {"warm_up", options.warm_up},
      {"validation", options.validation}};
  if (!r.convs.empty()) {
    json["convs"] = nlohmann::json::array();
    for (const network::Conv& conv : r.convs) {
      json["convs"].push_back({{"channels", conv.channels},
                               {"kernel", conv.kernel},
                               {"padding", conv.padding},
                               {"pool", conv.pool_size}});
    }
    json["channel_steps"] = r.channel_steps;
  }
  if (options.short_steps > 0 || options.full_epochs > 0) {
    json["short_steps"] = options.short_steps;
    json["full_epochs"] = options.full_epochs;
    json["full_lr"] = options.full_learning_rate;
    if (options.full_images > 0) json["full_images"] = options.full_images;
  }
  if (!options.start.empty()) json["start"] = network::directory_hash(options.start);
  return json;
}

namespace {

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

Outcome score(Net& net, const dataset::Images& images, std::size_t first, std::size_t last) {
  Outcome total;
  Batch batch;
  const std::size_t size_of_batch = score_batch(net.recipe());
  for (std::size_t begin = first; begin < last; begin += size_of_batch) {
    const std::size_t count = std::min(size_of_batch, last - begin);
    const std::size_t size = images.image(0).size();
    batch.pixels.resize(count * size);
    for (std::size_t i = 0; i < batch.pixels.size(); ++i) {
      batch.pixels[i] = static_cast<float>(images.pixels[begin * size + i]) / 255.0F;
    }
    total.add(net.evaluate(batch.pixels, std::span(images.labels).subspan(begin, count)));
  }
  return total;
}

}  // namespace spinforge::train
