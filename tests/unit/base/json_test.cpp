// SPDX-License-Identifier: Apache-2.0
#include "gen/base/json.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::error_of;

namespace {

/// What reading `key` of `text` with `read` throws.
template <typename Read>
Error error_in(const std::string& text, Read read) {
  const Json json = parse_json(text, "f.json");
  Reader in(json, "f.json", "write it again");
  return error_of([&] { (void)read(in); });
}

}  // namespace

TEST_CASE("nesting is followed to 64 levels, whatever it is made of") {
  const auto nested = [](int levels, const char* open, const char* close) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += open;
    text += "1";
    for (int i = 0; i < levels; ++i) text += close;
    return text;
  };
  CHECK(parse_json(nested(64, "[", "]"), "f").is_array());
  CHECK(parse_json(nested(64, "{\"a\":", "}"), "f").is_object());
  for (const int levels : {65, 200000}) {
    for (const auto& [open, close] : {std::pair{"[", "]"}, std::pair{"{\"a\":", "}"}}) {
      error_of(ErrorCode::kParse, "f.json: JSON nested too deeply; expected at most 64", [&] {
        (void)parse_json(nested(levels, open, close), "f.json");
      });
    }
  }
}

TEST_CASE("what may be anybody's file is null where it is no JSON of ours") {
  CHECK(json_or_null("{\"a\": 1}").is_object());
  CHECK(json_or_null("{\"a\": ").is_null());
  CHECK(json_or_null(std::string(200000, '[')).is_null());
  CHECK(json_or_null("{\"a\": 1, \"a\": 2}").is_null());
}

TEST_CASE("whole numbers are read in their range, and told where they are not") {
  const std::string text = R"({"a": 7, "b": [1, -2], "c": 18446744073709551615, "d": true, "e": 1.0,
                              "f": 9223372036854775807, "g": [1, 1099511627776]})";
  const Json json = parse_json(text, "f.json");
  Reader in(json, "f.json");
  CHECK(in.whole("a", 0, 7) == 7);
  CHECK(in.wholes("b", -2, 1) == std::vector<int>{1, -2});
  CHECK(in.whole("f", 0, std::numeric_limits<std::int64_t>::max()) ==
        std::numeric_limits<std::int64_t>::max());
  const auto refused = [&](auto read) { return std::string(error_in(text, read).what()); };
  CHECK(refused([](Reader& r) { return r.whole("a", 8, 9); }) ==
        "f.json / a: out of range; expected 8..9, got 7; write it again");
  CHECK_THAT(refused([](Reader& r) { return r.whole("a", 8, 8); }), Contains("expected 8, got 7"));
  CHECK_THAT(refused([](Reader& r) { return r.whole("c", 0, 9); }), Contains("out of range"));
  CHECK_THAT(refused([](Reader& r) { return r.whole("d", 0, 9); }),
             Contains("an integer, got true"));
  CHECK_THAT(refused([](Reader& r) { return r.whole("e", 0, 9); }),
             Contains("an integer, got 1.0"));
  CHECK_THAT(refused([](Reader& r) { return r.wholes("g", 0, 9); }),
             Contains("f.json / g[1]: out of range"));
}

TEST_CASE("numbers, names and nulls are read as what they are") {
  const std::string text =
      R"({"x": 0.5, "one": 1, "xs": [0, 0.25], "n": "sf_core2", "bad": "2x", "none": null})";
  const Json json = parse_json(text, "f.json");
  Reader in(json, "f.json");
  CHECK(in.real("x", 0, 1) == 0.5);
  CHECK(in.real("one", 0, 1) == 1);
  CHECK(in.reals("xs", 0, 1) == std::vector<double>{0, 0.25});
  CHECK(in.identifier("n") == "sf_core2");
  CHECK(in.null("none"));
  CHECK_FALSE(in.null("x"));
  CHECK_FALSE(in.null("absent"));
  CHECK(in.keys() == std::vector<std::string>{"x", "one", "xs", "n", "bad", "none"});
  const auto where = [&](auto read) { return error_in(text, read).where(); };
  CHECK(where([](Reader& r) { return r.real("x", 0, 0.4); }) == "f.json / x");
  CHECK(where([](Reader& r) { return r.real("n", 0, 1); }) == "f.json / n");
  CHECK(where([](Reader& r) { return r.reals("xs", 0, 0.2); }) == "f.json / xs[1]");
  CHECK(where([](Reader& r) { return r.identifier("bad"); }) == "f.json / bad");
  CHECK(where([](Reader& r) { return r.real("absent", 0, 1); }) == "f.json / absent");
}
