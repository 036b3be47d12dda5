// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

namespace spinforge::network {

/// JSON whose objects keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// Parses `text`, the content of `file`. Refuses what JSON readers differ in: a key given twice in
/// one object, nesting deeper than 64. *Errors*: kParse.
[[nodiscard]] Json parse_json(std::string_view text, const std::string& file);

/// Reads the keys of one JSON object with their types, and knows which keys nobody asked for.
class Reader {
 public:
  /// `where` names the object in errors, e.g. "net/network.json / layer 2". *Errors*: kParse unless
  /// `value` is an object. Keeps a reference to `value`.
  Reader(const Json& value, std::string where);

  [[nodiscard]] bool has(const std::string& key) const { return object_.contains(key); }
  /// *Errors* of all the following: kParse where the key is missing or of another type.
  /// Integers must also fit the result's type (kRange).
  [[nodiscard]] int integer(const std::string& key);
  [[nodiscard]] std::uint32_t word(const std::string& key);
  [[nodiscard]] bool boolean(const std::string& key);
  [[nodiscard]] std::string text(const std::string& key);
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
  std::int64_t whole(const std::string& key, std::int64_t low, std::int64_t high);

  const Json& object_;
  std::string where_;
  std::set<std::string> asked_;
};

}  // namespace spinforge::network
