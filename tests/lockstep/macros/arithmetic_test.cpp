// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <memory>

#include "VGain.h"
#include "VMix.h"
#include "VRequantize.h"
#include "VRequantizePlain.h"
#include "gen/base/rng.hpp"
#include "sim/golden/neuron.hpp"
#include "tests/lockstep/macros/ports.hpp"

using namespace spinforge;
using test::sign_extend;

namespace {

/// Counters of 8 bits against multipliers over their whole range; the number of differences.
template <typename Model>
int differences(int shift, int drive_bits) {
  auto model = std::make_unique<Model>();
  int different = 0;
  for (int c = -128; c < 128; ++c) {
    for (int mul = -32768; mul < 32768; mul += 61) {
      model->counter_i = static_cast<std::uint8_t>(c);
      model->mul_i = static_cast<std::uint16_t>(mul);
      model->eval();
      const std::int64_t expected = golden::requantise(c, mul, shift);
      if (sign_extend(model->drive_o, drive_bits) != expected) ++different;
    }
  }
  return different;
}

}  // namespace

TEST_CASE("the requantiser macro equals the golden one, rounding half up") {
  CHECK(differences<VRequantize>(3, 21) == 0);
  CHECK(differences<VRequantizePlain>(0, 24) == 0);
}

TEST_CASE("the gain macro equals the golden one for every drive and gain") {
  auto model = std::make_unique<VGain>();
  network::Neuron neuron;
  neuron.has_gain = true;
  int different = 0;
  for (int d0 = -128; d0 < 128; ++d0) {
    for (int gain = -256; gain < 256; ++gain) {
      network::FieldRegisters field;
      field.gain = gain;
      model->drive_i = static_cast<std::uint8_t>(d0);
      model->gain_i = static_cast<std::uint16_t>(gain & 0x1ff);
      model->eval();
      const std::int64_t expected = golden::drive(neuron, field, d0, 0);
      // -128 * -256 >> 7 = 256 is the one product that nine bits cannot hold.
      if (d0 == -128 && gain == -256) continue;
      if (sign_extend(model->drive_o, 9) != expected) ++different;
    }
  }
  CHECK(different == 0);
}

TEST_CASE("the mixer macro gives the random words of the specification") {
  auto model = std::make_unique<VMix>();
  for (std::uint32_t word : {0U, 1U, 0xdeadbeefU, 0xffffffffU, 12345678U}) {
    model->word_i = word;
    model->eval();
    CHECK(model->word_o == rng::mix(word));
  }
  model->word_i = 0;
  model->eval();
  CHECK(model->word_o == 0x6b4ed927U);
}
