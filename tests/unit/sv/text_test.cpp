// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/text.hpp"

#include "tests/support.hpp"

using namespace spinforge;

TEST_CASE("sv: an identifier is letters, digits and underscores and no keyword") {
  CHECK(sv::identifier("layer1_valid") == "layer1_valid");
  CHECK(sv::identifier("_x") == "_x");
  for (const char* const bad : {"", "1st", "a-b", "a b", "logic", "xor", "accept_on", "pkg::x"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(sv::identifier(bad), std::logic_error);
  }
}

TEST_CASE("sv: a literal holds its value or is refused") {
  CHECK(sv::literal(8, 255) == "8'd255");
  CHECK(sv::literal(1, 1) == "1'b1");
  CHECK(sv::literal(9, -256) == "-9'sd256");
  CHECK(sv::literal(32, 0xffffffff) == "32'd4294967295");
  CHECK_THROWS_AS(sv::literal(8, 256), std::logic_error);
  CHECK_THROWS_AS(sv::literal(9, -257), std::logic_error);
  CHECK_THROWS_AS(sv::literal(0, 0), std::logic_error);
  CHECK(sv::literal(255, 0) == "255'd0");
  CHECK_THROWS_AS(sv::literal(64, 1), std::logic_error);
}

TEST_CASE("sv: a string literal takes no quotes, backslashes or line ends") {
  CHECK(sv::quoted("mem/a.mem") == "\"mem/a.mem\"");
  for (const char* const bad : {"a\"b", "a\\b", "a\nb", "\xc3\xa9"}) {
    CHECK_THROWS_AS(sv::quoted(bad), std::logic_error);
  }
}

TEST_CASE("sv: a concatenation of one part is that part") {
  CHECK(sv::concat({"a"}) == "a");
  CHECK(sv::concat({"a", "b", "c"}) == "{a, b, c}");
  CHECK_THROWS_AS(sv::concat({}), std::logic_error);
}

TEST_CASE("sv: comments are wrapped at 100 columns and keep blank lines without blanks") {
  CHECK(sv::comment("one\n\ntwo", "  ") == "  // one\n  //\n  // two\n");
  const std::string words = std::string(60, 'a') + " " + std::string(60, 'b');
  CHECK(sv::comment(words) == "// " + std::string(60, 'a') + "\n// " + std::string(60, 'b') + "\n");
  const std::string word(150, 'a');
  CHECK(sv::comment(word) == "// " + word + "\n");
}
