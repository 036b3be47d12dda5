// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/sv/module.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::sv {
namespace {

/// Throws where `given` is not a permutation of `declared`.
void match(const std::string& instance,
           std::string_view what,
           const std::vector<std::string>& declared,
           const std::vector<std::string>& given) {
  for (const std::string& name : given) {
    const bool known = std::find(declared.begin(), declared.end(), name) != declared.end();
    expects(known, fmt::format("{}: unknown {} {}", instance, what, name));
    expects(std::count(given.begin(), given.end(), name) == 1,
            fmt::format("{}: {} {} given twice", instance, what, name));
  }
  for (const std::string& name : declared) {
    const bool present = std::find(given.begin(), given.end(), name) != given.end();
    expects(present, fmt::format("{}: {} {} missing", instance, what, name));
  }
}

template <typename T>
std::vector<std::string> names_of(const std::vector<std::pair<std::string, T>>& pairs) {
  std::vector<std::string> names;
  names.reserve(pairs.size());
  for (const auto& pair : pairs) names.push_back(pair.first);
  return names;
}

/// ".name(value)" lines with the parentheses aligned.
std::string bindings(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::size_t width = 0;
  for (const auto& [name, value] : pairs) {
    if (name != value) width = std::max(width, name.size());
  }
  std::string out;
  for (const auto& [name, value] : pairs) {
    const bool last = &name == &pairs.back().first;
    const std::string binding =
        name == value ? name : fmt::format("{}({})", padded(name, width), value);
    out += fmt::format("    .{}{}\n", binding, last ? "" : ",");
  }
  return out;
}

}  // namespace

Signal tied(int width, std::int64_t value) { return {literal(width, value), width, true}; }

Signal tied(int width, const Constant& value) { return {value.reference, width, true}; }

Signal slice(const Signal& signal, int high, int low) {
  expects(0 <= low && low <= high && high < signal.width,
          fmt::format("bits {}..{} are within {}", high, low, signal.name));
  if (high - low + 1 == signal.width) return signal;
  const std::string range =
      high == low ? fmt::format("[{}]", high) : fmt::format("[{}:{}]", high, low);
  return {signal.name + range, high - low + 1};
}

Instance::Instance(const Interface& interface, std::string_view name)
    : interface_(&interface), name_(identifier(name)) {}

Instance& Instance::set(std::string_view parameter, std::string text, std::int64_t value) {
  parameters_.emplace_back(parameter, std::move(text));
  values_[std::string(parameter)] = value;
  return *this;
}

Instance& Instance::set(std::string_view parameter, const Constant& value) {
  return set(parameter, value.reference, value.value);
}

Instance& Instance::set(std::string_view parameter, std::int64_t value) {
  return set(parameter, std::to_string(value), value);
}

Instance& Instance::set_text(std::string_view parameter, std::string expression) {
  return set(parameter, std::move(expression), 0);
}

Instance& Instance::connect(std::string_view port, const Signal& signal) {
  ports_.emplace_back(port, signal);
  return *this;
}

void Instance::check() const {
  match(name_, "parameter", interface_->parameters, names_of(parameters_));
  std::vector<std::string> declared;
  for (const Interface::Port& port : interface_->ports) declared.push_back(port.name);
  match(name_, "port", declared, names_of(ports_));
  for (const Interface::Port& port : interface_->ports) {
    const int expected = port.width(values_);
    const int got = at(port.name).width;
    expects(
        got == expected,
        fmt::format("{}: port {} has {} bits, {} are connected", name_, port.name, expected, got));
  }
}

const Signal& Instance::at(std::string_view port) const {
  const auto found = std::find_if(
      ports_.begin(), ports_.end(), [&](const auto& pair) { return pair.first == port; });
  expects(found != ports_.end(), fmt::format("{}: port {} is connected", name_, port));
  return found->second;
}

std::string Instance::print() const {
  std::vector<std::pair<std::string, std::string>> connections;
  for (const auto& [port, signal] : ports_) connections.emplace_back(port, signal.name);
  std::string out = "  " + interface_->name;
  if (!parameters_.empty()) out += fmt::format(" #(\n{}  )", bindings(parameters_));
  return out + fmt::format(" {} (\n{}  );\n", name_, bindings(connections));
}

}  // namespace spinforge::sv
