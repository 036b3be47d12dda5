// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "weights/train/start.hpp"

#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/unit/train/numbers.hpp"
#include "weights/train/arch.hpp"
#include "weights/train/fit.hpp"
#include "weights/train/neurons.hpp"
#include "weights/train/score.hpp"

using namespace spinforge;

namespace {

train::FitOptions options() {
  train::FitOptions options = test::bar_options();
  options.epochs = 8;
  return options;
}

train::FitOptions conv_options(int padding) {
  train::FitOptions conv = options();
  train::set_architecture(conv.recipe, padding == 2 ? "csnn" : "csnn5", 6, 6, {}, {4});
  conv.epochs = 3;
  return conv;
}

network::Network integers_of(const train::Net& net, const train::NeuronChoice& choice) {
  network::Network integers = test::empty_network("bars", 6, 6, choice.neuron);
  integers.steps = 6;
  quantize::Options rounding;
  rounding.drive_scale = choice.drive_scale;
  for (const quantize::RealLayer& real : net.export_layers()) {
    rounding.pixels = integers.layers.empty();
    integers.layers.push_back(quantize::quantize(real, rounding, "layer").layer);
    integers.layers.back().field_code = choice.field_code;
  }
  return integers;
}

}  // namespace

TEST_CASE("A network started from integers computes what they do, and rounds to them again") {
  const std::string name = GENERATE(std::string("dw"), std::string("hall180"));
  const train::NeuronChoice choice = train::neuron_choice({.device = name}, 14);
  const dataset::Images images = test::bars(1000);
  train::FitOptions first = options();
  first.recipe.cell = choice.cell;
  train::Fitted fitted = train::fit(first, images, test::no_progress);
  const network::Network integers = integers_of(fitted.net, choice);

  train::Net again(first.recipe, 99);
  train::start_from(again, integers, images);
  const train::Outcome before = train::score(fitted.net, images, 0, 1000);
  const train::Outcome after = train::score(again, images, 0, 1000);
  CHECK(before.correct >= 900);
  CHECK(std::abs(before.correct - after.correct) <= 5);
  CHECK(after.spikes[0] == Approx(before.spikes[0]).epsilon(0.02));
  const network::Network rounded = integers_of(again, choice);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK((rounded.layers[k].weights == integers.layers[k].weights));
  }
}

TEST_CASE("A convolutional network goes on from integers, or from their filters alone") {
  const train::NeuronChoice choice = train::neuron_choice({.device = "dw"}, 14);
  const dataset::Images images = test::bars(1000);
  const train::FitOptions first = conv_options(2);
  train::Fitted fitted = train::fit(first, images, test::no_progress);
  const network::Network integers = integers_of(fitted.net, choice);
  REQUIRE(integers.layers[0].conv.has_value());

  train::Net again(first.recipe, 99);
  train::start_from(again, integers, images);
  const train::Outcome before = train::score(fitted.net, images, 0, 1000);
  const train::Outcome after = train::score(again, images, 0, 1000);
  CHECK(before.correct >= 700);
  CHECK(std::abs(before.correct - after.correct) <= 10);
  CHECK(after.spikes[0] == Approx(before.spikes[0]).epsilon(0.02));
  CHECK((integers_of(again, choice).layers[0].weights == integers.layers[0].weights));

  train::Net wider(conv_options(5).recipe, 99);
  train::start_from(wider, integers, images);
  const network::Network other = integers_of(wider, choice);
  CHECK((other.layers[0].weights == integers.layers[0].weights));
  CHECK(other.layers[1].inputs != integers.layers[1].inputs);

  train::Recipe more = first.recipe;
  train::set_architecture(more, "csnn", 6, 6, {}, {5});
  train::Net unlike(more, 1);
  CHECK(test::error_of([&] { train::start_from(unlike, integers, images); }).code() ==
        ErrorCode::kShape);
}

TEST_CASE("Architectures have the paper's maps, and unknown or impossible ones are refused") {
  train::Recipe recipe;
  train::set_architecture(recipe, "csnn", 28, 28, {}, {32, 64});
  CHECK(recipe.widths == std::vector<int>{784, 14 * 14 * 32, 7 * 7 * 64, 10});
  train::set_architecture(recipe, "csnn5", 28, 28, {}, {32, 64});
  CHECK(recipe.widths == std::vector<int>{784, 17 * 17 * 32, 11 * 11 * 64, 10});
  CHECK(recipe.convs.size() == 2);
  train::set_architecture(recipe, "fc", 28, 28, {400, 100}, {});
  CHECK(recipe.widths == std::vector<int>{784, 400, 100, 10});
  CHECK(recipe.convs.empty());
  const auto refused = [&](const char* name, const std::vector<int>& channels) {
    return test::error_of([&] { train::set_architecture(recipe, name, 4, 4, {}, channels); })
        .code();
  };
  CHECK(refused("rnn", {4}) == ErrorCode::kUsage);
  CHECK(refused("csnn", {4, 0}) == ErrorCode::kRange);
  CHECK(refused("csnn", {4, 4, 4}) == ErrorCode::kRange);
}

TEST_CASE("A network that does not fit is refused as a start") {
  const dataset::Images images = test::bars(200);
  const train::Recipe recipe = options().recipe;
  const train::NeuronChoice choice = train::neuron_choice({.device = "dw"}, 14);
  const network::Network integers = integers_of(train::Net(recipe, 1), choice);
  const auto refused = [&](train::Recipe other) {
    train::Net net(other, 1);
    return test::error_of([&] { train::start_from(net, integers, images); }).code();
  };
  train::Recipe other = recipe;
  other.widths[1] = 41;
  CHECK(refused(other) == ErrorCode::kShape);
  other = recipe;
  other.weight_bits = 5;
  CHECK(refused(other) == ErrorCode::kRange);
  other = recipe;
  other.normalise = false;
  network::Network scaled = integers;
  scaled.layers[0].mul.assign(40, 1);
  scaled.layers[0].mul[3] = 2;
  train::Net net(other, 1);
  CHECK(test::error_of([&] { train::start_from(net, scaled, images); }).code() ==
        ErrorCode::kRange);
}
