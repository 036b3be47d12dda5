// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/sweep.hpp"

#include "gen/chip/chip.hpp"
#include "sim/sweep/spread.hpp"

#include <algorithm>
#include <cmath>

#include "gen/base/rng.hpp"
#include "sim/plot/plot.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using sweep::Point;
using sweep::Score;

namespace {

/// 4 pixels, 6 neurons, 3 classes, at four fields of which one gates off.
network::Network small_network() {
  network::Neuron neuron;
  neuron.name = "H";
  neuron.model = "hall";
  neuron.v_min = -32768;
  neuron.ka = 131;
  neuron.sa = 9;
  neuron.be = 56;
  neuron.has_gain = true;
  const network::FieldRegisters at{
      .name = "180 Oe", .th_lo = 10409, .th_hi = 14167, .th_rest = 2458};
  neuron.fields = {at, at, at, at};
  neuron.fields[0] = {.name = "0 Oe", .gate_en = false, .gain = 0};
  neuron.fields[2].name = "-200 Oe";
  neuron.fields[2].gain = 216;
  neuron.fields[3].name = "150 Oe";
  neuron.fields[3].gain = 64;
  network::Network net = test::empty_network("small", 2, 2, neuron);
  net.steps = 8;
  rng::Sequence random(3);
  const auto weight = [&](int) { return static_cast<int>(random.uniform(-4, 7)); };
  net.layers = {test::dense(4, 6, weight, 1, 8), test::dense(6, 3, weight, 1, 1500)};
  for (network::Layer& layer : net.layers) layer.field_code = 1;
  network::validate(net);
  return net;
}

dataset::Images random_images(std::size_t count) {
  dataset::Images images{.count = count, .height = 2, .width = 2, .pixels = {}, .labels = {}};
  rng::Sequence random(4);
  for (std::size_t i = 0; i < count; ++i) {
    images.labels.push_back(static_cast<std::uint8_t>(random.uniform(0, 2)));
    for (int p = 0; p < 4; ++p) {
      images.pixels.push_back(static_cast<std::uint8_t>(random.uniform(0, 255)));
    }
  }
  return images;
}

Score score(const Point& point, const dataset::Images& images, unsigned threads, int seeds = 1) {
  return sweep::score(point, images, images.count, seeds, threads, [](std::size_t) {});
}

}  // namespace

TEST_CASE("A field sweep visits the register sets by rising field, then the closed gate") {
  const std::vector<Point> points = sweep::field_points(small_network());
  std::vector<std::string> names;
  for (const Point& point : points) names.push_back(point.name);
  CHECK(names == std::vector<std::string>{"-200 Oe", "0 Oe", "150 Oe", "180 Oe", "gate off"});
  const dataset::Images images = random_images(60);
  std::vector<double> spikes;
  for (const Point& point : points) {
    spikes.push_back(score(point, images, 1).spike_share.front());
  }
  CHECK(spikes[0] > spikes[3]);  // more drive, more spikes
  CHECK(spikes[3] > spikes[2]);
  CHECK(spikes[2] > 0.0);
  CHECK(spikes[1] == 0.0);  // the field inhibits
  CHECK(spikes[4] == 0.0);
}

TEST_CASE("A sweep's score is that of the golden model, whatever the number of threads") {
  const network::Network net = small_network();
  const dataset::Images images = random_images(100);
  golden::Golden model(net);
  std::size_t correct = 0;
  for (std::size_t i = 0; i < images.count; ++i) {
    const int answer = model.classify(images.image(i), static_cast<std::uint32_t>(i));
    if (answer == images.labels[i]) ++correct;
  }
  REQUIRE(correct > 0);
  const Point own = sweep::field_points(net)[3];  // the field of the training
  for (const unsigned threads : {1U, 3U, 7U}) {
    const Score result = score(own, images, threads);
    CHECK(result.images == images.count);
    CHECK(result.spike_share == score(own, images, 1).spike_share);  // to the last bit
    CHECK(result.correct == std::vector<std::size_t>{correct});
  }
}

