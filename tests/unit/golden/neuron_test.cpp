// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/neuron.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "gen/base/rng.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using golden::NeuronState;
using golden::NeuronStep;
using network::Neuron;
using Values = std::vector<int>;

namespace {

/// V after each step (after the reset), and the spikes, of a neuron under `drive(step)`.
struct History {
  Values v;
  Values spikes;  // steps, from 0
};

History history(const Neuron& n, int steps, const std::function<int(int)>& drive) {
  History out;
  NeuronState state = golden::initial(n);
  for (int t = 0; t < steps; ++t) {
    const NeuronStep step = n.kind == network::NeuronKind::kLeaky
                                ? golden::step_leaky(n, state, drive(t))
                                : golden::step_wall(n, n.fields[0], state, drive(t));
    state = step.next;
    out.v.push_back(state.potential);
    if (step.spike) out.spikes.push_back(t);
  }
  return out;
}

History history(const Neuron& n, const Values& drives) {
  return history(n, static_cast<int>(drives.size()), [&](int t) {
    return drives[static_cast<std::size_t>(t)];
  });
}

/// Whether the neuron does what the vector has.
void check(const Neuron& n, const test::NeuronVector& vector) {
  const History h = history(n, vector.drives);
  CHECK(h.v == vector.potentials);
  CHECK(h.spikes == vector.spikes);
}

}  // namespace

TEST_CASE("register set S integrates a constant drive, fires at step 16 and starts anew") {
  Neuron n = test::neuron_s();
  n.v_min = 0;
  check(n, test::vector_of_single_wall());
}

TEST_CASE("register set S reaches 12379 where a spike leaves V as it is") {
  Neuron n = test::neuron_s();
  n.reset = false;
  const History h = history(n, 16, [](int) { return 1702; });
  CHECK(h.v.back() == 12379);
  CHECK(h.spikes == Values{15});
}

TEST_CASE("register set S follows a signed drive on both sides of zero") {
  check(test::neuron_s(), test::vector_of_wall());
}

TEST_CASE("register set P climbs under a 500 MHz train without reset") {
  Neuron n = test::neuron_s();
  n.ka = 254;
  n.sa = 15;
  n.be = 82;
  n.v_min = 0;
  n.reset = false;
  const History h = history(n, 33, [](int t) { return t % 4 < 2 ? 942 : 0; });
  CHECK(h.v == Values{942,  1802, 1718, 1635,  2494,  3351,  3264,  3177,  4032,  4884,  4791,
                      4698, 5548, 6393, 6292,  6191,  7033,  7870,  7759,  7649,  8481,  9307,
                      9184, 9062, 9883, 10697, 10561, 10426, 11235, 12035, 11884, 11735, 12530});
  CHECK(h.spikes == Values{32});
}

TEST_CASE("the in-situ Hall registers follow one write in five slots") {
  Neuron n = test::neuron_s();
  n.ka = 209;
  n.sa = 12;
  n.be = 11;
  n.reset = false;
  const History h = history(n, 46, [](int t) { return t % 5 == 0 ? 2275 : 0; });
  Values written;
  for (std::size_t t = 0; t < h.v.size(); t += 5) written.push_back(h.v[t]);
  CHECK(written == Values{2275, 4418, 6353, 7995, 9316, 10332, 11088, 11636, 12025, 12299});
}

TEST_CASE("a leaky neuron with reset by subtraction equals snnTorch's order, in integers") {
  check(test::neuron_leaky(), test::vector_of_leaky());
}

TEST_CASE("a leaky neuron with reset to zero forgets V at the step after its spike") {
  Neuron n = test::neuron_leaky();
  n.reset_to_zero = true;
  const History h = history(n, test::vector_of_leaky().drives);
  CHECK(h.v == Values{6000, 11701,  17118,  6000,  3701,  12517, 20894, 16000, 31203, 0,
                      0,    -30000, -23506, -2335, 17781, 20000, 0,     1,     16385, 16385});
  CHECK(h.spikes == Values{2, 6, 8, 14, 15, 18, 19});
}

