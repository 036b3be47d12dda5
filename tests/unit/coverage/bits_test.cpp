// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/bits.hpp"

#include <catch2/catch.hpp>

using namespace spinforge;

TEST_CASE("bits of a signal are read as the list of what was never hit writes them") {
  CHECK(coverage::bit_list({8, 4, 3, 5}) == "5:3 8");
  CHECK(coverage::bit_of("a[1].v_q[3]")->signal == "a[1].v_q");
  CHECK(coverage::bit_of("a[1].v_q[3]")->index == 3);
  CHECK_FALSE(coverage::bit_of("ready_o"));
  CHECK_FALSE(coverage::bit_of("v_q[5:3]"));
  const auto bits = coverage::bits_of("a[1].v_q[5:3 8]");
  REQUIRE(bits);
  CHECK(bits->signal == "a[1].v_q");
  for (const int index : {3, 4, 5, 8}) CHECK(bits->has(index));
  for (const int index : {2, 6, 7, 9}) CHECK_FALSE(bits->has(index));
}

TEST_CASE("what is no list of bits is a pattern as it stands") {
  for (const char* const label :
       {"v_q[3]", "v_q[*]", "v_q", "v_q[3:5]", "v_q[5:x]", "v_q[5:]", "v_q[ 3]", "[", ""}) {
    CAPTURE(label);
    CHECK_FALSE(coverage::bits_of(label));
  }
}
