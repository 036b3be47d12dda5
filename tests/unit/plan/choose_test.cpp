// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/choose.hpp"

#include <sys/resource.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/text.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

const std::string& model() {
  static const std::string path = test::source("weights/models/mnist-fc196-dw");
  return path;
}

plan::Request request(const char* target, plan::Goal goal = plan::Goal::kLatency) {
  plan::Request out{plan::find_target(target)};
  out.goal = goal;
  return out;
}

process::Exit gen(const std::string& arguments, const test::TempDir& directory) {
  return test::shell(SPINFORGE_GEN " " + arguments, directory.path());
}

}  // namespace

TEST_CASE("plan: cores from small to fast all fit, and each step saves cycles") {
  const network::Network network = network::load(model());
  for (const char* const target : {"xc7", "ecp5", "ice40up5k", "ice40hx8k"}) {
    CAPTURE(target);
    const std::vector<plan::Choice> choices = plan::trade_off(network, request(target));
    REQUIRE(choices.size() > 1);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      CHECK(choices[i].fits);
      const plan::Part& part = plan::find_target(target).part;
      const plan::Usable most = plan::find_target(target).usable;
      CHECK(static_cast<double>(choices[i].resources.lut) <= most.luts * part.lut);
      CHECK(choices[i].resources.bram <= most.blocks * part.bram);
      CHECK(static_cast<double>(choices[i].resources.dsp) <= most.blocks * part.dsp);
      CHECK(choices[i].layer_busy.size() == network.layers.size());
      if (i > 0) CHECK(choices[i].cycles < choices[i - 1].cycles);
    }
    CHECK(plan::choose(choices, request(target)) == choices.size() - 1);
    const plan::Choice& small = choices[plan::choose(choices, request(target, plan::Goal::kArea))];
    for (const plan::Choice& choice : choices) CHECK(small.share <= choice.share);
    // No layer has lanes that save nothing: with one step less in any of them it is slower.
    const plan::Plan fast = plan::make_plan(network, choices.back().options);
    CHECK(plan::typical_timing(network, fast).image_cycles == choices.back().cycles);
  }
}

TEST_CASE("plan: a goal of throughput takes the core with the fewest cycles between images") {
  const network::Network network = network::load(model());
  const plan::Request wanted = request("ice40hx8k", plan::Goal::kThroughput);
  const std::vector<plan::Choice> choices = plan::trade_off(network, wanted);
  const plan::Choice& chosen = choices[plan::choose(choices, wanted)];
  for (const plan::Choice& choice : choices) CHECK(chosen.interval <= choice.interval);
  const plan::Plan plan = plan::make_plan(network, chosen.options);
  CHECK(plan::typical_interval(network, plan) == chosen.interval);
  CHECK(chosen.interval < chosen.cycles);
  CHECK(chosen.interval >= plan.beats(network.input.size()));
  // No worse than what is found for the fewest cycles of an image.
  for (const plan::Choice& choice : plan::trade_off(network, request("ice40hx8k"))) {
    CHECK(chosen.interval <= choice.interval);
  }
}

TEST_CASE("plan: a limit of cycles gives the smallest core within it") {
  const network::Network network = network::load(model());
  plan::Request wanted = request("xc7", plan::Goal::kArea);
  const std::vector<plan::Choice> choices = plan::trade_off(network, wanted);
  wanted.cycles = choices[choices.size() / 2].cycles;
  const plan::Choice& chosen = choices[plan::choose(choices, wanted)];
  CHECK(chosen.cycles <= *wanted.cycles);
  for (const plan::Choice& choice : choices) {
    if (choice.cycles <= *wanted.cycles) CHECK(chosen.share <= choice.share);
  }
  wanted.cycles = 1;
  test::error_of(ErrorCode::kRange, [&] { (void)plan::choose(choices, wanted); });
}

TEST_CASE("plan: a network without room on a part is a sentence that names both sizes") {
  const network::Network network = network::load(test::source("weights/models/mnist-fc-dw"));
  const std::vector<plan::Choice> choices = plan::trade_off(network, request("ice40hx8k"));
  REQUIRE_FALSE(choices.front().fits);
  const Error error = test::error_of(
      ErrorCode::kRange, "32 BRAM", [&] { (void)plan::choose(choices, request("ice40hx8k")); });
  CHECK_THAT(error.what(), Contains("iCE40HX8K") && Contains("--fill"));
}

