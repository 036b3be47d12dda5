// SPDX-License-Identifier: Apache-2.0
//
// The crossbar's claim on a core: field wires select rows, current pulses reach every neuron, and
// none but the selected ones changes by a single bit. Measured on the core's ports alone, without
// the golden model.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sim/harness/configurator.hpp"
#include "tests/support/clocked.hpp"
#include "tests/support/mutants.hpp"

namespace {

using namespace spinforge;
using network::Network;

constexpr int kRows = 6;
constexpr int kColumns = 8;
constexpr int kNeurons = kRows * kColumns;
constexpr int kSteps = 16;

/// A crossbar of neurons without leak on 16 directly coded pixels: V is the sum of the drives that
/// a neuron took, in every bit, and never reaches the threshold or an end of the track.
Network crossbar(bool leaky) {
  rng::Sequence random(77);
  network::Neuron neuron;
  neuron.name = "X";
  neuron.model = leaky ? "leaky" : "dw";
  neuron.v_min = -32768;
  if (leaky) {
    neuron.kind = network::NeuronKind::kLeaky;
    neuron.beta = 1 << neuron.sb;
    neuron.threshold = 32766;
    neuron.fields = {{.name = "on"}};
  } else {
    neuron.fields = {{.name = "on", .th_lo = 32767, .th_hi = 32767}};
  }
  Network net = test::empty_network("crossbar", 4, 4, neuron);
  net.steps = kSteps;
  net.layers = {test::dense(
      16, kNeurons, [&](int) { return static_cast<int>(random.uniform(-8, 7)); }, 1)};
  net.layers[0].shift = 4;
  network::validate(net);
  return net;
}

/// One commit of one neuron.
struct Update {
  std::uint32_t image;
  int step, neuron;
  std::int32_t v, d;
  bool spike;
};

/// What the core of `net` commits.
class Core {
 public:
  /// `creeping`: a mutant whose gated neurons lose a bit at each step.
  explicit Core(const Network& net, bool creeping = false)
      : emitted_(net, {.options = test::lanes(kColumns, kColumns / 2)}),
        design_(designed(creeping)),
        core_(design_),
        configurator_(design_.plan) {}

  /// One image through the empty core.
  std::vector<Update> run(std::uint32_t image,
                          const std::vector<std::uint8_t>& pixels,
                          const harness::ImageControl& control) {
    updates_.clear();
    configurator_.add(image, control);
    while (configurator_.left() > 0 && !configurator_.ready(image, true)) clock();
    REQUIRE(core_.run(image, pixels, [&]() -> const SfOutputs& { return clock(); }));
    return updates_;
  }

 private:
  harness::Design designed(bool creeping) const {
    if (creeping) {
      test::mutate(emitted_.path(),
                   {.name = "creeping",
                    .file = "sf_neuron.sv",
                    .before = "LeakGated ? W'(leaked) : v_i",
                    .after = "LeakGated ? W'(leaked) : (v_i & ~W'(1))"});
    }
    return emitted_.design();
  }

  const SfOutputs& clock() {
    configurator_.drive(core_.in, {});
    const SfOutputs& out = core_.tick();
    (void)configurator_.take(core_.in, out, false);
    const SfCommit& commit = out.commits[0];
    for (int lane = 0; commit.valid != 0 && lane < kColumns / 2; ++lane) {
      if (commit.mask[lane] == 0) continue;
      updates_.push_back({.image = commit.image,
                          .step = commit.step,
                          .neuron = static_cast<int>(commit.base) + lane,
                          .v = commit.v[lane],
                          .d = commit.d[lane],
                          .spike = commit.spike[lane] != 0});
    }
    return out;
  }

