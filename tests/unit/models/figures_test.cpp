// SPDX-License-Identifier: Apache-2.0
// What the figures of a network show.
#include <cmath>

#include "sim/models/confusion.hpp"
#include "sim/models/training.hpp"
#include "sim/plot/plot.hpp"
#include "tests/unit/models/small_model.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using models::Epoch;

namespace {

std::vector<Epoch> epochs_of(const std::string& lines) {
  const test::TempDir dir;
  files::write(dir / "training.jsonl", lines);
  return models::load_training(dir.path());
}

models::TrainedNetwork model() {
  return {.directory = "", .network = test::two_classes("n"), .record = {}};
}

/// The series called `name`; the test fails where there is none.
plot::Series series(const plot::Panel& panel, const std::string& name) {
  for (const plot::Series& s : panel.series) {
    if (s.name == name) return s;
  }
  FAIL("no series " << name);
  return {};
}

std::string script(const plot::Figure& figure) {
  return plot::gnuplot_script(figure, plot::ImageFormat::kSvg);
}

}  // namespace

TEST_CASE("a training's curves are its epochs in percent, its spikes in a panel below") {
  const std::vector<Epoch> epochs =
      epochs_of(test::epoch_line(1, 0.5, 0.6) + test::epoch_line(2, 0.7, 0.65));
  const plot::Figure figure = models::training_figure(model(), epochs);
  REQUIRE(figure.panels.size() == 2);
  CHECK(series(figure.panels[0], "training").x == std::vector<double>{1, 2});
  CHECK(series(figure.panels[0], "training").y == std::vector<double>{50, 70});
  CHECK(series(figure.panels[0], "held out").y == std::vector<double>{60, 65});
  CHECK(figure.panels[0].series.size() == 2);
  CHECK(series(figure.panels[1], "layer 1, held out").y[1] == Approx(6.5));
  CHECK(series(figure.panels[1], "layer 1, training").y[1] == Approx(7));
  CHECK(figure.panels[0].marks.empty());
  CHECK(figure.panels[0].bands.empty());
}

TEST_CASE("epochs with few steps have a curve of their own and end at a line") {
  const std::vector<Epoch> epochs =
      epochs_of(test::epoch_line(1, 0.5, 0.6, 0.55) + test::epoch_line(2, 0.7, 0.8, 0.75) +
                test::epoch_line(3, 0.9, 0.85));
  const plot::Figure figure = models::training_figure(model(), epochs);
  const plot::Series few = series(figure.panels[0], "held out, 4 steps");
  CHECK(few.y[1] == Approx(80));
  CHECK(std::isnan(few.y[2]));
  CHECK_THAT(series(figure.panels[0], "held out, 25 steps").y,
             Catch::Matchers::Approx(std::vector<double>{55, 75, 85}));
  CHECK(series(figure.panels[1], "layer 1, held out").y[0] == Approx(5.5));
  for (const plot::Panel& panel : figure.panels) {
    REQUIRE(panel.marks.size() == 1);
    CHECK(panel.marks[0].x == 2.5);
    CHECK(panel.marks[0].name == "4 steps, then 25");
  }
  CHECK_THAT(script(figure),
             Contains("set arrow from first 2.5, graph 0") && Contains("'4 steps, then 25' at"));
}

TEST_CASE("the RTL's accuracy stands in the training's figure, inside the axis") {
  models::TrainedNetwork verified = model();
  verified.record = models::Verified{.accuracy = 0.405};
  const plot::Figure figure =
      models::training_figure(verified, epochs_of(test::epoch_line(1, 0.5, 0.6)));
  REQUIRE(figure.panels[0].bands.size() == 1);
  CHECK(figure.panels[0].bands[0].low == 40.5);
  CHECK(figure.panels[0].bands[0].name == "test images, RTL: 40.50 %");
  CHECK(figure.panels[0].y_low == 40);
  CHECK(figure.panels[0].y_high == 60);
}

TEST_CASE("without held-out images there is the training alone") {
  std::vector<Epoch> epochs = epochs_of(test::epoch_line(1, 0.5, 0.6));
  epochs[0].held_out.reset();
  const plot::Figure figure = models::training_figure(model(), epochs);
  CHECK(figure.panels[0].series.size() == 1);
  CHECK(figure.panels[1].series.size() == 1);
}

TEST_CASE("a log that is none is refused with its line, a missing one is no log") {
  const test::TempDir dir;
  CHECK(models::load_training(dir.path()).empty());
  const auto line = GENERATE(as<std::string>{},
                             "nonsense",
                             "{}",
                             "[1]",
                             R"({"epoch":1,"train":{"accuracy":1}})",
                             R"({"epoch":1,"train":{"accuracy":7.5,"spike_rate":[0.1]}})",
                             R"({"epoch":1,"train":{"accuracy":1,"spike_rate":["x"]}})",
                             R"({"epoch":0,"train":{"accuracy":1,"spike_rate":[0.1]}})");
  const Error error =
      test::error_of([&] { (void)epochs_of(test::epoch_line(1, 0.5, 0.6) + line + "\n"); });
  CHECK((error.code() == ErrorCode::kParse || error.code() == ErrorCode::kRange));
  CHECK_THAT(error.where(), Contains("training.jsonl / line 2"));
}

TEST_CASE("a confusion matrix shows counts, shares of each row, and the first class on top") {
  const plot::Figure figure = models::confusion_figure("mnist-x", {{30, 10}, {0, 1200}});
  CHECK(figure.title == "mnist-x: 1,230 of 1,240 test images right in RTL");
  const plot::HeatMap map = figure.panels.at(0).map.value();
  CHECK(map.x == std::vector<double>{0, 1});
  CHECK(map.y == std::vector<double>{1, 0});
  CHECK(map.text == std::vector<std::string>{"", "1,200", "30", "10"});
  CHECK(map.value == std::vector<double>{0, 100, 75, 25});
  CHECK(map.x_names == std::vector<std::string>{"0", "1"});
  CHECK(map.y_names == std::vector<std::string>{"1", "0"});
  CHECK_THAT(script(figure),
             Contains("set yrange [1.5:-0.5]") && Contains("1 1 100 \"1,200\" 16777215") &&
                 Contains("1 0 25 \"10\" 0") && Contains("unset colorbox") &&
                 Contains("set ytics norotate ('1' 1, '0' 0)"));
}

TEST_CASE("mistakes come by number, then by class") {
  const auto found = models::mistakes({{9, 2, 3}, {3, 9, 0}, {1, 0, 9}}, 3);
  REQUIRE(found.size() == 3);
  CHECK((found[0].truth == 0 && found[0].taken == 2 && found[0].images == 3));
  CHECK((found[1].truth == 1 && found[1].taken == 0));
  CHECK((found[2].truth == 0 && found[2].taken == 1));
  CHECK(models::mistakes({{9, 0}, {0, 9}}, 3).empty());
}