TEST_CASE("Layers with neurons of their own have no common field code") {
  network::Network net = small_network();
  net.neurons.push_back(net.neurons[0]);
  net.neurons[1].name = "other";
  net.layers[1].neuron = 1;
  CHECK(test::error_of([&] { (void)sweep::field_points(net); }).code() == ErrorCode::kUsage);
}

TEST_CASE("A noise code has the standard deviation that was asked for") {
  for (const double sigma : {1.0, 653.0, 1306.0, 3570.0, 1e6}) {
    const sweep::NoiseCode code = sweep::noise_code(sigma);
    CHECK(code.ns <= 65535);
    // Over the random bytes themselves.
    double squares = 0.0;
    constexpr int kDraws = 40000;
    for (std::uint32_t i = 0; i < kDraws; ++i) {
      const std::uint32_t h = rng::mix(i);
      const double sum = (h & 255) + ((h >> 8) & 255) + ((h >> 16) & 255) + (h >> 24) - 510.0;
      squares += std::pow(std::ldexp(sum * code.ns, -code.sn), 2);
    }
    CHECK(std::sqrt(squares / kDraws) == Approx(sigma).epsilon(0.02));
  }
  CHECK(sweep::noise_code(0.0).ns == 0);
  for (const double sigma : {-1.0, 1e9}) {
    test::error_of(ErrorCode::kRange, [&] { (void)sweep::noise_code(sigma); });
  }
}

TEST_CASE("Noise moves spikes, and none leaves the network as it is") {
  const network::Network net = small_network();
  const dataset::Images images = random_images(100);
  const std::vector<Point> points =
      sweep::noise_points(net, sweep::NoiseForm::kAdd, 1306.0, {0.0, 1.0, 2.0});
  CHECK((points[0].network == net));
  CHECK(points[1].network.neurons[0].noise_ns > 0);
  const Score none = score(points[0], images, 1);
  CHECK(none.correct == score(sweep::field_points(net)[3], images, 1).correct);
  CHECK(score(points[2], images, 1).spike_share != none.spike_share);
}

TEST_CASE("Each form of noise sets its own registers, to the standard deviation asked for") {
  const network::Network net = small_network();
  const auto neuron = [&](sweep::NoiseForm form, double sigma) {
    return sweep::noise_points(net, form, sigma, {1.0}).front().network.neurons[0];
  };
  const double byte_sum = std::sqrt((256.0 * 256.0 - 1.0) / 3.0);
  const network::Neuron add = neuron(sweep::NoiseForm::kAdd, 1306.0);
  CHECK_FALSE(add.noise_on_drive);
  CHECK(std::ldexp(add.noise_ns, -add.noise_sn) * byte_sum == Approx(1306.0).epsilon(1e-3));
  const network::Neuron drive = neuron(sweep::NoiseForm::kDrive, 0.574);
  CHECK(drive.noise_on_drive);
  CHECK(std::ldexp(drive.noise_ns, -drive.noise_sn) * byte_sum / 256 ==
        Approx(0.574).epsilon(1e-3));
  const network::Neuron rest = neuron(sweep::NoiseForm::kRest, 614.0);
  CHECK(rest.noise_ns == 0);
  CHECK(std::ldexp(rest.rest_rs, -rest.rest_sr) * byte_sum == Approx(614.0).epsilon(1e-3));
  // 16 bits of a factor hold the first, the drive's 12 bits do not hold the second.
  CHECK(test::error_of([&] { (void)neuron(sweep::NoiseForm::kDrive, 4.0); }).code() ==
        ErrorCode::kRange);
}

