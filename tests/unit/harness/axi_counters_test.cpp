// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_counters.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace spinforge;
using harness::AxiCounters;

namespace {

/// A wrapper's pins, cycle by cycle, for images of three pixels and one layer of two lanes.
struct Rig {
  explicit Rig(std::size_t pixels = 3, int beat = 1) : counters(pixels, {2}, beat) {}

  AxiCounters counters;
  SfCommit commit{};

  void cycle(AxiCounters::Pins in, SfAxiOutputs out = {}) {
    out.pixel_ready = 1;
    out.commits = &commit;
    counters.observe(in, out);
    commit.valid = 0;
  }
  void pixel(int value, bool last) {
    cycle({.pixel_valid = true,
           .pixel_last = last,
           .pixel_data = static_cast<std::uint32_t>(value),
           .result_ready = true});
  }
  void pixels(std::uint32_t values, unsigned keep, bool last) {
    cycle({.pixel_valid = true,
           .pixel_last = last,
           .pixel_keep = static_cast<std::uint8_t>(keep),
           .pixel_data = values,
           .result_ready = true});
  }
  void beat(int winner, bool last, bool ready) {
    SfAxiOutputs out{};
    out.result_valid = 1;
    out.result_last = last ? 1 : 0;
    out.result_data = static_cast<std::uint32_t>(winner) << 16;
    cycle({.result_ready = ready}, out);
  }
};

}  // namespace

TEST_CASE("an image is counted from its first pixel to the beat before the one that is shown") {
  Rig rig;
  rig.counters.set_image(7);
  rig.cycle({});
  rig.pixel(1, false);  // cycle 1
  rig.pixel(0, false);
  CHECK_FALSE(rig.counters.between_frames());
  rig.pixel(2, true);
  CHECK(rig.counters.between_frames());
  CHECK_FALSE(rig.counters.idle());
  SfAxiOutputs busy{};
  busy.busy = 1;
  rig.commit = {};
  rig.commit.valid = 1;
  rig.commit.mask[0] = rig.commit.mask[1] = rig.commit.spike[1] = 1;
  rig.cycle({}, busy);
  rig.beat(4, false, false);  // waits
  CHECK_FALSE(rig.counters.idle());
  rig.beat(4, false, true);
  rig.beat(4, true, false);  // shown in cycle 7: it left the core in cycle 6
  CHECK(rig.counters.last().cycles == 6);
  CHECK(rig.counters.last().image == 7);
  CHECK(rig.counters.last().predicted == 4);
  rig.beat(4, true, true);  // the same
  rig.cycle({});
  CHECK(rig.counters.idle());
  CHECK(rig.counters.image() == 8);
  CHECK(rig.counters.shown_image() == 7);
  const AxiCounters::Values& values = rig.counters.values();
  CHECK(values.images_in == 1);
  CHECK(values.images_out == 1);
  CHECK(values.pixel_events == 2);
  CHECK(values.total_cycles == 6);
  CHECK(values.updates[0] == 2);
  CHECK(values.spikes[0] == 1);
  CHECK(values.cycles[0] == 1);
  CHECK_FALSE(rig.counters.frame_error());
  rig.counters.clear();
  CHECK(rig.counters.values().images_in == 0);
  CHECK(rig.counters.image() == 8);
}

TEST_CASE("a frame of another length is no image") {
  Rig rig;
  rig.pixel(1, true);
  CHECK(rig.counters.frame_error());
  rig.counters.clear_frame_error();
  for (int i = 0; i < 4; ++i) rig.pixel(1, i == 3);
  CHECK(rig.counters.frame_error());
  CHECK(rig.counters.idle());
  CHECK(rig.counters.image() == 0);
  CHECK(rig.counters.values().images_in == 0);
  CHECK(rig.counters.values().pixel_events == 5);
  CHECK(rig.counters.values().total_cycles == 5);
  rig.counters.reset();
  CHECK_FALSE(rig.counters.frame_error());
}

TEST_CASE("an image of several pixels a beat fills all beats but its last") {
  Rig rig(5, 4);
  rig.pixels(0x01000200, 0xf, false);
  CHECK_FALSE(rig.counters.between_frames());
  rig.pixels(0xffffff03, 0x1, true);
  CHECK(rig.counters.values().images_in == 1);
  CHECK(rig.counters.values().pixel_events == 3);
  CHECK_FALSE(rig.counters.frame_error());
  const auto broken = [&](const std::vector<unsigned>& keeps) {
    for (std::size_t i = 0; i < keeps.size(); ++i) {
      rig.pixels(0x01010101, keeps[i], i + 1 == keeps.size());
    }
    const bool out = rig.counters.frame_error();
    rig.counters.clear_frame_error();
    CHECK(rig.counters.between_frames());
    return out;
  };
  CHECK(broken({0xf}));
  CHECK(broken({0xf, 0x3}));
  CHECK(broken({0xf, 0x2}));
  CHECK(broken({0xf, 0x0}));
  CHECK(broken({0x7, 0x1}));
  CHECK(broken({0xf, 0x1, 0x0}));
  CHECK(broken({0xf, 0xf, 0x1}));
  CHECK_FALSE(broken({0xf, 0x1}));
  CHECK(rig.counters.values().images_in == 2);
}