  test::EmittedCore emitted_;
  harness::Design design_;
  test::BareCore core_;
  harness::Configurator configurator_;
  std::vector<Update> updates_;
};

/// Random rows on the three pages, a random page at each step; everybody at the last.
struct Sequence {
  harness::ImageControl control;
  std::vector<std::vector<std::uint8_t>> selected;  ///< [step from 0][neuron]
};

Sequence draw(rng::Sequence& random) {
  std::vector<std::vector<std::uint8_t>> pages(4, std::vector<std::uint8_t>(kNeurons, 0));
  pages[0].assign(kNeurons, 1);
  Sequence out;
  for (int page = 1; page <= 3; ++page) {
    auto& mask = pages[static_cast<std::size_t>(page)];
    const auto row = static_cast<int>(random.uniform(0, kRows - 1));
    const bool whole = random.uniform(0, 2) != 0;  // a row; or some of its neurons
    for (int column = 0; column < kColumns; ++column) {
      mask[static_cast<std::size_t>(row * kColumns + column)] =
          whole || random.uniform(0, 1) != 0 ? 1 : 0;
    }
    out.control.pages.push_back({.layer = 1, .page = page, .enabled = mask});
  }
  for (int step = 1; step <= kSteps; ++step) {
    const int page = step == kSteps ? 0 : static_cast<int>(random.uniform(1, 3));
    out.control.selects.push_back({.layer = 1, .step = step, .code = 0, .page = page});
    out.selected.push_back(pages[static_cast<std::size_t>(page)]);
  }
  return out;
}

/// What a run did against what the selection allows.
struct Tally {
  std::uint64_t strangers = 0;    ///< updates of neurons that were not selected
  std::uint64_t missing = 0;      ///< selected neurons that did not update
  std::uint64_t wrong_sums = 0;   ///< V other than when last selected, plus this drive
  std::uint64_t spikes = 0;       ///< there should be none to spoil the sums
  std::uint64_t passed_over = 0;  ///< neurons not selected, over all steps
};

void count(Tally& tally, const std::vector<Update>& updates, const Sequence& sequence) {
  std::vector<std::int32_t> v(kNeurons, 0);  // V_REST at the start of an image
  std::vector<std::vector<std::uint8_t>> left = sequence.selected;
  for (const Update& u : updates) {
    const auto n = static_cast<std::size_t>(u.neuron);
    std::uint8_t& selected = left[static_cast<std::size_t>(u.step - 1)][n];
    tally.strangers += selected == 0;
    selected = 0;
    tally.wrong_sums += u.v != v[n] + u.d;
    tally.spikes += u.spike;
    v[n] = u.v;
  }
  for (const auto& step : left) tally.missing += std::accumulate(step.begin(), step.end(), 0U);
  for (const auto& step : sequence.selected) {
    tally.passed_over += static_cast<std::uint64_t>(std::count(step.begin(), step.end(), 0));
  }
}

/// Random rows on and off over `images` images of pulses.
Tally half_select(Core& core, std::uint64_t seed, std::uint32_t images) {
  rng::Sequence random(seed);
  Tally tally;
  for (std::uint32_t image = 0; image < images; ++image) {
    std::vector<std::uint8_t> pixels(16);
    for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(random.uniform(1, 255));
    const Sequence sequence = draw(random);
    count(tally, core.run(image, pixels, sequence.control), sequence);
  }
  return tally;
}

}  // namespace

TEST_CASE("half-selected neurons of a crossbar do not change by one bit") {
  const bool leaky = GENERATE(false, true);
  Core core(crossbar(leaky));
  const Tally tally = half_select(core, leaky ? 9 : 8, 500);
  CHECK(tally.strangers == 0);
  CHECK(tally.missing == 0);
  CHECK(tally.wrong_sums == 0);
  CHECK(tally.spikes == 0);
  CHECK(tally.passed_over > 300'000);
}

TEST_CASE("a crossbar whose half-selected neurons lose their lowest bit is found out") {
  Core core(crossbar(false), true);
  CHECK(half_select(core, 8, 20).wrong_sums > 100);
}
