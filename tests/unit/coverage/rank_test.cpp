// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rank.hpp"

#include <catch2/catch.hpp>
#include <string_view>

using namespace spinforge;
using coverage::Hits;

namespace {

Hits hits(std::string_view bits) {
  Hits out(bits.size());
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i] == '1') out.set(i);
  }
  return out;
}

}  // namespace

TEST_CASE("the run that adds most comes first, until none adds anything") {
  const std::vector<coverage::Reach> runs{{{0, hits("11100000")}},
                                          {{0, hits("11111000")}},
                                          {{0, hits("00001111")}},
                                          {{0, hits("00001111")}},
                                          {{1, hits("1")}}};
  const std::vector<coverage::Ranked> order = coverage::rank(runs);
  REQUIRE(order.size() == 3);
  CHECK(order[0].run == 1);
  CHECK(order[0].adds == 5);
  CHECK(order[1].run == 2);  // and not 3, which adds as much
  CHECK(order[1].adds == 3);
  CHECK(order[2].run == 4);  // another model's points are others
  CHECK(order[2].adds == 1);
}

TEST_CASE("nothing is ranked where nothing was hit") {
  CHECK(coverage::rank({}).empty());
  CHECK(coverage::rank({{{0, hits("000")}}}).empty());
}