TEST_CASE("Seeds are runs of their own, and their spread is told") {
  const network::Network net = small_network();
  const dataset::Images images = random_images(100);
  const Point point = sweep::noise_points(net, sweep::NoiseForm::kAdd, 4000.0, {1.0}).front();
  const Score three = score(point, images, 2, 3);
  REQUIRE(three.correct.size() == 3);
  double sum = 0.0;
  for (std::uint32_t s = 0; s < 3; ++s) {
    Point one = point;
    one.network.seed = sweep::seed_of(point.network, static_cast<int>(s));
    CHECK(score(one, images, 1).correct == std::vector<std::size_t>{three.correct[s]});
    sum += static_cast<double>(three.correct[s]);
  }
  CHECK(three.accuracy() == Approx(sum / 300.0));
  const Score known{.images = 10, .correct = {4, 6, 8}, .spike_share = {}};
  CHECK(known.accuracy() == Approx(0.6));
  CHECK(known.deviation() == Approx(0.2));
  CHECK(sweep::seeds_of(point.network, 3) == 3);
  CHECK(sweep::seeds_of(net, 3) == 1);  // nothing is drawn
}

TEST_CASE("Runs draw apart from each other, whatever the image, and the first with its own seed") {
  network::Network net = small_network();
  CHECK(sweep::seed_of(net, 0) == net.seed);
  CHECK(sweep::seed_of(net, 3) == rng::hash(net.seed, 0, 0, 0, 3));
  // Bits depend on seed ^ image: no image of one run may be another image of another run.
  for (int run = 0; run < 30; ++run) {
    for (int other = 0; other < run; ++other) {
      CHECK((sweep::seed_of(net, run) ^ sweep::seed_of(net, other)) >= 70000);
    }
  }
}

TEST_CASE("What no form of noise touches is evaluated once, and the JSON has the seeds asked for") {
  network::Network net = small_network();
  const classify::TestSet set{
      .directory = "", .images = random_images(5), .notes = {}, .first = 0, .count = 5};
  const std::vector<Point> drive = sweep::noise_points(net, sweep::NoiseForm::kDrive, 0.5, {0.0});
  CHECK((drive[0].network == net));
  sweep::Options options{.what = "noise", .sigma = {}, .seeds = 3, .quiet = true};
  options.forms = {"add", "rest"};
  options.levels = {0.0, 1.0};
  const std::vector<sweep::Row> rows = sweep::run(options, net, set);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].series != rows[2].series);
  CHECK(rows[2].score.correct == rows[0].score.correct);
  CHECK(rows[2].score.spike_share == rows[0].score.spike_share);
  CHECK(sweep::json_text(options, rows).find("\"seeds\": 3") != std::string::npos);
}

TEST_CASE("A sigma belongs to one form of noise, and a leaky neuron has no random rest") {
  network::Network net = small_network();
  const classify::TestSet set{
      .directory = "", .images = random_images(3), .notes = {}, .first = 0, .count = 3};
  sweep::Options options{.what = "noise", .sigma = 100.0, .quiet = true};
  CHECK(test::error_of([&] { (void)sweep::run(options, net, set); }).code() == ErrorCode::kUsage);
  options.forms = {"rest"};
  options.seeds = 2;
  const std::vector<sweep::Row> rows = sweep::run(options, net, set);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].score.correct.size() == 1);
  CHECK(rows[1].score.correct.size() == 2);
  CHECK(rows[1].series == "random rest");
  net.neurons[0].kind = network::NeuronKind::kLeaky;
  CHECK(test::error_of([&] {
          (void)sweep::noise_points(net, sweep::NoiseForm::kRest, 1.0, {1.0});
        }).code() == ErrorCode::kUsage);
}

TEST_CASE("The paper's noise is not taken for that of another Hall bar at the same field") {
  network::Network net = network::load(test::source("weights/models/fmnist-fc-hall180"));
  const classify::TestSet none{
      .directory = "", .images = random_images(0), .notes = {}, .first = 0, .count = 0};
  sweep::Options options{.what = "noise", .sigma = {}, .levels = {0.0}, .quiet = true};
  CHECK_NOTHROW((void)sweep::run(options, net, none));
  for (network::FieldRegisters& field : net.neurons[0].fields) field.th_lo += 1;
  test::error_of(ErrorCode::kUsage, "expected the registers of hall-in-situ", [&] {
    (void)sweep::run(options, net, none);
  });
}

