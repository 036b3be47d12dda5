// SPDX-License-Identifier: Apache-2.0
#include "gen/usage/command.hpp"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <utility>

namespace spinforge::usage {

Option* Option::required() {
  option_.required();
  return this;
}

Option* Option::group(const std::string& name) {
  option_.group(name);
  return this;
}

Option* Option::type_name(const std::string& name) {
  option_.type_name(name);
  return this;
}

Option* Option::show_default() {
  option_.capture_default_str();
  return this;
}

Option* Option::one_of(const std::vector<std::string>& words) {
  option_.check(CLI::IsMember(words));
  return this;
}

Option* Option::between(int low, int high) {
  option_.check(CLI::Range(low, high));
  return this;
}

Option* Option::between(double low, double high) {
  option_.check(CLI::Range(low, high));
  return this;
}

Option* Option::positive() {
  option_.check(CLI::PositiveNumber);
  return this;
}

Option* Option::not_negative() {
  option_.check(CLI::NonNegativeNumber);
  return this;
}

Option* Option::list(char delimiter) {
  option_.delimiter(delimiter);
  return this;
}

Option* Option::one_value() {
  option_.allow_extra_args(false);
  return this;
}

Option* Option::or_alone(const std::string& word) {
  option_.expected(0, 1)->default_str(word);
  return this;
}

Option* Option::excludes(const Option* other) {
  option_.excludes(&other->option_);
  return this;
}

Option* Option::needs(const Option* other) {
  option_.needs(&other->option_);
  return this;
}

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
  return keep(*app_.add_option(name, value, help));
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
template Option* Command::add_option(Text, std::optional<std::uint32_t>&, Text);
template Option* Command::add_option(Text, std::optional<std::int64_t>&, Text);
template Option* Command::add_option(Text, std::optional<std::uint64_t>&, Text);
template Option* Command::add_option(Text, std::optional<double>&, Text);
template Option* Command::add_option(Text, std::optional<std::string>&, Text);
template Option* Command::add_option(Text, std::vector<int>&, Text);
template Option* Command::add_option(Text, std::vector<double>&, Text);
template Option* Command::add_option(Text, std::vector<std::string>&, Text);

}  // namespace spinforge::usage
