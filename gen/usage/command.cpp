// SPDX-License-Identifier: Apache-2.0
#include "gen/usage/command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "gen/base/text.hpp"

namespace spinforge::usage {
namespace {

// Checks of numbers, told in one sentence: CLI11's own print their limits with 300 digits, take
// 010 for 8 and -1 for the largest number.

/// Refuses a text that is no T, or one for which `good` does not hold.
template <class T, class Good>
CLI::Validator number(const std::string& expected, Good good) {
  return CLI::Validator(
      [expected, good](std::string& text) {
        const std::optional<T> value = text::number<T>(text);
        if (value && good(*value)) {
          if constexpr (std::is_integral_v<T>) text = std::to_string(*value);  // 010 is 10
          return std::string();
        }
        return "expected " + expected + ", got '" + text + "'; correct it";
      },
      "");
}

/// Refuses what does not fit a T.
template <class T>
CLI::Validator fitting() {
  if constexpr (std::is_integral_v<T>) {
    using Limits = std::numeric_limits<T>;
    const std::string range = std::to_string(Limits::min()) + ".." + std::to_string(Limits::max());
    return number<T>("a whole number of " + range, [](T) { return true; });
  } else {
    return number<T>("a number", [](T value) { return std::isfinite(value); });
  }
}

/// The type of one value of an option.
template <class T>
struct One {
  using Type = T;
};
template <class T>
struct One<std::optional<T>> {
  using Type = T;
};
template <class T>
struct One<std::vector<T>> {
  using Type = T;
};

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
inline constexpr bool kIsNumber = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

}  // namespace

Option* Option::required() { return after(option_.required()); }

Option* Option::group(const std::string& name) { return after(option_.group(name)); }

Option* Option::type_name(const std::string& name) { return after(option_.type_name(name)); }

Option* Option::show_default() { return after(option_.capture_default_str()); }

Option* Option::one_of(const std::vector<std::string>& words) {
  return after(option_.check(CLI::IsMember(words)));
}

Option* Option::between(int low, int high) {
  return after(option_.check(number<std::int64_t>(
      fmt::format("a whole number of {}..{}", low, high),
      [low, high](std::int64_t value) { return value >= low && value <= high; })));
}

Option* Option::between(double low, double high) {
  return after(option_.check(
      number<double>(fmt::format("a number of {}..{}", low, high),
                     [low, high](double value) { return value >= low && value <= high; })));
}

Option* Option::positive() {
  return after(
      option_.check(number<double>("a number above 0", [](double value) { return value > 0; })));
}

Option* Option::not_negative() {
  return after(option_.check(
      number<double>("a number of 0 or more", [](double value) { return value >= 0; })));
}

Option* Option::list(char delimiter) { return after(option_.delimiter(delimiter)); }

Option* Option::one_value() { return after(option_.allow_extra_args(false)); }

Option* Option::excludes(const Option* other) { return after(option_.excludes(&other->option_)); }

Option* Option::needs(const Option* other) { return after(option_.needs(&other->option_)); }

std::size_t Option::count() const { return option_.count(); }

std::string Option::name() const { return option_.get_name(); }

Command::Command(CLI::App& app) : app_(app) {}

Command::~Command() = default;

Option* Command::keep(CLI::Option& option) {
  options_.push_back(std::make_unique<Option>(option));
  return options_.back().get();
}

template <class T>
Option* Command::add_option(const std::string& name, T& value, const std::string& help) {
  CLI::Option& option = *app_.add_option(name, value, help);
  using Number = typename One<T>::Type;
  if constexpr (kIsNumber<Number>) option.transform(fitting<Number>());
  if constexpr (kIsOptional<T>) {  // CLI11 does not know how to print one
    option.default_function([&value] { return value ? fmt::format("{}", *value) : ""; });
  }
  return keep(option);
}

Option* Command::add_flag(const std::string& name, bool& value, const std::string& help) {
  return keep(*app_.add_flag(name, value, help));
}

Option* Command::get_option(const std::string& name) { return keep(*app_.get_option(name)); }

void Command::show_defaults() { app_.option_defaults()->always_capture_default(); }

void Command::callback(std::function<void()> action) { app_.callback(std::move(action)); }

// The types that options have.
using Text = const std::string&;
template Option* Command::add_option(Text, bool&, Text);
template Option* Command::add_option(Text, int&, Text);
template Option* Command::add_option(Text, std::uint32_t&, Text);
template Option* Command::add_option(Text, std::uint64_t&, Text);
template Option* Command::add_option(Text, float&, Text);
template Option* Command::add_option(Text, double&, Text);
template Option* Command::add_option(Text, std::string&, Text);
template Option* Command::add_option(Text, std::optional<int>&, Text);
template Option* Command::add_option(Text, std::optional<std::uint32_t>&, Text);
template Option* Command::add_option(Text, std::optional<std::int64_t>&, Text);
template Option* Command::add_option(Text, std::optional<std::uint64_t>&, Text);
template Option* Command::add_option(Text, std::optional<double>&, Text);
template Option* Command::add_option(Text, std::optional<std::string>&, Text);
template Option* Command::add_option(Text, std::vector<int>&, Text);
template Option* Command::add_option(Text, std::vector<double>&, Text);
template Option* Command::add_option(Text, std::vector<std::string>&, Text);

}  // namespace spinforge::usage
