// SPDX-License-Identifier: Apache-2.0
#include "gen/base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "gen/base/text.hpp"

namespace spinforge {
namespace {

constexpr int kMaxDepth = 64;

/// Follows the parser and refuses keys given twice and too deep a nesting.
class Strictness {
 public:
  explicit Strictness(const std::string& file) : file_(file) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kMaxDepth) {  // the outermost one opens at depth 0
      throw Error(
          ErrorCode::kParse,
          file_,
          fmt::format("JSON nested too deeply; expected at most {} levels, got more; correct "
                      "the file",
                      kMaxDepth));
    }
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto key = parsed.get<std::string>();
      if (!keys_.back().insert(key).second) {
        throw Error(ErrorCode::kParse,
                    file_,
                    fmt::format("key \"{}\" is given twice in one object; remove one", key));
      }
    }
    return true;
  }

 private:
  const std::string& file_;
  std::vector<std::set<std::string>> keys_;
};

/// "line 3, column 7" of the character before byte `end` (counted from 1).
std::string position(std::string_view text, std::size_t end) {
  const std::string_view before = text.substr(0, end == 0 ? 0 : end - 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1);
  return fmt::format("line {}, column {}", line, column + 1);
}

/// The value for an error message, cut where it is long.
std::string shown(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  return text::brief(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

Json parse_json(std::string_view text, const std::string& file) {
  try {
    return Json::parse(text, Strictness(file));
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::kParse,
                file,
                fmt::format("not valid JSON at {}; is the file truncated or edited by hand?",
                            position(text, error.byte)));
  } catch (const Json::exception&) {  // a number beyond double's range
    throw Error(ErrorCode::kParse, file, "holds a number that is too large; correct the file");
  }
}

Json json_or_null(std::string_view text) {
  try {
    return parse_json(text, "");
  } catch (const Error&) {
    return nullptr;
  }
}

Reader::Reader(const Json& value, std::string where, std::string advice)
    : object_(value), where_(std::move(where)), advice_(std::move(advice)) {
  if (!value.is_object()) {
    fail(ErrorCode::kParse,
         where_,
         fmt::format("wrong type; expected an object, got {}", shown(value)));
  }
}

std::vector<std::string> Reader::keys() const {
  std::vector<std::string> out;
  for (const auto& item : object_.items()) out.push_back(item.key());
  return out;
}

void Reader::fail(ErrorCode code, const std::string& at, const std::string& what) const {
  throw Error(code, at, what + "; " + advice_);
}

const Json& Reader::member(const std::string& key, std::string_view expected) {
  asked_.insert(key);
  known_.insert(key);
  const auto found = object_.find(key);
  if (found == object_.end()) {
    fail(ErrorCode::kParse,
         where(key),
         fmt::format("missing; expected {}, got no such key", expected));
  }
  const bool right = expected == "an integer"  ? found->is_number_integer()
                     : expected == "a number"  ? found->is_number()
                     : expected == "a text"    ? found->is_string()
                     : expected == "an object" ? found->is_object()
                     : expected == "an array"  ? found->is_array()
                                               : found->is_boolean();
  if (!right) {
    fail(ErrorCode::kParse,
         where(key),
         fmt::format("wrong type; expected {}, got {}", expected, shown(*found)));
  }
  return *found;
}

std::int64_t Reader::whole(const Json& value,
                           const std::string& at,
                           std::int64_t low,
                           std::int64_t high) const {
  if (!value.is_number_integer()) {
    fail(ErrorCode::kParse,
         at,
         fmt::format("wrong type; expected an integer, got {}", shown(value)));
  }
  const bool huge =
      value.is_number_unsigned() &&
      value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (huge || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) {
    const std::string range =
        low == high ? fmt::format("{}", low) : fmt::format("{}..{}", low, high);
    fail(ErrorCode::kRange,
         at,
         fmt::format("out of range; expected {}, got {}", range, shown(value)));
  }
  return value.get<std::int64_t>();
}

std::int64_t Reader::whole(const std::string& key, std::int64_t low, std::int64_t high) {
  return whole(member(key, "an integer"), where(key), low, high);
}

std::vector<int> Reader::wholes(const std::string& key, int low, int high) {
  std::vector<int> out;
  for (const Json& value : member(key, "an array")) {
    const std::string at = fmt::format("{}[{}]", where(key), out.size());
    out.push_back(static_cast<int>(whole(value, at, low, high)));
  }
  return out;
}

std::vector<std::uint32_t> Reader::words(const std::string& key) {
  std::vector<std::uint32_t> out;
  for (const Json& value : member(key, "an array")) {
    const std::string at = fmt::format("{}[{}]", where(key), out.size());
    out.push_back(
        static_cast<std::uint32_t>(whole(value, at, 0, std::numeric_limits<std::uint32_t>::max())));
  }
  return out;
}

std::vector<std::string> Reader::texts(const std::string& key) {
  std::vector<std::string> out;
  for (const Json& value : member(key, "an array")) {
    if (!value.is_string()) {
      fail(ErrorCode::kParse,
           fmt::format("{}[{}]", where(key), out.size()),
           fmt::format("wrong type; expected a text, got {}", shown(value)));
    }
    out.push_back(value.get<std::string>());
  }
  return out;
}

double Reader::real(const Json& value, const std::string& at, double low, double high) const {
  if (!value.is_number()) {
    fail(ErrorCode::kParse, at, fmt::format("wrong type; expected a number, got {}", shown(value)));
  }
  const auto number = value.get<double>();
  if (number >= low && number <= high) return number;
  fail(ErrorCode::kRange,
       at,
       fmt::format("out of range; expected {}..{}, got {}", low, high, shown(value)));
}

double Reader::real(const std::string& key, double low, double high) {
  return real(member(key, "a number"), where(key), low, high);
}

std::vector<double> Reader::reals(const std::string& key, double low, double high) {
  std::vector<double> out;
  for (const Json& value : member(key, "an array")) {
    out.push_back(real(value, fmt::format("{}[{}]", where(key), out.size()), low, high));
  }
  return out;
}

bool Reader::null(const std::string& key) {
  asked_.insert(key);
  known_.insert(key);
  const auto found = object_.find(key);
  return found != object_.end() && found->is_null();
}

int Reader::integer(const std::string& key) {
  return static_cast<int>(
      whole(key, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

std::uint32_t Reader::word(const std::string& key) {
  return static_cast<std::uint32_t>(whole(key, 0, std::numeric_limits<std::uint32_t>::max()));
}

bool Reader::boolean(const std::string& key) { return member(key, "true or false").get<bool>(); }

std::string Reader::text(const std::string& key) {
  return member(key, "a text").get<std::string>();
}

std::string Reader::identifier(const std::string& key) {
  std::string got = text(key);
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const bool good =
      !got.empty() && letter(got.front()) && std::all_of(got.begin(), got.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9');
      });
  if (good) return got;
  fail(ErrorCode::kParse,
       where(key),
       fmt::format("not a name; expected letters, digits and _, got {}", shown(got)));
}

std::string Reader::choice(const std::string& key,
                           std::initializer_list<std::string_view> choices) {
  std::string got = text(key);
  if (std::find(choices.begin(), choices.end(), got) == choices.end()) {
    fail(ErrorCode::kParse,
         where(key),
         fmt::format("unknown; expected one of \"{}\", got \"{}\"",
                     text::joined({choices.begin(), choices.end()}, "\", \""),
                     text::brief(got)));
  }
  return got;
}

const Json& Reader::object(const std::string& key) { return member(key, "an object"); }

const Json& Reader::array(const std::string& key) { return member(key, "an array"); }

void Reader::finish() const {
  for (const auto& item : object_.items()) {
    if (asked_.contains(item.key())) continue;
    throw Error(ErrorCode::kParse,
                where(item.key()),
                fmt::format("unknown key; expected none but {}; remove or correct it",
                            text::joined({known_.begin(), known_.end()}, ", ")));
  }
}

}  // namespace spinforge