TEST_CASE("A spread sweep has the accuracy of every chip, whatever the number of threads") {
  const network::Network net = small_network();
  classify::TestSet set;
  set.images = random_images(60);
  set.count = 60;
  sweep::SpreadOptions options{
      .quantities = {"th", "dead"}, .levels = {0.0, 0.3}, .chips = 4, .threads = 1, .quiet = true};
  const std::vector<sweep::SpreadRow> rows = sweep::run(options, net, set);
  REQUIRE(rows.size() == 4);  // each at 0 and at 0.3
  CHECK(rows[0].accuracy == rows[2].accuracy);
  CHECK(rows[0].accuracy.size() == 1);
  CHECK(rows[0].level == 0.0);
  CHECK(rows[1].quantity == "th");
  CHECK(rows[3].quantity == "dead");
  for (const sweep::SpreadRow& row : {rows[1], rows[3]}) {
    REQUIRE(row.accuracy.size() == 4);
    const chip::Spread spread =
        row.quantity == "th" ? chip::Spread{.th = 0.3} : chip::Spread{.dead = 0.3};
    for (std::uint32_t chip = 1; chip <= 4; ++chip) {
      const network::Network on = chip::apply(net, chip::draw(net, chip, spread));
      const Point point{.name = "", .x = 0, .network = on, .control = {}};
      CHECK(row.accuracy[chip - 1] == score(point, set.images, 1).accuracy());
    }
  }
  options.threads = 3;
  CHECK(sweep::csv_text(sweep::run(options, net, set)) == sweep::csv_text(rows));
  options.sound_outputs = true;
  CHECK(sweep::run(options, net, set)[3].accuracy != rows[3].accuracy);
}

TEST_CASE("A spread sweep refuses what it does not know") {
  const network::Network net = small_network();
  const classify::TestSet set{.directory = "", .images = random_images(2), .notes = {}, .count = 2};
  const auto refused = [&](const sweep::SpreadOptions& options) {
    return test::error_of([&] { (void)sweep::run(options, net, set); }).code();
  };
  CHECK(refused({.quantities = {"width"}, .levels = {}}) == ErrorCode::kUsage);
  CHECK(refused({.quantities = {"th"}, .levels = {1.5}}) == ErrorCode::kRange);
}

TEST_CASE("Quantiles lie between the chips") {
  const sweep::SpreadRow row{.network = "", .quantity = "", .accuracy = {0.5, 0.1, 0.3, 0.2, 0.4}};
  CHECK(row.mean() == Approx(0.3));
  CHECK(row.quantile(0.0) == 0.1);
  CHECK(row.quantile(0.5) == Approx(0.3));
  CHECK(row.quantile(0.9) == Approx(0.46));
  CHECK(row.quantile(1.0) == 0.5);
}

TEST_CASE("The figure of a spread sweep has a panel a quantity and a band a network") {
  sweep::SpreadOptions options{.quantities = {"th", "dead"}, .levels = {}};
  const std::vector<sweep::SpreadRow> rows{{"a", "th", 0.0, 10, {0.9}},
                                           {"a", "th", 0.1, 10, {0.8, 0.9}},
                                           {"a", "dead", 0.0, 10, {0.9}},
                                           {"b", "th", 0.0, 10, {0.8}},
                                           {"b", "th", 0.1, 10, {0.6, 0.7}},
                                           {"b", "dead", 0.0, 10, {0.8}}};
  const plot::Figure figure = sweep::figure(options, rows);
  REQUIRE(figure.panels.size() == 2);
  REQUIRE(figure.panels[0].series.size() == 2);
  const plot::Series& series = figure.panels[0].series[1];
  CHECK(series.x == std::vector<double>{0.0, 10.0});
  CHECK(series.y[1] == Approx(65.0));
  CHECK(series.low[1] == Approx(61.0));
  CHECK(series.high[1] == Approx(69.0));
  const std::string script = plot::gnuplot_script(figure, plot::ImageFormat::kSvg);
  CHECK(script.find("using 1:2:3 with filledcurves") != std::string::npos);
}
