// SPDX-License-Identifier: Apache-2.0
#include "weights/train/fit.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/unit/train/numbers.hpp"
#include "weights/train/neurons.hpp"
#include "weights/train/score.hpp"
#include "weights/train/threads.hpp"

using namespace spinforge;
using train::FitOptions;
using train::Fitted;

namespace {

FitOptions small_options(int weight_bits = 4) {
  FitOptions options = test::bar_options();
  options.recipe.weight_bits = weight_bits;
  options.recipe.dropout = 0.1F;
  options.recipe.rate_weight = 1.0F;
  options.recipe.adam.average_decay = 0.9F;
  options.augment.shift = 1.0F;
  options.epochs = 4;
  return options;
}

/// A convolution of four channels, then the classes; two epochs of 3 steps and two of all 6.
FitOptions conv_options() {
  FitOptions options = small_options();
  options.recipe.convs = {{.input = {6, 6, 1},
                           .channels = 4,
                           .kernel = 3,
                           .stride = 1,
                           .padding = 1,
                           .pool = network::Pool::kMax,
                           .pool_size = 2}};
  options.recipe.widths = {36, 36, 10};
  options.recipe.cell = train::neuron_choice({.device = "dw-s"}, 14).cell;
  options.epochs = 2;
  options.short_steps = 3;
  options.full_epochs = 2;
  return options;
}

/// Compared in brackets, since a failure would print them.
std::string bytes(Fitted& fitted) { return train::serialise(fitted.net.parameters()); }

/// The log without its speeds.
nlohmann::json log_of(const Fitted& fitted) {
  nlohmann::json log = fitted.log;
  for (nlohmann::json& line : log) line.erase("images_per_s");
  return log;
}

}  // namespace

TEST_CASE("Training learns an easy task, with real and with 4-bit weights") {
  const dataset::Images images = test::bars(1100);
  FitOptions options = small_options(GENERATE(0, 4));
  options.epochs = 12;
  options.augment = {};
  Fitted fitted = train::fit(options, images, test::no_progress);
  const train::Outcome held_out = train::score(fitted.net, images, 1000, 1100);
  CHECK(held_out.images == 100);
  CHECK(held_out.correct >= 95);
  CHECK(fitted.log.size() == 12);
}

TEST_CASE("A convolutional network learns an easy task, first with few steps and then with all") {
  const dataset::Images images = test::bars(1100);
  FitOptions options = conv_options();
  options.recipe.channel_steps = GENERATE(false, true);
  options.recipe.dropout = 0.0F;
  options.epochs = 10;
  options.full_epochs = 4;
  options.full_learning_rate = 2e-3;
  options.augment = {};
  Fitted fitted = train::fit(options, images, test::no_progress);
  CHECK(train::score(fitted.net, images, 1000, 1100).correct >= 95);
  REQUIRE(fitted.log.size() == 14);
  CHECK(fitted.log[0].contains("validation_full"));
  CHECK_FALSE(fitted.log[13].contains("validation_full"));
  CHECK(fitted.log[10]["learning_rate"].get<double>() == Approx(2e-3));
  CHECK(fitted.net.recipe().steps == 6);
}

TEST_CASE("The same seed gives the same bytes, whatever the number of threads") {
  const dataset::Images images = test::bars(500);
  const bool conv = GENERATE(false, true);
  const auto run = [&](int threads, std::uint64_t seed) {
    train::set_threads(threads);
    FitOptions options = conv ? conv_options() : small_options();
    options.seed = seed;
    options.epochs = 2;
    Fitted fitted = train::fit(options, images, test::no_progress);
    return bytes(fitted);
  };
  const std::string one = run(1, 5);
  CHECK((one == run(2, 5)));
  CHECK((one != run(1, 6)));
}

TEST_CASE("A training that was killed goes on to the same result as one that was not") {
  train::set_threads(1);  // the forked child may not use the parent's threads
  const test::TempDir directory;
  const dataset::Images images = test::bars(500);
  FitOptions options = GENERATE(small_options(), conv_options());
  Fitted whole = train::fit(options, images, test::no_progress);

  options.checkpoint = directory / "run.checkpoint";
  options.resume = true;  // nothing to resume yet: starts at the beginning
  const int status = test::status_of([&] {
    (void)train::fit(options, images, [](const nlohmann::json& line) {
      if (line["epoch"] == 2) ::raise(SIGKILL);
    });
  });
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(std::filesystem::exists(options.checkpoint));

  int epochs = 0;
  Fitted resumed = train::fit(options, images, [&](const nlohmann::json&) { ++epochs; });
  CHECK(epochs == 2);
  CHECK((bytes(resumed) == bytes(whole)));
  CHECK(log_of(resumed) == log_of(whole));
}

