// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/control.hpp"

#include <set>

#include "sim/harness/configurator.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using harness::ControlState;
using harness::ImageControl;
using harness::Select;

namespace {

/// The small network with four field codes.
network::Network four_codes() {
  network::Network net = test::small_network();
  net.neurons[0].fields.resize(4, net.neurons[0].fields[0]);
  return net;
}

ImageControl one(const Select& select) { return {.pages = {}, .selects = {select}}; }

using Codes = std::vector<std::uint8_t>;

/// It, its plan, and a configuration port.
struct Rig {
  network::Network net = four_codes();
  plan::Plan plan = plan::make_plan(net, test::lanes(8, 4));
  harness::Configurator port{plan};
  SfInputs in{};
  SfOutputs out{};
};

}  // namespace

TEST_CASE("a select holds until the next one, in later images too") {
  const network::Network net = four_codes();
  ControlState state(net);
  golden::Control control = state.apply({});
  CHECK(control.field_code[0] == Codes{0, 0, 0, 0, 0, 0});
  control = state.apply(one({.layer = 1, .step = 3, .code = 2, .page = 0}));
  CHECK(control.field_code[0] == Codes{0, 0, 2, 2, 2, 2});
  CHECK(control.field_code[1] == Codes{0, 0, 0, 0, 0, 0});
  control = state.apply({.pages = {},
                         .selects = {{.layer = 1, .step = 5, .code = 3},
                                     {.layer = 1, .step = Select::kNow, .code = 1}}});
  CHECK(control.field_code[0] == Codes{1, 1, 1, 1, 3, 3});
  CHECK(state.apply({}).field_code[0] == Codes{3, 3, 3, 3, 3, 3});
}

TEST_CASE("a mask page keeps its contents, and page 0 is no mask") {
  const network::Network net = four_codes();
  ControlState state(net);
  std::vector<std::uint8_t> mask(11, 1);
  mask[4] = 0;
  golden::Control control =
      state.apply({.pages = {{.layer = 2, .page = 3, .enabled = mask}},
                   .selects = {{.layer = 2, .step = 6, .code = 0, .page = 3}}});
  CHECK(control.mask[0].empty());
  REQUIRE(control.mask[1].size() == 6);
  CHECK(control.mask[1][4] == std::vector<std::uint8_t>(11, 1));
  CHECK(control.mask[1][5] == mask);
  CHECK(state.used_pages(1) == 0b0001U);
  CHECK(state.used_pages(2) == 0b1001U);
  mask[7] = 0;
  control = state.apply({.pages = {{.layer = 2, .page = 3, .enabled = mask}}, .selects = {}});
  CHECK(control.mask[1][0] == mask);
  CHECK(state.apply(one({.layer = 2, .step = 1, .code = 0, .page = 0})).mask[1].empty());
}

TEST_CASE("control that the core does not have is refused in one sentence") {
  const network::Network net = four_codes();
  ControlState state(net);
  const auto refused = [&](const ImageControl& control, const char* what) {
    test::error_of(ErrorCode::kUsage, what, [&] { (void)state.apply(control); });
  };
  refused(one({.layer = 3}), "no such layer");
  refused(one({.layer = 0}), "no such layer");
  refused(one({.layer = 1, .step = 7}), "no such step; expected 0..6, got 7");
  refused(one({.layer = 1, .step = 1, .code = 4}), "no such field code; expected 0..3, got 4");
  refused(one({.layer = 1, .step = 1, .code = 0, .page = 4}), "no such mask page");
  refused(one({.layer = 1, .step = 1, .code = 0, .page = 2}), "has no contents");
  refused({.pages = {{.layer = 1, .page = 0, .enabled = {}}}, .selects = {}}, "mask page to write");
  refused({.pages = {{.layer = 1, .page = 1, .enabled = Codes(5)}}, .selects = {}}, "mask size");
}

TEST_CASE("random control depends on the seed and the image alone, and names all it uses") {
  const Rig rig;
  const harness::Schedule schedule = harness::random_control(rig.net, rig.plan, 3);
  const harness::Schedule other = harness::random_control(rig.net, rig.plan, 4);
  bool masks = false;
  bool differs = false;
  std::set<int> now;  // layers with a select that is written at once
  for (std::uint32_t image = 0; image < 50; ++image) {
    for (const Select& select : schedule(image, true).selects) {
      if (select.step == Select::kNow) now.insert(select.layer);
    }
    for (const Select& select : schedule(image, false).selects) CHECK(select.step >= 1);
    // From any state the same: each layer is selected at step 1, and pages written before use.
    ControlState fresh(rig.net);
    const golden::Control control = fresh.apply(schedule(image, true));
    const golden::Control again = ControlState(rig.net).apply(schedule(image, false));
    CHECK(control.field_code == again.field_code);
    CHECK(control.mask == again.mask);
    masks = masks || !control.mask[0].empty();
    differs =
        differs || ControlState(rig.net).apply(other(image, true)).field_code != control.field_code;
  }
  CHECK(masks);
  CHECK(differs);
  CHECK(now == std::set<int>{1, 2});
}

