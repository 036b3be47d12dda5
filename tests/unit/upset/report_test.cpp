// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/upset/upset.hpp"
#include "tests/support.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using upset::Effect;
using upset::Sign;
using upset::Trial;

namespace {

upset::Result example() {
  upset::Result result;
  result.network = "net";
  result.dataset = "images";
  result.images = 200;
  result.rows = {
      {.images = 200, .effects = {200, 0, 0, 0}, .signs = {200}, .correct = 180, .repeated = 180},
      {.kind = upset::Kind::kWeights,
       .bits = 12345,
       .flips = 1,
       .images = 200,
       .effects = {150, 40, 10, 0},
       .signs = {200},
       .correct = 172,
       .repeated = 172},
      {.kind = upset::Kind::kControl,
       .bits = 800,
       .flips = 8,
       .images = 200,
       .effects = {100, 20, 30, 50},
       .signs = {150, 40, 0, 10},
       .correct = 100,
       .repeated = 140}};
  return result;
}

}  // namespace

TEST_CASE("upset: an image's effect is what its user sees of it") {
  const auto effect = [](const Trial& trial) { return upset::effect_of(trial); };
  CHECK(effect({.predicted = 3, .sound = 3}) == Effect::kMasked);
  CHECK(effect({.predicted = 3, .sound = 3, .equal = false}) == Effect::kSilent);
  CHECK(effect({.predicted = 4, .sound = 3, .equal = false}) == Effect::kWrong);
  CHECK(effect({.predicted = 3, .sound = 3, .equal = false, .sign = Sign::kBusy}) ==
        Effect::kDetected);
  CHECK(effect({.predicted = -1, .sound = 3, .equal = false, .sign = Sign::kNoResult}) ==
        Effect::kDetected);
}

TEST_CASE("upset: shares, accuracies and their errors") {
  const upset::Result result = example();
  CHECK(result.sound());
  CHECK(result.rows[1].share(Effect::kSilent) == 0.2);
  CHECK(result.rows[2].accuracy() == 0.5);
  CHECK(result.rows[2].accuracy_repeated() == 0.7);
  CHECK(upset::binomial_error(0.5, 100) == Approx(0.05));
  upset::Result broken = result;
  broken.rows[0].effects = {199, 1, 0, 0};
  CHECK_FALSE(broken.sound());
}

TEST_CASE("upset: the table, CSV and JSON hold every row") {
  const upset::Result result = example();
  const std::string table = upset::table_text(result);
  CHECK_THAT(table, Catch::Contains("net upset, 200 images each of images, seed 1"));
  CHECK_THAT(table, Catch::Contains("12,345"));
  CHECK_THAT(table, Catch::Contains("no result 40, bad result 10"));
  CHECK_THAT(upset::csv_text(result),
             Catch::Contains("\nnet,none,0,0,200,200,0,0,0,0.9") &&
                 Catch::Contains("\nnet,control,800,8,200,100,20,30,50,0.500000,0.035355,0.7"));
  const auto json = nlohmann::json::parse(upset::json_text(result));
  CHECK(json["sound"] == true);
  CHECK(json["rows"].size() == 3);
  CHECK(json["rows"][0]["in"].is_null());
  CHECK(json["rows"][2]["in"] == "control");
  CHECK(json["rows"][2]["effects"]["wrong"] == 30);
  CHECK(json["rows"][2]["signs"]["no result"] == 40);
}

TEST_CASE("upset: the figure has a curve for each kind that was flipped, and what the fewest did") {
  const plot::Figure figure = upset::figure(example());
  REQUIRE(figure.panels.size() == 2);
  const auto& curves = figure.panels[0].series;
  REQUIRE(curves.size() == 2);
  CHECK(curves[0].name == "weights");
  CHECK(curves[1].x == std::vector<double>{3});
  CHECK(curves[1].y == std::vector<double>{50});
  REQUIRE(figure.panels[1].map);
  CHECK(figure.panels[1].map->y_names == std::vector<std::string>{"weights", "control"});
  CHECK(figure.panels[1].map->text[1] == "20.0");
}

TEST_CASE("upset: the command names what it cannot flip") {
  const auto refused = [](const std::string& options) {
    const process::Exit exit = test::shell(SPINFORGE_SIM " upset core --dataset none " + options);
    CHECK(exit.status == 2);
    return exit.output;
  };
  CHECK_THAT(refused("--in membrane"), Catch::Contains("--in: unknown; expected some of"));
  CHECK_THAT(refused("--flips 0"), Catch::Contains("--flips"));
}
