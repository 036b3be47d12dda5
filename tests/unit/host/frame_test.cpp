// SPDX-License-Identifier: Apache-2.0
#include "sim/host/frame.hpp"

#include <catch2/catch.hpp>
#include <string_view>

using namespace spinforge::host;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// A reply of a core with three classes.
Bytes reply(std::uint8_t tag, const Bytes& body) {
  Bytes out;
  out.reserve(body.size() + 3);
  out.push_back(0x73);
  out.push_back(tag);
  for (const std::uint8_t byte : body) out.push_back(byte);
  out.push_back(crc8(std::span(out).subspan(1)));
  return out;
}

std::vector<Reply> parse(const Bytes& bytes) {
  Parser parser(3);
  std::vector<Reply> found;
  for (const std::uint8_t byte : bytes) {
    if (const auto got = parser.take(byte)) found.push_back(*got);
  }
  return found;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("the CRC has its published check value") {
  const std::string_view text = "123456789";
  CHECK(crc8(Bytes(text.begin(), text.end())) == 0xf4);
}

TEST_CASE("an image's frame is sync, tag, pixels and CRC") {
  const Bytes pixels{1, 2, 3};
  const Bytes frame = request(7, pixels);
  REQUIRE(frame.size() == 6);
  CHECK(Bytes(frame.begin(), frame.end() - 1) == Bytes{0x53, 7, 1, 2, 3});
  CHECK(frame.back() == crc8(Bytes{7, 1, 2, 3}));
}

TEST_CASE("replies are found among other bytes") {
  const auto found = parse(Bytes{0, 0x53, 9} + reply(5, {2, 0, 1, 25}) + Bytes{4} +
                           reply(6, {0xff}) + reply(7, {0, 3, 0, 0}));
  REQUIRE(found.size() == 3);
  CHECK(found[0].tag == 5);
  CHECK(!found[0].dropped);
  CHECK(found[0].predicted == 2);
  CHECK(found[0].counts == Bytes{0, 1, 25});
  CHECK(found[1].tag == 6);
  CHECK(found[1].dropped);
  CHECK(found[2].predicted == 0);
}

TEST_CASE("a reply with a changed byte is none, whichever byte it is") {
  const Bytes whole = reply(5, {1, 0, 9, 2});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes broken = whole;
    broken[i] = static_cast<std::uint8_t>(broken[i] ^ 0x10U);
    CAPTURE(i);
    CHECK(parse(broken).empty());
  }
}

TEST_CASE("a reply that lost a byte does not take the next one with it") {
  const Bytes whole = reply(5, {1, 0, 9, 2});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes broken = whole;
    broken.erase(broken.begin() + static_cast<std::ptrdiff_t>(i));
    CAPTURE(i);
    const auto found = parse(broken + whole + whole);
    REQUIRE(!found.empty());
    CHECK(found.back().counts == Bytes{0, 9, 2});
  }
}
