// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/hits.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using coverage::Hits;

namespace {

Hits of(std::size_t points, const std::vector<std::size_t>& hit) {
  Hits out(points);
  for (const std::size_t point : hit) out.set(point);
  return out;
}

}  // namespace

TEST_CASE("merging is an OR, whatever the order") {
  const Hits a = of(130, {0, 64, 129});
  const Hits b = of(130, {0, 1});
  Hits ab = a;
  ab |= b;
  Hits ba;  // nothing yet
  ba |= b;
  ba |= a;
  CHECK(ab == ba);
  CHECK(ab.count() == 4);
  CHECK(ab.count_without(b) == 2);
  CHECK(ab.count_without(Hits()) == 4);
}

TEST_CASE("hits come back from their text") {
  const auto points = GENERATE(1, 3, 4, 5, 64, 65, 130);
  const auto size = static_cast<std::size_t>(points);
  const Hits hits = of(size, {0, size / 2, size - 1});
  CHECK(Hits::parse(hits.text(), size, "x") == hits);
}

TEST_CASE("text of other points is refused") {
  for (const char* text : {"", "f", "fff", "fg", "f4"}) {  // f4: a seventh point of six
    test::error_of(ErrorCode::kParse, "of 6 points", [&] { (void)Hits::parse(text, 6, "x"); });
  }
  CHECK(Hits::parse("f3", 6, "x").count() == 6);
}
