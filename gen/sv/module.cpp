// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/module.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::sv {
namespace {

std::string type_of(const Width& width) {
  expects(width.bits >= 1, "a vector has at least one bit");
  if (!width.text.empty()) return fmt::format("logic [{}-1:0]", width.text);
  return width.bits == 1 ? "logic" : fmt::format("logic [{}:0]", width.bits - 1);
}

}  // namespace

Module::Module(std::string_view name) : name_(identifier(name)) { interface_.name = name_; }

void Module::parameter(std::string_view name, std::string_view value, std::string_view text) {
  expects(drivers_.emplace(identifier(name), 1).second,
          fmt::format("{} is declared once in {}", name, name_));
  if (!parameters_.empty()) parameters_ += ",\n";
  interface_.parameters.emplace_back(name);
  parameters_ += comment(text, "  ") + fmt::format("  parameter {} = {}", name, quoted(value));
}

void Module::group_ports(std::string_view text) {
  ports_.push_back({std::string(text), "", "", ""});
}

void Module::group_signals(std::string_view text) {
  signals_.push_back({std::string(text), "", "", ""});
}

void Module::group_assignments(std::string_view text) {
  assignments_ += "\n" + comment(text, "  ");
}

Signal Module::declare(std::vector<Line>& section,
                       std::string_view direction,
                       std::string_view name,
                       const Width& width) {
  const int drivers = direction == "input  " ? 1 : 0;
  expects(drivers_.emplace(identifier(name), drivers).second,
          fmt::format("{} is declared once in {}", name, name_));
  section.push_back({"", std::string(direction), type_of(width), std::string(name), attributes_});
  attributes_.clear();
  return {std::string(name), width.bits};
}

void Module::attribute(std::string_view name, std::string_view value) {
  attributes_ += fmt::format("  (* {} = {} *)\n", identifier(name), quoted(value));
}

Signal Module::input(std::string_view name, const Width& width) {
  interface_.ports.push_back({std::string(name),
                              Direction::kInput,
                              [bits = width.bits](const Parameters&) { return bits; }});
  return declare(ports_, "input  ", name, width);
}

Signal Module::output(std::string_view name, const Width& width) {
  interface_.ports.push_back({std::string(name),
                              Direction::kOutput,
                              [bits = width.bits](const Parameters&) { return bits; }});
  return declare(ports_, "output ", name, width);
}

Signal Module::signal(std::string_view name, const Width& width) {
  return declare(signals_, "", name, width);
}

Signal Module::unused(std::string_view name, const Width& width) {
  return signal(fmt::format("unused_{}", name), width);
}

void Module::drive(const Signal& signal) {
  const auto found = drivers_.find(signal.name);
  expects(found != drivers_.end(), fmt::format("{} is declared in {}", signal.name, name_));
  expects(found->second == 0, fmt::format("{} is driven once in {}", signal.name, name_));
  found->second = 1;
}

void Module::assign(const Signal& target, const Signal& value) {
  expects(target.width == value.width,
          fmt::format("{} has {} bits, {} are assigned", target.name, target.width, value.width));
  drive(target);
  assignments_ += fmt::format("  assign {} = {};\n", target.name, value.name);
}

void Module::add(const Instance& instance, std::string_view text) {
  const auto& names = instance_names_;
  expects(std::find(names.begin(), names.end(), instance.name()) == names.end(),
          fmt::format("{} is declared once in {}", instance.name(), name_));
  instance.check();
  for (const Interface::Port& port : instance.interface().ports) {
    const Signal& signal = instance.at(port.name);
    if (port.direction == Direction::kOutput) {
      drive(signal);
    } else {
      const std::string whole = signal.name.substr(0, signal.name.find('['));
      expects(signal.is_constant || drivers_.contains(whole),
              fmt::format("{} is declared in {}", signal.name, name_));
    }
  }
  instance_names_.push_back(instance.name());
  instances_ += "\n" + comment(text, "  ") + instance.print();
}

}  // namespace spinforge::sv
