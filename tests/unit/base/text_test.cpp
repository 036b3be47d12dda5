// SPDX-License-Identifier: Apache-2.0
#include "gen/base/text.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <limits>
#include <string>

#include "gen/base/last_lines.hpp"

using namespace spinforge;

TEST_CASE("table aligns text left and numbers right") {
  CHECK(text::table({{"layer", "cycles"}, {"one", "12,345"}, {"eleven", "7"}}) ==
        "layer   cycles\n"
        "one     12,345\n"
        "eleven       7\n");
}

TEST_CASE("table counts characters, not bytes, and accepts short rows") {
  CHECK(text::table({{"a", "b"}, {"\u00b5s", "x"}, {"long"}}) ==
        "a     b\n"
        "\u00b5s    x\n"
        "long\n");
}

TEST_CASE("markdown marks the columns of numbers") {
  CHECK(text::markdown({{"name", "LUT"}, {"core", "48"}}) ==
        "| name | LUT |\n"
        "|---|---:|\n"
        "| core |  48 |\n");
}

TEST_CASE("tables without rows are empty") {
  CHECK(text::table({}).empty());
  CHECK(text::markdown({}).empty());
}

TEST_CASE("hash_comment marks every line, empty ones without a blank") {
  CHECK(text::hash_comment("one\n\ntwo") == "# one\n#\n# two\n");
  CHECK(text::hash_comment("").empty());
}

TEST_CASE("a share in percent has two digits") {
  CHECK(text::percent(0.89764) == "89.76 %");
  CHECK(text::percent(1.0) == "100.00 %");
}

TEST_CASE("a star stands for any letters, or none") {
  CHECK(text::matches("fmnist-*", "fmnist-fc-dw"));
  CHECK(text::matches("*", ""));
  CHECK(text::matches("v_q[*]", "v_q[12]"));
  CHECK(text::matches("*a*b*", "xaxaxbx"));
  CHECK(text::matches("ab", "ab"));
  CHECK_FALSE(text::matches("ab", "abc"));
  CHECK_FALSE(text::matches("a*c", "ab"));
  CHECK_FALSE(text::matches("", "a"));
}

TEST_CASE("thousands groups digits by three") {
  CHECK(text::thousands(0) == "0");
  CHECK(text::thousands(999) == "999");
  CHECK(text::thousands(1000) == "1,000");
  CHECK(text::thousands(-123) == "-123");
  CHECK(text::thousands(-1234567) == "-1,234,567");
  CHECK(text::thousands(std::numeric_limits<long long>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("joined puts the separator between texts only") {
  CHECK(text::joined({}, ", ").empty());
  CHECK(text::joined({"a"}, ", ") == "a");
  CHECK(text::joined({"a", "", "c"}, ", ") == "a, , c");
}

TEST_CASE("a word in a command is quoted where a shell would take it otherwise") {
  CHECK(text::shell_word("a/b-c_1.fst") == "a/b-c_1.fst");
  CHECK(text::shell_word("").size() == 2);
  const std::string odd = "a b'c $x;#&>:\"\n\\`*";
  FILE* const pipe = ::popen(("printf %s " + text::shell_word(odd)).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string back(100, '\0');
  back.resize(std::fread(back.data(), 1, back.size(), pipe));
  CHECK(::pclose(pipe) == 0);
  CHECK(back == odd);
}

TEST_CASE("trimmed, brief and first_line leave what is asked for") {
  CHECK(text::trimmed(" \ta b\r\n") == "a b");
  CHECK(text::trimmed(" \n") == "");
  CHECK(text::trimmed("\"a \"", "\"") == "a ");
  CHECK(text::first_line("one\ntwo") == "one");
  CHECK(text::first_line("one") == "one");
  CHECK(text::brief(std::string(60, 'a')) == std::string(60, 'a'));
  CHECK(text::brief(std::string(61, 'a')) == std::string(57, 'a') + "...");
}

TEST_CASE("the end of a log is its last lines") {
  CHECK(text::last_lines("1\n2\n3\n", 2) == "  2\n  3");
  CHECK(text::last_lines("1\n2\n", 8) == "  1\n  2");
  CHECK(text::last_lines("") == "  ");
}
