// SPDX-License-Identifier: Apache-2.0
#include "weights/train/cell.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "gen/base/rng.hpp"
#include "tests/unit/train/reference.hpp"

using namespace spinforge;
using test::CellCase;
using test::CellResult;

namespace {

CellCase random_case(bool constant_drive, int neurons, std::uint64_t seed) {
  rng::Sequence random(seed);
  const auto fill = [&](std::size_t size, double low, double high) {
    std::vector<float> numbers(size);
    for (float& x : numbers) x = static_cast<float>(low + (high - low) * random.real());
    return numbers;
  };
  CellCase input;
  input.steps = 12;
  input.batch = 3;
  input.neurons = neurons;
  input.constant_drive = constant_drive;
  const auto cells = static_cast<std::size_t>(input.batch * neurons);
  const auto steps = static_cast<std::size_t>(input.steps);
  // Wide enough that some neurons fire at every step and some sit at the lower clip.
  input.drive = fill(constant_drive ? cells : steps * cells, -1.5, 1.5);
  input.spike_weight = fill(steps * cells, -1.0, 1.0);
  input.potential_weight = fill(cells, -1.0, 1.0);
  input.rate_weight = 40.0F;
  return input;
}

void require_close(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("element " << i);
    REQUIRE(a[i] == Approx(b[i]).epsilon(1e-4).margin(2e-5));
  }
}

}  // namespace

TEST_CASE("The fused cell and a plain time loop agree in spikes, potentials and gradients") {
  const bool constant = GENERATE(true, false);
  const int neurons = GENERATE(1, 7, 64, 101);  // below, at and beyond a whole block
  const train::Cell cell = GENERATE(train::Cell{},
                                    train::Cell{.kappa = 0.2556F, .b = 0.0034F, .threshold = 0.6F},
                                    train::Cell{.u_min = -0.5F},
                                    train::Cell{.threshold = 1.0F, .law = train::Law::kLeaky},
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
  require_close(fused.potential, plain.potential);
  require_close(fused.drive_gradient, plain.drive_gradient);
}

TEST_CASE("The lower clip passes no gradient") {
  CellCase input = random_case(true, 1, 1);
  input.steps = 1;
  input.batch = 1;
  input.spike_weight = {1.0F};
  input.potential_weight = {1.0F};
  input.drive = {-3.0F};
  CHECK(test::fused_cell({}, input).drive_gradient[0] == 0.0F);
  input.drive = {-1.5F};
  CHECK(test::fused_cell({}, input).drive_gradient[0] != 0.0F);
}

TEST_CASE("A leaky cell's clip passes no gradient at either end") {
  const train::Cell leaky{.threshold = 1.0F, .law = train::Law::kLeaky};
  CellCase input = random_case(true, 1, 1);
  input.steps = 1;
  input.batch = 1;
  input.spike_weight = {1.0F};
  input.potential_weight = {1.0F};
  for (const float beyond : {-3.0F, 3.0F}) {
    input.drive = {beyond};
    CHECK(test::fused_cell(leaky, input).drive_gradient[0] == 0.0F);
    CHECK(test::fused_cell(leaky, input).potential[0] == std::copysign(2.0F, beyond));
  }
  input.drive = {1.5F};
  CHECK(test::fused_cell(leaky, input).drive_gradient[0] != 0.0F);
}

TEST_CASE("The leaky cell spikes as the integer neuron does") {
  // The vector of gen/network/README.md, section 5, reset by subtraction; 16384 is 1.0.
  const std::vector<float> drive{6000,   6000, 6000,  6000,  -2000, 9000, 9000, 16000, 16000, 0, 0,
                                 -30000, 5000, 20000, 20000, 20000, 0,    1,    16384, 16385};
  const std::vector<float> expected{0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1};
  std::vector<float> scaled, spikes(drive.size());
  for (const float d : drive) scaled.push_back(d / 16384.0F);
  float potential = 0.0F;
  train::cell_forward(
      {.threshold = 1.0F, .law = train::Law::kLeaky, .beta = 973.0F / 1024.0F},
      {.steps = static_cast<int>(drive.size()), .cells = 1, .constant_drive = false},
      scaled.data(),
      spikes.data(),
      &potential);
  CHECK(spikes == expected);
  CHECK(potential * 16384.0F == Approx(18679.0F).margin(3.0));
}

TEST_CASE("A constant drive fires when the published parameter set says so") {
  // 0.1039 a step is a current density of 1e11 A/m2: the 16th step of 1 ns.
  const float drive = 0.1039F;
  std::vector<float> spikes(20);
  train::cell_forward(
      {}, {.steps = 20, .cells = 1, .constant_drive = true}, &drive, spikes.data(), nullptr);
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