TEST_CASE("plan: how much of a part is planned for can be changed") {
  const network::Network network = network::load(model());
  plan::Request wanted = request("xc7");
  wanted.target = plan::with_part(wanted.target, "XC7Z010");
  const auto fastest = [&] {
    const std::vector<plan::Choice> choices = plan::trade_off(network, wanted);
    return choices[plan::choose(choices, wanted)];
  };
  const plan::Choice usual = fastest();
  wanted.target.usable = {0.3, 0.3};
  const plan::Choice small = fastest();
  CHECK(small.cycles > usual.cycles);
  CHECK(small.resources.dsp <= 24);
  CHECK(small.resources.lut <= 5'280);
  // The same core fills a larger share of what it may take.
  CHECK(plan::evaluate(network, wanted.target, usual.options).share > usual.share);
  CHECK(plan::with_part(wanted.target, "XC7Z020").usable.luts == 0.3);
}

TEST_CASE("plan: the parts of the 7 series have two flip-flops for each LUT, as all its slices") {
  const std::vector<plan::Part>& parts = plan::find_target("xc7").parts;
  CHECK(parts.size() == 12);
  CHECK(parts.front().name == "XC7A100T");
  for (const plan::Part& part : parts) {
    CAPTURE(part.name);
    CHECK(part.ff == 2 * part.lut);
    CHECK(part.lut % 8 == 0);  // a CLB is two slices of four LUTs
    CHECK(plan::with_part(plan::find_target("xc7"), part.name).part.bram == part.bram);
  }
}

TEST_CASE("plan: more cores than can be compared in some seconds are refused in a sentence") {
  network::Network network = network::load(model());
  network::Layer layer = network.layers.back();
  layer.inputs = layer.outputs = 64;
  layer.weights.assign(64 * 64, 1);
  layer.bias.assign(64, 0);
  layer.mul = {1};
  network.layers.resize(1);
  network.layers.resize(64, layer);
  network::validate(network);
  const Error error = test::error_of(
      ErrorCode::kRange, "64 layers", [&] { (void)plan::trade_off(network, request("xc7")); });
  CHECK_THAT(error.what(), Contains("--lanes"));
}

TEST_CASE("plan: the largest maps of a file of a few bytes take neither minutes nor gigabytes") {
  network::Network network = network::load(model());
  network.input = {{.height = 255, .width = 257}};
  network.steps = 255;
  network::Layer layer;
  layer.conv = network::Conv{.input = {.height = 255, .width = 257}};
  layer.inputs = layer.outputs = 65535;
  layer.counter_bits = 16;
  layer.weights = {1};
  layer.bias = {0};
  layer.mul = {1};
  network.layers.assign(2, layer);
  const test::TempDir dir;
  network::save(network, dir / "net");
  test::check_exit(gen("plan net --lanes 1", dir), 0, "255 steps");
  rusage used{};
  REQUIRE(::getrusage(RUSAGE_CHILDREN, &used) == 0);
  CHECK(used.ru_maxrss < 200'000);  // kilobytes
}

TEST_CASE("plan: another part of a family is found by name") {
  const plan::Target small = plan::with_part(plan::find_target("xc7"), "XC7A35T");
  CHECK(small.part.bram == 50);
  CHECK(plan::with_part(small, "XC7A35T").part.lut == small.part.lut);
  test::error_of(ErrorCode::kUsage, "LFE5U-25F", [] {
    (void)plan::with_part(plan::find_target("ecp5"), "XC7A35T");
  });
}

TEST_CASE("spinforge-gen: a goal without lanes to choose is refused, not forgotten") {
  const test::TempDir folder;
  const std::string words = GENERATE(as<std::string>(),
                                     "emit MODEL -o core --goal area",
                                     "emit MODEL -o core --target xc7 --lanes 8 --part XC7A35T",
                                     "plan MODEL --target xc7 --lanes 8 --cycles 3000",
                                     "emit MODEL -o core --fill 50");
  test::check_exit(gen(test::replaced(words, "MODEL", model()), folder),
                   ErrorCode::kUsage,
                   "no lanes to choose");
  CHECK_FALSE(std::filesystem::exists(folder / "core"));
  // The part counts for what is shown of a core whose lanes are named.
  test::check_exit(gen("plan " + model() + " --target xc7 --lanes 8 --part XC7A35T", folder), 0);
}

TEST_CASE("spinforge-gen plan and emit choose the same lanes for a target") {
  const test::TempDir folder;
  const process::Exit planned = gen(
      "plan " + model() + " --target ice40hx8k --fmax 50 --json plan.json --plot plan.svg", folder);
  CAPTURE(planned.output);
  REQUIRE(planned.status == 0);
  CHECK_THAT(planned.output, Contains("iCE40HX8K for ice40hx8k") && Contains("images/s"));
  CHECK_THAT(files::read(folder / "plan.svg"), Contains("<circle") && Contains("</svg>"));
  const auto plan = nlohmann::json::parse(files::read(folder / "plan.json")).at("trade_off");
  const auto chosen = plan.at("choices").at(plan.at("chosen").get<std::size_t>());
  CHECK(chosen.at("fits") == true);
  CHECK(chosen.at("interval") < chosen.at("cycles"));
  CHECK(chosen.at("images_per_second_streamed") > chosen.at("images_per_second"));
  const process::Exit emitted = gen("emit " + model() + " -o core --target ice40hx8k", folder);
  CAPTURE(emitted.output);
  REQUIRE(emitted.status == 0);
  const auto manifest = nlohmann::json::parse(files::read(folder / "core/manifest.json"));
  CHECK(manifest.at("lanes") == chosen.at("lanes"));
  CHECK(manifest.at("neuron_lanes") == chosen.at("neuron_lanes"));
  test::check_exit(gen("plan " + model() + " --goal area", folder), ErrorCode::kUsage);
}

TEST_CASE("spinforge-gen plan says that the estimate lacks the registers of --pipeline") {
  const test::TempDir folder;
  const std::string plan = "plan " + model() + " --target xc7 --lanes 8";
  const auto says = Contains("The registers of --pipeline are not in the LUTs");
  CHECK_THAT(gen(plan + " --pipeline", folder).output, says);
  CHECK_THAT(gen(plan, folder).output, !says);
}
