// SPDX-License-Identifier: Apache-2.0
#include "weights/train/cell.hpp"

#include <cmath>
#include <numeric>

#include "sim/golden/neuron.hpp"
#include "tests/support/neurons.hpp"
#include "tests/unit/train/numbers.hpp"
#include "tests/unit/train/reference.hpp"
#include "weights/train/neurons.hpp"

using namespace spinforge;
using test::CellCase;
using test::CellResult;

namespace {

CellCase random_case(bool constant_drive, int neurons, std::uint64_t seed) {
  rng::Sequence random(seed);
  CellCase input;
  input.steps = 12;
  input.batch = 3;
  input.neurons = neurons;
  input.constant_drive = constant_drive;
  const auto cells = static_cast<std::size_t>(input.batch * neurons);
  const auto steps = static_cast<std::size_t>(input.steps);
  // Wide enough that some neurons fire at every step and some sit at the lower clip.
  input.drive = test::uniform(random, constant_drive ? cells : steps * cells, -1.5, 1.5);
  input.spike_weight = test::uniform(random, steps * cells);
  input.potential_weight = test::uniform(random, cells);
  input.rate_weight = 40.0F;
  return input;
}

/// One step of one neuron, with every weight of the loss 1 but the rate's.
CellResult driven(const train::Cell& cell, float drive) {
  CellCase input = random_case(true, 1, 1);
  input.steps = input.batch = 1;
  input.spike_weight = input.potential_weight = {1.0F};
  input.drive = {drive};
  return test::fused_cell(cell, input);
}

}  // namespace

TEST_CASE("The fused cell and a plain time loop agree in spikes, potentials and gradients") {
  const bool constant = GENERATE(true, false);
  const int neurons = GENERATE(1, 7, 64, 101);  // below, at and beyond a whole block
  const train::Cell cell = GENERATE(
      train::Cell{.kappa = 0.1549F, .b = 0.01F, .threshold = 0.75F},
      train::Cell{.kappa = 0.2556F, .b = 0.0034F, .threshold = 0.6F},
      train::Cell{.kappa = 0.1549F, .b = 0.01F, .threshold = 0.75F, .u_min = -0.5F},
      train::Cell{.kappa = 0.1549F, .b = 0.01F, .threshold = 0.75F, .dead_steps = 2},
      train::Cell{
          .kappa = 0.2556F, .b = 0.0034F, .threshold = 0.6F, .threshold_hi = 0.9F, .dead_steps = 1},
      train::Cell{.threshold = 1.0F, .law = train::Law::kLeaky, .beta = 0.95F},
      train::Cell{.threshold = 0.4F,
                  .u_min = -0.5F,
                  .law = train::Law::kLeaky,
                  .beta = 0.8F,
                  .u_max = 0.9F});
  const CellCase input = random_case(constant, neurons, static_cast<std::uint64_t>(neurons));
  const CellResult fused = test::fused_cell(cell, input);
  const CellResult plain = test::plain_cell(cell, input);
  REQUIRE(fused.spikes == plain.spikes);
  REQUIRE(fused.rate == Approx(plain.rate));
  const Approx near = Approx(0).epsilon(1e-4).margin(2e-5);
  test::require_close(fused.potential, plain.potential, near);
  test::require_close(fused.drive_gradient, plain.drive_gradient, near);
}

TEST_CASE("The lower clip passes no gradient") {
  CHECK(driven({}, -3.0F).drive_gradient[0] == 0.0F);
  CHECK(driven({}, -1.5F).drive_gradient[0] != 0.0F);
}

TEST_CASE("A leaky cell's clip passes no gradient at either end") {
  const train::Cell leaky{.threshold = 1.0F, .law = train::Law::kLeaky, .beta = 0.95F};
  for (const float beyond : {-3.0F, 3.0F}) {
    CHECK(driven(leaky, beyond).drive_gradient[0] == 0.0F);
    CHECK(driven(leaky, beyond).potential[0] == std::copysign(2.0F, beyond));
  }
  CHECK(driven(leaky, 1.5F).drive_gradient[0] != 0.0F);
}

TEST_CASE("The leaky cell spikes as the integer neuron does") {
  const test::NeuronVector& vector = test::vector_of_leaky();  // 16384 is 1.0
  std::vector<float> scaled, expected(vector.drives.size()), spikes(vector.drives.size());
  for (const int d : vector.drives) scaled.push_back(static_cast<float>(d) / 16384.0F);
  for (const int step : vector.spikes) expected[static_cast<std::size_t>(step)] = 1.0F;
  float potential = 0.0F;
  train::cell_forward(
      {.threshold = 1.0F, .law = train::Law::kLeaky, .beta = 973.0F / 1024.0F},
      {.steps = static_cast<int>(scaled.size()), .cells = 1, .constant_drive = false},
      scaled.data(),
      spikes.data(),
      &potential);
  CHECK(spikes == expected);
  CHECK(potential * 16384.0F == Approx(vector.potentials.back()).margin(3.0));
}

