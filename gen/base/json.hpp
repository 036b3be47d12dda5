// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gen/base/error.hpp"

/// The one door through which JSON comes in (a test sees to it that there is no other): whatever a
/// file holds, what comes out of here has the types, ranges and depth that were asked for.
namespace spinforge {

/// JSON whose objects keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// Parses `text`, the content of `file`. Refuses what JSON readers differ in: a key given twice in
/// one object, nesting deeper than 64. *Errors*: kParse.
[[nodiscard]] Json parse_json(std::string_view text, const std::string& file);

/// The same, or null where that would refuse: for a file that may be anybody's.
[[nodiscard]] Json json_or_null(std::string_view text);

/// Reads the keys of one JSON object with their types, and knows which keys nobody asked for.
class Reader {
 public:
  /// `where` names the object in errors, e.g. "net/network.json / layer 2"; `advice` ends their
  /// sentences. *Errors*: kParse unless `value` is an object. Keeps a reference to `value`.
  Reader(const Json& value, std::string where, std::string advice = "correct the file");

  [[nodiscard]] bool has(const std::string& key) const {
    known_.insert(key);
    return object_.contains(key);
  }
  /// In the order in which they were written.
  [[nodiscard]] std::vector<std::string> keys() const;
  /// *Errors* of all the following: kParse where the key is missing or of another type.
  /// Numbers must also lie within low..high, or else fit the result's type (kRange).
  [[nodiscard]] std::int64_t whole(const std::string& key, std::int64_t low, std::int64_t high);
  [[nodiscard]] std::vector<int> wholes(const std::string& key, int low, int high);
  [[nodiscard]] std::vector<std::uint32_t> words(const std::string& key);
  [[nodiscard]] std::vector<std::string> texts(const std::string& key);
  [[nodiscard]] double real(const std::string& key, double low, double high);
  [[nodiscard]] std::vector<double> reals(const std::string& key, double low, double high);
  /// Whether the key is there and null.
  [[nodiscard]] bool null(const std::string& key);
  [[nodiscard]] int integer(const std::string& key);
  [[nodiscard]] std::uint32_t word(const std::string& key);
  [[nodiscard]] bool boolean(const std::string& key);
  [[nodiscard]] std::string text(const std::string& key);
  /// The key's text, which must be a name in SystemVerilog: letters, digits and _, no digit first.
  [[nodiscard]] std::string identifier(const std::string& key);
  /// The key's text, which must be one of `choices`.
  [[nodiscard]] std::string choice(const std::string& key,
                                   std::initializer_list<std::string_view> choices);
  [[nodiscard]] const Json& object(const std::string& key);
  [[nodiscard]] const Json& array(const std::string& key);

  [[nodiscard]] const std::string& where() const { return where_; }
  [[nodiscard]] std::string where(const std::string& key) const { return where_ + " / " + key; }

  /// *Errors*: kParse where the object has a key that was never asked for.
  void finish() const;

 private:
  const Json& member(const std::string& key, std::string_view expected);
  [[nodiscard]] std::int64_t whole(const Json& value,
                                   const std::string& at,
                                   std::int64_t low,
                                   std::int64_t high) const;
  [[nodiscard]] double real(const Json& value,
                            const std::string& at,
                            double low,
                            double high) const;
  [[noreturn]] void fail(ErrorCode code, const std::string& at, const std::string& what) const;

  const Json& object_;
  std::string where_;
  std::string advice_;
  std::set<std::string> asked_;
  mutable std::set<std::string> known_;  ///< keys that were read, or could have been
};

}  // namespace spinforge
