// SPDX-License-Identifier: Apache-2.0
#include "gen/network/sha256.hpp"

#include <catch2/catch.hpp>

using spinforge::network::sha256;

TEST_CASE("sha256 gives the digests of FIPS 180's examples") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256 pads every length around a block correctly") {
  // The digest of all digests of 0..129 times the letter x.
  std::string all;
  for (std::size_t length = 0; length < 130; ++length) all += sha256(std::string(length, 'x'));
  CHECK(sha256(all) == "199af942eba7fa5d1e16d475169eb24018b14e69339c93d26a9ea6d873b4ace6");
}
