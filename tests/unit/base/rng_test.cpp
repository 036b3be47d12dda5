// SPDX-License-Identifier: Apache-2.0
#include "gen/base/rng.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace spinforge;

TEST_CASE("mix gives the reference words") {
  CHECK(rng::mix(0) == 0x6b4ed927);
  CHECK(rng::mix(1) == 0xb48681b6);
  CHECK(rng::mix(0xdeadbeef) == 0x7ff0eada);
  CHECK(rng::mix(0xffffffff) == 0xfe64c182);
}

TEST_CASE("hash gives the reference words of an input and of a neuron") {
  CHECK(rng::hash(1, 0, 0, 1, 0) == 0xf86eb05e);
  CHECK(rng::hash(1, 0, 0, 1, 1) == 0xbf41b628);
  CHECK(rng::hash(1, 0, 0, 1, 2) == 0xa10b7601);
  CHECK(rng::hash(1, 0, 0, 1, 3) == 0x58f54c96);
  CHECK(rng::hash(7, 123, 2, 25, 999) == 0xfd1a0bfa);
}

TEST_CASE("hash depends on each of its coordinates") {
  const std::set<std::uint32_t> words{rng::hash(1, 2, 3, 4, 5),
                                      rng::hash(9, 2, 3, 4, 5),
                                      rng::hash(1, 9, 3, 4, 5),
                                      rng::hash(1, 2, 9, 4, 5),
                                      rng::hash(1, 2, 3, 9, 5),
                                      rng::hash(1, 2, 3, 4, 9)};
  CHECK(words.size() == 6);
}

TEST_CASE("Sequence is SplitMix64: the same numbers from the same seed") {
  rng::Sequence sequence(1234567);
  CHECK(sequence.next() == 6457827717110365317ULL);
  CHECK(sequence.next() == 3203168211198807973ULL);
}

TEST_CASE("Sequence::uniform reaches both ends and stays within them") {
  rng::Sequence sequence(1);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(sequence.uniform(-2, 2));
  CHECK(seen == std::set<std::int64_t>{-2, -1, 0, 1, 2});
}

TEST_CASE("Sequence::real lies between 0 and 1 and has mean one half") {
  rng::Sequence sequence(1);
  double sum = 0.0;
  for (int i = 0; i < 10000; ++i) {
    const double value = sequence.real();
    REQUIRE(value >= 0.0);
    REQUIRE(value < 1.0);
    sum += value;
  }
  CHECK(sum / 10000 == Approx(0.5).margin(0.02));
}