TEST_CASE("The options of the last stage can still be changed before it begins") {
  const test::TempDir directory;
  const dataset::Images images = test::bars(300);
  FitOptions options = conv_options();
  options.checkpoint = directory / "run.checkpoint";
  options.resume = true;
  FitOptions changed = options;
  changed.checkpoint.clear();
  changed.full_images = 60;
  changed.full_epochs = 1;
  changed.full_learning_rate = 1e-3;
  Fitted whole = train::fit(changed, images, test::no_progress);

  CHECK_THROWS_AS(train::fit(options,
                             images,
                             [](const nlohmann::json& line) {
                               if (line["epoch"] == 2) throw std::runtime_error("interrupted");
                             }),
                  std::runtime_error);
  changed.checkpoint = options.checkpoint;
  Fitted resumed = train::fit(changed, images, test::no_progress);
  CHECK((bytes(resumed) == bytes(whole)));
  CHECK(log_of(resumed) == log_of(whole));

  changed.full_learning_rate = 2e-3;
  CHECK(test::error_of([&] { (void)train::fit(changed, images, test::no_progress); }).code() ==
        ErrorCode::kUsage);
}

TEST_CASE("A checkpoint of other options or with damage is refused in one sentence") {
  const test::TempDir directory;
  const dataset::Images images = test::bars(300);
  FitOptions options = small_options();
  options.epochs = 1;
  options.checkpoint = directory / "run.checkpoint";
  (void)train::fit(options, images, test::no_progress);
  options.resume = true;

  FitOptions other = options;
  other.learning_rate = 1e-4;
  const Error different = test::error_of(
      ErrorCode::kUsage, "lr", [&] { (void)train::fit(other, images, test::no_progress); });
  CHECK_THAT(different.what(), Catch::Contains("--resume"));

  const std::string whole = files::read(options.checkpoint);
  for (const std::string& damaged : {whole.substr(0, whole.size() / 2),
                                     whole.substr(0, 30),
                                     std::string("hello"),
                                     whole + "x"}) {
    files::write(options.checkpoint, damaged);
    const Error error = test::error_of(
        ErrorCode::kParse, [&] { (void)train::fit(options, images, test::no_progress); });
    CHECK(error.where() == options.checkpoint);
  }
}

TEST_CASE("Options that make no sense are named") {
  const dataset::Images images = test::bars(300);
  const auto refused = [&](auto change) {
    FitOptions options = small_options();
    change(options);
    const Error error =
        test::error_of([&] { (void)train::fit(options, images, test::no_progress); });
    return error.where();
  };
  CHECK(refused([](FitOptions& o) { o.epochs = 0; }) == "--epochs");
  CHECK(refused([](FitOptions& o) { o.batch = 1; }) == "--batch");
  CHECK(refused([](FitOptions& o) { o.learning_rate = 0.0; }) == "--lr");
  CHECK(refused([](FitOptions& o) { o.recipe.steps = 256; }) == "--steps");
  CHECK(refused([](FitOptions& o) { o.recipe.weight_bits = 9; }) == "--weight-bits");
  CHECK(refused([](FitOptions& o) { o.recipe.widths[1] = 0; }) == "--hidden");
  CHECK(refused([](FitOptions& o) { o.short_steps = 256; }) == "--short-steps");
  CHECK(refused([](FitOptions& o) { o.full_images = 1; }) == "--full-images");
  CHECK(refused([](FitOptions& o) { o.full_epochs = -1; }) == "--full-epochs");
  CHECK(refused([](FitOptions& o) {
          o = conv_options();
          o.recipe.normalise = false;
        }) == "--norm");
  CHECK(refused([](FitOptions& o) { o.validation = 300; }) == "--validation");
  CHECK(refused([](FitOptions& o) { o.recipe.widths[0] = 35; }) == "data set");
}

TEST_CASE("A penalty on spikes makes the hidden layer quieter") {
  const dataset::Images images = test::bars(600);
  const auto rate = [&](float weight) {
    FitOptions options = small_options();
    options.recipe.rate_target = 0.02F;
    options.recipe.rate_weight = weight;
    options.epochs = 6;
    Fitted fitted = train::fit(options, images, test::no_progress);
    return fitted.log.back()["train"]["spike_rate"][0].get<double>();
  };
  CHECK(rate(20.0F) < 0.7 * rate(0.0F));
}

TEST_CASE("Training on chips learns, is another training, and the same for any number of threads") {
  const dataset::Images images = test::bars(1100);
  FitOptions options = small_options();
  options.recipe.spread = {
      .th = 0.05, .gain = 0.05, .leak = 0.1, .dead = 0.05, .sound_outputs = true};
  options.recipe.dropout = 0.0F;
  options.augment = {};
  options.epochs = 12;
  train::set_threads(1);
  Fitted one = train::fit(options, images, test::no_progress);
  train::set_threads(3);
  Fitted three = train::fit(options, images, test::no_progress);
  CHECK((bytes(one) == bytes(three)));
  CHECK(train::score(one.net, images, 1000, 1100).correct >= 90);
  CHECK(train::to_json(options)["spread"]["dead"] == 0.05);
  options.recipe.spread = {};
  CHECK_FALSE(train::to_json(options).contains("spread"));
  Fitted without = train::fit(options, images, test::no_progress);
  CHECK_FALSE((bytes(one) == bytes(without)));
}
