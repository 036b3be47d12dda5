// SPDX-License-Identifier: Apache-2.0
//
// What must not leave a trace: a reset in the middle of an image, and frames that end too early or
// too late, wherever they stand in the stream.
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gen/base/rng.hpp"
#include "gen/emit/emit.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/lockstep.hpp"
#include "sim/harness/model.hpp"
#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using Pixels = std::vector<std::uint8_t>;

/// A frame as somebody sends it, whole or not.
struct Frame {
  std::uint32_t image = 0;
  Pixels pixels;
};

/// A core without anything around it.
class Core {
 public:
  explicit Core(const network::Network& network) {
    network::save(network, directory_ / "network");
    emit::emit({.network = directory_ / "network",
                .output = directory_ / "rtl",
                .options = test::lanes(8, 4),
                .target = "generic"});
    design = harness::load_design(directory_ / "rtl");
    const auto build =
        harness::build_model(design, {.cache = SPINFORGE_MODEL_CACHE, .quiet = true});
    model = std::make_unique<harness::Model>(build.library, design.directory, 5);
    reset();
  }

  void reset() {
    inputs_ = {};
    for (int i = 0; i < 4; ++i) (void)model->tick(inputs_);
    inputs_.rst_n = 1;
  }

  /// Sends `frames` back to back for `cycles` cycles, or until `results` of them have come out and
  /// the core is idle. Returns everything that left the core: a line for each commit and beat.
  std::vector<std::string> run(const std::vector<Frame>& frames, std::int64_t cycles, int results) {
    log_.clear();
    std::size_t frame = 0, pixel = 0;
    for (std::int64_t i = 0; i < cycles; ++i) {
      const bool more = frame < frames.size();
      inputs_.pixel_valid = more ? 1 : 0;
      if (more) {
        inputs_.pixel_image = frames[frame].image;
        inputs_.pixel_data = frames[frame].pixels[pixel];
        inputs_.pixel_last = pixel + 1 == frames[frame].pixels.size() ? 1 : 0;
      }
      inputs_.result_ready = 1;
      const SfOutputs& out = model->tick(inputs_);
      if (more && out.pixel_ready != 0 && ++pixel == frames[frame].pixels.size()) {
        pixel = 0;
        ++frame;
      }
      results -= note(out);
      if (results == 0 && !more && out.busy == 0) break;
    }
    inputs_.pixel_valid = 0;
    return log_;
  }

  harness::Design design;
  std::unique_ptr<harness::Model> model;

 private:
  /// Returns 1 with the last beat of a result.
  int note(const SfOutputs& out) {
    for (std::size_t k = 0; k < design.plan.layers.size(); ++k) {
      const SfCommit& c = out.commits[k];
      if (c.valid == 0) continue;
      std::string line = std::to_string(k + 1) + ": " + std::to_string(c.image) + " " +
                         std::to_string(c.step) + " " + std::to_string(c.base);
      for (int i = 0; i < design.plan.layers[k].neuron_lanes; ++i) {
        if (c.mask[i] == 0) continue;
        line += " " + std::to_string(c.v[i]) + "/" + std::to_string(c.d[i]) + "/" +
                std::to_string(c.spike[i] * 4 + c.armed[i] * 2 + c.over[i]);
      }
      log_.push_back(line);
    }
    if (out.result_valid == 0) return 0;
    log_.push_back("result " + std::to_string(out.result_image) + " " +
                   std::to_string(out.result_class) + " " + std::to_string(out.result_count));
    return out.result_last != 0 ? 1 : 0;
  }

  test::TempDir directory_;
  SfInputs inputs_{};
  std::vector<std::string> log_;
};

/// Lines of one layer, or of the results: what order they have among each other is all that
/// counts.
std::vector<std::string> of(const std::vector<std::string>& log, const std::string& who) {
  std::vector<std::string> out;
  for (const std::string& line : log) {
    if (line.starts_with(who)) out.push_back(line);
  }
  return out;
}

network::Network network_of(bool conv) {
  return conv ? test::random_conv_network(2, {.steps = 4, .max_size = 20})
              : test::random_network(50, {.layers = 2, .steps = 5});
}

}  // namespace

TEST_CASE("a reset at any moment of an image leaves nothing behind") {
  Core core(network_of(GENERATE(false, true)));
  const auto images = test::images_for(core.design.network, 7, 3);
  dataset::Images set;
  set.count = images.size();
  set.height = core.design.network.input.height;
  set.width = core.design.network.input.width * core.design.network.input.channels;
  for (const Pixels& image : images)
    set.pixels.insert(set.pixels.end(), image.begin(), image.end());
  const std::vector<Frame> before = {{90, images[1]}, {91, images[2]}, {92, images[1]}};
  harness::Lockstep lockstep(*core.model, core.design.network, core.design.plan, {});
  const auto alone = lockstep.run(set, {.first = 1, .count = 2});
  REQUIRE(alone.mismatches == 0);
  const std::int64_t cycles = 2 * alone.images.front().cycles;
  rng::Sequence random(11);
  for (std::int64_t at = 1; at < cycles; at += random.uniform(1, 1 + cycles / 60)) {
    CAPTURE(at);
    core.reset();
    (void)core.run(before, at, -1);
    // Resets the core, then holds every update and every cycle against the golden model.
    const auto result = lockstep.run(set, {.first = 1, .count = 2});
    REQUIRE(result.mismatches == 0);
    REQUIRE(result.commits == alone.commits);
    REQUIRE(result.images.size() == 2);
    REQUIRE(result.images.front().timing_exact);
    REQUIRE(result.images.back().timing_exact);
  }
}

TEST_CASE("frames that are cut off or too long leave no trace between whole ones") {
  Core core(network_of(GENERATE(false, true)));
  const auto images = test::images_for(core.design.network, 8, 3);
  const std::vector<Frame> whole = {{1, images[2]}, {2, images[1]}, {3, images[3]}, {4, images[2]}};
  const std::int64_t guard = 1'000'000;
  const auto expected = core.run(whole, guard, 4);
  REQUIRE(of(expected, "result").size() ==
          4 * static_cast<std::size_t>(core.design.network.layers.back().outputs));
  rng::Sequence random(12);
  const std::size_t size = images[0].size();
  for (int round = 0; round < 20; ++round) {
    std::vector<Frame> frames;
    for (const Frame& frame : whole) {
      for (auto broken = random.uniform(0, 3); broken > 0; --broken) {
        const bool over = random.uniform(0, 1) == 1 || size == 1;
        const auto length = static_cast<std::size_t>(
            over ? random.uniform(1, 3) * random.uniform(1, static_cast<std::int64_t>(size)) +
                       static_cast<std::int64_t>(size)
                 : random.uniform(1, static_cast<std::int64_t>(size) - 1));
        frames.push_back({77, Pixels(length, 200)});
      }
      frames.push_back(frame);
    }
    CAPTURE(round, frames.size());
    core.reset();
    const auto log = core.run(frames, guard, 4);
    REQUIRE(log.size() == expected.size());
    for (const char* const who : {"1:", "2:", "3:", "4:", "result"}) {
      REQUIRE(of(log, who) == of(expected, who));
    }
  }
}
