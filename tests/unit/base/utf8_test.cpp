// SPDX-License-Identifier: Apache-2.0
#include "gen/base/utf8.hpp"

#include <catch2/catch.hpp>

using namespace spinforge;

TEST_CASE("utf8 keeps what is UTF-8 and writes other bytes as four characters") {
  for (const std::string text : {"", "a/b", "\u00fc", "\u20ac", "\U0001f600", "a\\x"}) {
    CHECK(text::utf8(text) == text);
  }
  CHECK(text::utf8("\xff/\xfe") == "\\xff/\\xfe");
  CHECK(text::utf8("\xc3") == "\\xc3");                             // cut off
  CHECK(text::utf8("\xc3(") == "\\xc3(");                           // no continuation
  CHECK(text::utf8("\xc0\xaf") == "\\xc0\\xaf");                    // longer than need be
  CHECK(text::utf8("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // half of a pair
  CHECK(text::utf8("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond the last one
}

TEST_CASE("xml leaves nothing that could end a text or an attribute") {
  CHECK(text::xml("a & b < c > \"d\"\n\t'") == "a &amp; b &lt; c &gt; &quot;d&quot;\n\t'");
  CHECK(text::xml("\x1b[1m\xff") == "[1m\\xff");
  CHECK(text::xml("\uffff") == "\\xef\\xbf\\xbf");  // no character to XML
  CHECK(text::xml("\ufffd") == "\ufffd");
}

TEST_CASE("printable also writes control characters as four characters") {
  CHECK(text::printable("a\x1b[2J\x7f\xff", false) == "a\\x1b[2J\\x7f\\xff");
  CHECK(text::printable("\xc2\x9b \xc2\xb5V", false) == "\\xc2\\x9b \xc2\xb5V");  // U+009b, U+00b5
  CHECK(text::printable("one\n\ttwo\r", false) == "one\\x0a\\x09two\\x0d");
  CHECK(text::printable("one\n\ttwo\r", true) == "one\n\ttwo\\x0d");
}