TEST_CASE("potentials stop at both ends of the track") {
  Neuron n = test::neuron_s();
  n.fields[0].th_lo = 32767;
  n.reset = false;
  CHECK(golden::step_wall(n, n.fields[0], {}, 100'000).next.potential == 32767);
  CHECK(golden::step_wall(n, n.fields[0], {}, -100'000).next.potential == -32768);
  n.v_min = -5;
  CHECK(golden::step_wall(n, n.fields[0], {}, -100'000).next.potential == -5);
}

TEST_CASE("the leak never crosses zero, whatever V") {
  Neuron n = test::neuron_s();
  n.be = 16384;
  for (int v = -32768; v < 32768; ++v) {
    const std::int64_t left = golden::leak(n, v);
    REQUIRE((v < 0 ? left <= 0 && left >= v : left >= 0 && left <= v));
  }
}

TEST_CASE("a neuron fires at TH_LO exactly and is over only above TH_HI") {
  Neuron n = test::neuron_s();
  n.fields[0].th_hi = 13000;
  const auto step = [&](int drive) { return golden::step_wall(n, n.fields[0], {}, drive); };
  CHECK_FALSE(step(12287).spike);
  CHECK(step(12288).spike);
  CHECK_FALSE(step(13000).over);
  CHECK(step(13001).over);
}

TEST_CASE("with a closed window a neuron above TH_HI keeps V, stays armed and says so") {
  Neuron n = test::neuron_s();
  n.fields[0].th_hi = 13000;
  n.closed = true;
  const auto step = [&](const NeuronState& state, int drive) {
    return golden::step_wall(n, n.fields[0], state, drive);
  };
  CHECK(step({}, 13000).spike);
  CHECK_FALSE(step({}, 13000).over);
  const NeuronStep above = step({}, 13001);
  CHECK_FALSE(above.spike);
  CHECK(above.over);
  CHECK(above.next == NeuronState{.potential = 13001, .armed = true, .countdown = 0});
  const NeuronStep unarmed = step({.potential = 0, .armed = false, .countdown = 0}, 20000);
  CHECK_FALSE(unarmed.over);
  // A range that holds nothing: above it all the same.
  n.fields[0].th_hi = 100;
  CHECK(step({}, 200).over);
  CHECK_FALSE(step({}, 20000).spike);
}

TEST_CASE("without reset a neuron stays disarmed until V falls to TH_REST") {
  Neuron n = test::neuron_s();
  n.reset = false;
  n.ka = 0;
  n.be = 0;
  NeuronStep s = golden::step_wall(n, n.fields[0], {}, 13000);
  CHECK(s.spike);
  CHECK_FALSE(s.next.armed);
  s = golden::step_wall(n, n.fields[0], s.next, 0);
  CHECK_FALSE(s.spike);
  s = golden::step_wall(n, n.fields[0], s.next, 2459 - 13000);
  CHECK_FALSE(s.next.armed);
  s = golden::step_wall(n, n.fields[0], s.next, -1);
  CHECK(s.next.armed);
}

TEST_CASE("a rest potential above TH_REST leaves a neuron disarmed after its spike") {
  Neuron n = test::neuron_s();
  n.v_rest = 5000;
  const NeuronStep s = golden::step_wall(n, n.fields[0], golden::initial(n), 20000);
  CHECK(s.spike);
  CHECK(s.next.potential == 5000);
  CHECK_FALSE(s.next.armed);
}

TEST_CASE("a refractory neuron rests for as many steps as its register says") {
  Neuron n = test::neuron_s();
  n.refractory = 2;
  const History h = history(n, 8, [](int) { return 20000; });
  CHECK(h.spikes == Values{0, 3, 6});
  CHECK(h.v == Values(8, 0));
}

TEST_CASE("a gated neuron keeps V, armed and its countdown, or leaks V alone") {
  Neuron n = test::neuron_s();
  const NeuronState state{.potential = 16384, .armed = false, .countdown = 3};
  CHECK(golden::step_gated(n, state) == state);
  n.leak_gated = true;
  const NeuronState leaked = golden::step_gated(n, state);
  CHECK(leaked.potential == 16384 - ((159 * 16384 + 512) >> 10) - 164);
  CHECK_FALSE(leaked.armed);
  CHECK(leaked.countdown == 3);
}

TEST_CASE("requantisation rounds half up and floors negative numbers") {
  CHECK(golden::requantise(3, 1, 1) == 2);
  CHECK(golden::requantise(-3, 1, 1) == -1);
  CHECK(golden::requantise(-5, 1, 2) == -1);
  CHECK(golden::requantise(7, -3, 0) == -21);
  CHECK(golden::requantise(INT32_MIN, INT16_MIN, 31) == 32768);
}

TEST_CASE("gain is in units of 1/128 and rounds half up") {
  Neuron n = test::neuron_s();
  n.has_gain = true;
  n.fields[0].gain = 64;
  CHECK(golden::drive(n, n.fields[0], 3, 0) == 2);
  CHECK(golden::drive(n, n.fields[0], -3, 0) == -1);
  n.fields[0].gain = -256;
  CHECK(golden::drive(n, n.fields[0], 100, 0) == -200);
  n.has_gain = false;
  CHECK(golden::drive(n, n.fields[0], 100, 0) == 100);
}

TEST_CASE("noise on the drive scales it in 256ths") {
  Neuron n = test::neuron_s();
  n.noise_ns = 3;
  n.noise_sn = 2;
  n.noise_on_drive = true;
  // e = 89, as below; 1000 * 89 / 256 = 347.7
  CHECK(golden::drive(n, n.fields[0], 1000, 0xf86eb05e) == 1348);
  CHECK(golden::drive(n, n.fields[0], -1000, 0xf86eb05e) == -1348);
  CHECK(golden::drive(n, n.fields[0], 0, 0xf86eb05e) == 0);
}

TEST_CASE("a rest potential is drawn around V_REST, on the track, and kept while it counts down") {
  Neuron n = test::neuron_s();
  n.v_rest = 100;
  CHECK(golden::rest(n, 0xf86eb05e) == 100);
  n.rest_rs = 3;
  n.rest_sr = 2;
  CHECK(golden::rest(n, 0xf86eb05e) == 189);
  n.rest_rs = 65535;
  n.rest_sr = 0;
  CHECK(golden::rest(n, 0xffffffff) == 32767);
  n.v_min = -5;
  CHECK(golden::rest(n, 0) == -5);
  n.refractory = 1;
  n.fields[0].th_rest = 500;
  NeuronStep s = golden::step_wall(n, n.fields[0], golden::initial(0), 20000, 700);
  CHECK(s.spike);
  CHECK(s.next.potential == 700);
  CHECK_FALSE(s.next.armed);
  s = golden::step_wall(n, n.fields[0], s.next, 20000, 700);
  CHECK(s.next.potential == 700);
}

namespace {

/// Neuron 1 of a layer of two.
golden::Single second(const Neuron& n, const network::OwnRegisters& own) {
  network::Layer layer;
  layer.outputs = 2;
  layer.own = own;
  return golden::single(layer, n, 1);
}

}  // namespace

TEST_CASE("a single neuron has its own registers, thresholds moved and kept in their format") {
  Neuron n = test::neuron_s();
  n.fields.push_back(n.fields[0]);
  const golden::Single one = second(
      n,
      {.th_offset = {0, 25000}, .ka = {1, 2}, .be = {3, 4}, .gain = {1024, -512}, .fault = {0, 3}});
  CHECK(one.neuron.ka == 2);
  CHECK(one.neuron.be == 4);
  for (const network::FieldRegisters& field : one.neuron.fields) {
    CHECK(field.th_lo == 32767);
    CHECK(field.th_hi == 32767);
    CHECK(field.th_rest == 2458 + 25000);
  }
  CHECK(one.fault == network::Fault::kFrozen);
  CHECK(golden::own_gain(one, 5) == -2);  // -2.5 rounds up
  const golden::Single plain = second(n, {});
  CHECK(plain.neuron == n);
  CHECK(golden::own_gain(plain, 12345) == 12345);
  const golden::Single leaky = second(test::neuron_leaky(), {.beta = {1, 2}, .threshold = {3, 4}});
  CHECK(leaky.neuron.beta == 2);
  CHECK(leaky.neuron.threshold == 4);
}

TEST_CASE("a silent, a stuck and a frozen wall") {
  Neuron n = test::neuron_s();
  n.v_rest = 5000;  // above TH_REST
  n.refractory = 3;
  const NeuronState start = golden::initial(n);
  const auto run = [&](int fault, const NeuronState& state, int drive) {
    return golden::step(second(n, {.fault = {0, fault}}), 0, state, drive, 5100, false);
  };
  const NeuronStep silent = run(1, start, 20000);
  CHECK_FALSE(silent.spike);
  CHECK(silent.next.potential == golden::leak(n, 5000) + 20000);
  CHECK(silent.next.armed);
  const NeuronStep stuck = run(2, {.potential = 5000, .armed = false, .countdown = 0}, -9000);
  CHECK(stuck.spike);
  CHECK(stuck.next == NeuronState{.potential = 5100, .armed = false, .countdown = 0});
  n.reset = false;
  CHECK(run(2, start, -9000).next.potential == golden::leak(n, 5000) - 9000);
  const NeuronStep frozen = run(3, start, 20000);
  CHECK_FALSE(frozen.spike);
  CHECK(frozen.next == start);
}

TEST_CASE("a silent, a stuck and a frozen leaky neuron") {
  Neuron n = test::neuron_leaky();
  const auto run = [&](int fault, int v, int drive, bool first) {
    const NeuronState state{.potential = v, .armed = true, .countdown = 0};
    return golden::step(second(n, {.fault = {0, fault}}), 0, state, drive, 0, first);
  };
  CHECK(run(1, 20000, 0, false).next.potential == (20000 * 973 + 512) >> 10);  // no reset
  CHECK_FALSE(run(1, 20000, 9000, false).spike);
  CHECK(run(2, 1000, 100, true).next.potential == ((1000 * 973 + 512) >> 10) + 100);
  CHECK(run(2, 1000, 100, false).next.potential == ((1000 * 973 + 512) >> 10) + 100 - 16384);
  CHECK(run(2, 0, 0, true).spike);
  CHECK(run(3, 0, 9000, false).next.potential == 0);
}

TEST_CASE("noise is the centred sum of the four random bytes, scaled") {
  Neuron n = test::neuron_s();
  n.noise_ns = 3;
  n.noise_sn = 2;
  // 0xf8 + 0x6e + 0xb0 + 0x5e = 628; (118 * 3 + 2) >> 2 = 89
  const std::uint32_t h = rng::hash(1, 0, 0, 1, 0);
  CHECK(h == 0xf86eb05e);
  CHECK(golden::drive(n, n.fields[0], 1000, h) == 1089);
  CHECK(golden::drive(n, n.fields[0], 0, 0) == (-510 * 3 + 2) >> 2);
  n.noise_sn = 0;
  CHECK(golden::drive(n, n.fields[0], 0, 0xffffffff) == 510 * 3);
}
