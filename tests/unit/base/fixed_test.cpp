// SPDX-License-Identifier: Apache-2.0
#include "gen/base/fixed.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace spinforge;

TEST_CASE("floor_shift divides and rounds toward minus infinity") {
  for (int shift = 0; shift <= 6; ++shift) {
    for (std::int64_t value = -300; value <= 300; ++value) {
      const double exact = std::floor(static_cast<double>(value) / std::exp2(shift));
      REQUIRE(fixed::floor_shift(value, shift) == static_cast<std::int64_t>(exact));
    }
  }
}

TEST_CASE("round_shift rounds halves up, also below zero, and leaves shift 0 alone") {
  for (int shift = 0; shift <= 6; ++shift) {
    for (std::int64_t value = -300; value <= 300; ++value) {
      const double exact = std::floor(static_cast<double>(value) / std::exp2(shift) + 0.5);
      REQUIRE(fixed::round_shift(value, shift) == static_cast<std::int64_t>(exact));
    }
  }
  CHECK(fixed::round_shift(-1, 1) == 0);
  CHECK(fixed::round_shift(-3, 1) == -1);
  CHECK(fixed::round_shift(3, 1) == 2);
}

TEST_CASE("signed_min and signed_max are the ends of two's complement") {
  CHECK(fixed::signed_min(1) == -1);
  CHECK(fixed::signed_max(1) == 0);
  CHECK(fixed::signed_min(16) == -32768);
  CHECK(fixed::signed_max(16) == 32767);
  CHECK(fixed::signed_min(63) == -(std::int64_t{1} << 62));
}

TEST_CASE("signed_bits is the fewest bits that hold a range") {
  CHECK(fixed::signed_bits(0, 0) == 1);
  CHECK(fixed::signed_bits(-1, 0) == 1);
  CHECK(fixed::signed_bits(0, 1) == 2);
  CHECK(fixed::signed_bits(-128, 127) == 8);
  CHECK(fixed::signed_bits(-129, 0) == 9);
  CHECK(fixed::signed_bits(0, 128) == 9);
}

TEST_CASE("unsigned_bits is the fewest bits, at least one, that hold a value") {
  CHECK(fixed::unsigned_bits(0) == 1);
  CHECK(fixed::unsigned_bits(1) == 1);
  CHECK(fixed::unsigned_bits(2) == 2);
  CHECK(fixed::unsigned_bits(255) == 8);
  CHECK(fixed::unsigned_bits(256) == 9);
}

TEST_CASE("an address has at least one bit") {
  CHECK(fixed::address_bits(1) == 1);
  CHECK(fixed::address_bits(2) == 1);
  CHECK(fixed::address_bits(3) == 2);
  CHECK(fixed::address_bits(256) == 8);
  CHECK(fixed::address_bits(257) == 9);
}

TEST_CASE("ceil_div rounds up") {
  CHECK(fixed::ceil_div(0, 4) == 0);
  CHECK(fixed::ceil_div(8, 4) == 2);
  CHECK(fixed::ceil_div(9, 4) == 3);
}