TEST_CASE("the configurator writes masks first, then selects by step, and waits where it must") {
  auto [net, plan, port, in, out] = Rig();
  port.add(7,
           {.pages = {{.layer = 2, .page = 1, .enabled = Codes(11, 1)}},
            .selects = {{.layer = 2, .step = 4, .code = 1, .page = 1},
                        {.layer = 1, .step = 4, .code = 2, .page = 0},
                        {.layer = 2, .step = Select::kNow, .code = 3, .page = 0}}});
  CHECK(port.left() == 3 + 3);  // 11 neurons in words of 4
  CHECK(port.writes_page_of({1U, 3U}));
  CHECK_FALSE(port.writes_page_of({3U, 1U}));
  CHECK_FALSE(port.ready(7, true));
  CHECK(port.ready(6, true));
  out.cfg_ready = 1;
  port.drive(in, {.alone = true, .page_free = false, .pause = false});
  CHECK(in.cfg_valid == 0);
  for (int word = 0; word < 3; ++word) {
    port.drive(in, {});
    CHECK(in.cfg_valid == 1);
    CHECK(in.cfg_is_mask == 1);
    CHECK(in.cfg_layer == 2);
    CHECK(in.cfg_word == word);
    CHECK(in.cfg_mask[3] == (word < 2 ? 1 : 0));
    CHECK(port.take(in, out, false).taken);
  }
  port.drive(in, {.alone = false, .page_free = true, .pause = false});
  CHECK(in.cfg_valid == 0);  // "now" is for an empty core
  port.drive(in, {});
  CHECK(in.cfg_now == 1);
  CHECK(in.cfg_code == 3);
  CHECK(port.take(in, out, false).taken);
  port.drive(in, {.alone = true, .page_free = true, .pause = true});
  CHECK(in.cfg_valid == 0);
  port.drive(in, {});
  CHECK(in.cfg_layer == 1);
  CHECK(in.cfg_image == 7);
  CHECK(in.cfg_step == 4);
  out.cfg_ready = 0;
  CHECK_FALSE(port.take(in, out, false).taken);
  CHECK(port.ready(7, true));         // the layer's queue is full: the rest follows on the way
  CHECK_FALSE(port.ready(7, false));  // behind other images it has to wait
  port.drive(in, {.alone = true, .page_free = true, .pause = true});
  CHECK(in.cfg_valid == 1);  // once offered it stays
  out.cfg_ready = 1;
  CHECK(port.take(in, out, false).taken);
  port.drive(in, {});
  CHECK(in.cfg_layer == 2);
  CHECK(port.take(in, out, false).taken);
  CHECK(port.ready(7, false));
}

TEST_CASE(
    "writes that must change nothing stand between the words of pages, and say what is refused") {
  auto [net, plan, port, in, out] = Rig();
  port.add(1,
           {.pages = {{.layer = 2, .page = 1, .enabled = Codes(11, 1)}},
            .selects = {{.layer = 1, .step = 1, .code = 2, .page = 0}},
            .voids = {{.select = {.layer = 9, .step = Select::kNow, .code = 0, .page = 0}}}});
  out.cfg_ready = 1;
  std::vector<int> layers;
  harness::EventCounts events;
  while (port.left() > 0) {
    // "now" for a layer that is not there need not wait for an empty core.
    port.drive(in, {.alone = false, .page_free = true, .pause = false});
    REQUIRE(in.cfg_valid == 1);
    layers.push_back(in.cfg_layer);
    if (in.cfg_layer == 9) CHECK_FALSE(port.writes_page_of({3U, 3U}));
    const harness::Configurator::Taken write = port.take(in, out, false);
    CHECK(write.taken);
    CHECK(write.error == (in.cfg_layer == 9));
    ++events[write.event.value()];
  }
  CHECK(events[harness::Event::kRefusedWrite] == 1);
  CHECK(events[harness::Event::kMaskWord] == 3);
  CHECK(events[harness::Event::kFieldSelect] == 1);
  CHECK(layers == std::vector<int>{2, 9, 2, 2, 1});
}

TEST_CASE("a write on its way is offered again, and says nothing of the queue") {
  auto [net, plan, port, in, out] = Rig();
  port.add(1, {.pages = {}, .selects = {{.layer = 1, .step = 1, .code = 2, .page = 0}}});
  port.drive(in, {});
  CHECK_FALSE(port.take(in, out, true).taken);
  CHECK_FALSE(port.ready(1, true));
  port.drive(in, {.alone = true, .page_free = true, .pause = true});
  CHECK(in.cfg_valid == 1);
  CHECK_FALSE(port.take(in, out, false).taken);
  CHECK(port.ready(1, true));
}

TEST_CASE("random control tries page 0, layers and codes that are not there") {
  const Rig rig;
  const harness::Schedule schedule = harness::random_control(rig.net, rig.plan, 3);
  bool page0 = false, no_layer = false, no_code = false, no_mask = false;
  std::set<int> near;  // bits in which a layer that is not there differs from one that is
  for (std::uint32_t image = 0; image < 100; ++image) {
    for (const harness::VoidWrite& write : schedule(image, false).voids) {
      const bool there = write.select.layer >= 1 && write.select.layer <= 2;
      page0 = page0 || (there && write.is_mask && !write.refused);
      no_layer = no_layer || (!there && !write.is_mask && write.refused);
      no_mask = no_mask || (!there && write.is_mask && write.refused);
      no_code = no_code || (there && !write.is_mask && write.refused && write.select.code >= 4);
      CHECK(write.refused == (!there || !write.is_mask));
      for (int bit = 2; bit < 8; ++bit) {
        const int other = write.select.layer ^ (1 << bit);
        if (!there && (other == 1 || other == 2)) near.insert(bit);
      }
    }
  }
  CHECK((page0 && no_layer && no_code && no_mask));
  CHECK(near == std::set<int>{2, 3, 4, 5, 6, 7});
}