TEST_CASE(
    "A cell whose reset takes time, or with a closed range, spikes as the integer neuron does") {
  const int dead_steps = GENERATE(0, 1, 2);
  const bool closed = GENERATE(false, true);
  const train::NeuronChoice choice =
      train::neuron_choice({.device = "hall180", .closed = closed, .dead_steps = dead_steps}, 14);
  rng::Sequence random(static_cast<std::uint64_t>(2 * dead_steps + (closed ? 1 : 0)));
  constexpr int kSteps = 400;
  std::vector<float> drive(kSteps), spikes(kSteps), expected(kSteps);
  const golden::Single single{.neuron = choice.neuron};
  const auto code = static_cast<std::size_t>(choice.field_code);
  golden::NeuronState state = golden::initial(choice.neuron);
  int over = 0;
  for (std::size_t t = 0; t < kSteps; ++t) {
    const auto d = static_cast<int>(random.uniform(-2000, 9000));
    drive[t] = std::ldexp(static_cast<float>(d), -14);
    const golden::NeuronStep step = golden::step(single, code, state, d, 0, t == 0);
    state = step.next;
    expected[t] = step.spike ? 1.0F : 0.0F;
    over += step.over ? 1 : 0;
  }
  train::cell_forward(choice.cell,
                      {.steps = kSteps, .cells = 1, .constant_drive = false},
                      drive.data(),
                      spikes.data(),
                      nullptr);
  CHECK(over > 0);
  CHECK(spikes == expected);
}

TEST_CASE("A constant drive fires when the published parameter set says so") {
  // 0.1039 a step is a current density of 1e11 A/m2: the 16th step of 1 ns.
  const float drive = 0.1039F;
  std::vector<float> spikes(20);
  const train::Cell cell{.kappa = 0.1549F, .b = 0.01F, .threshold = 0.75F};
  train::cell_forward(
      cell, {.steps = 20, .cells = 1, .constant_drive = true}, &drive, spikes.data(), nullptr);
  CHECK(std::accumulate(spikes.begin(), spikes.end(), 0.0F) == 1.0F);
  CHECK(spikes[15] == 1.0F);
}

TEST_CASE("The cell counts its spikes") {
  const CellCase input = random_case(true, 150, 9);
  std::vector<float> spikes(input.spike_weight.size());
  const std::size_t cells = input.drive.size();
  const std::uint64_t count =
      train::cell_forward({},
                          {.steps = 12, .cells = cells, .constant_drive = true},
                          input.drive.data(),
                          spikes.data(),
                          nullptr);
  const float sum = std::accumulate(spikes.begin(), spikes.end(), 0.0F);
  CHECK(sum > 0.0F);
  CHECK(static_cast<float>(count) == sum);
}

TEST_CASE("A row of cells with numbers of their own is as many cells, forward and backward") {
  const bool constant = GENERATE(true, false);
  const train::Cell cell =
      GENERATE(train::Cell{.kappa = 0.1549F, .b = 0.01F, .threshold = 0.75F},
               train::Cell{.threshold = 1.0F, .law = train::Law::kLeaky, .beta = 0.95F});
  constexpr std::size_t kNeurons = 101, kBatch = 3, kSteps = 12, kCells = kNeurons * kBatch;
  const CellCase input = random_case(constant, kNeurons, 5);
  rng::Sequence random(6);
  std::vector<float> numbers;  // [4][neurons]
  for (const float common : {cell.kappa, cell.b, cell.threshold, cell.beta}) {
    for (std::size_t n = 0; n < kNeurons; ++n) {
      numbers.push_back(common * static_cast<float>(random.uniform(80, 100)) * 0.01F);
    }
  }
  const auto run = [&](const train::Cell& of,
                       std::size_t cells,
                       const std::vector<float>& drive,
                       const std::vector<float>& weight,
                       const train::CellRow& row) {
    CellResult out{.spikes = std::vector<float>(kSteps * cells),
                   .potential = std::vector<float>(cells),
                   .drive_gradient = std::vector<float>(drive.size())};
    const train::CellShape shape{kSteps, cells, constant};
    train::cell_forward(of, shape, drive.data(), out.spikes.data(), out.potential.data(), row);
    train::cell_backward(
        of, shape, drive.data(), {.spikes = weight.data()}, out.drive_gradient.data(), row);
    return out;
  };
  const CellResult all =
      run(cell, kCells, input.drive, input.spike_weight, {kNeurons, numbers.data()});
  // The numbers of cell `i` at every step, or the one that it has.
  const auto column = [](const std::vector<float>& of, std::size_t i) {
    std::vector<float> out;
    for (std::size_t at = i; at < of.size(); at += kCells) out.push_back(of[at]);
    return out;
  };
  const Approx near = Approx(0).epsilon(1e-4).margin(2e-5);
  for (const std::size_t i : {0UL, 63UL, 64UL, 100UL, 101UL, 250UL, kCells - 1}) {
    train::Cell own = cell;
    const float* const of = numbers.data() + i % kNeurons;
    own.kappa = of[0];
    own.b = of[kNeurons];
    own.threshold = of[2 * kNeurons];
    own.beta = of[3 * kNeurons];
    const CellResult one = run(own, 1, column(input.drive, i), column(input.spike_weight, i), {});
    CAPTURE(i);
    CHECK(column(all.spikes, i) == one.spikes);
    test::require_close({all.potential[i]}, one.potential, near);
    test::require_close(column(all.drive_gradient, i), one.drive_gradient, near);
  }
}
