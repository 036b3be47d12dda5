// SPDX-License-Identifier: Apache-2.0
//
// Prints a module; everything has been decided before.
#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/sv/module.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::sv {

/// Declarations, lined up within their group: each ends with `separator`, the last with `end`.
std::string Module::print(const std::vector<Line>& section,
                          std::string_view before_group,
                          std::string_view separator,
                          std::string_view end) {
  std::string out;
  std::size_t direction = 0, type = 0;
  for (auto line = section.begin(); line != section.end(); ++line) {
    if (line == section.begin() || !line->comment.empty()) {
      direction = type = 0;
      for (auto member = line; member != section.end(); ++member) {
        if (member != line && !member->comment.empty()) break;
        direction = std::max(direction, member->direction.size());
        type = std::max(type, member->type.size());
      }
    }
    if (!line->comment.empty()) {
      out += fmt::format("{}{}", before_group, comment(line->comment, "  "));
      continue;
    }
    out += fmt::format("{}  {}{} {}{}\n",
                       line->attributes,
                       padded(line->direction, direction),
                       padded(line->type, type),
                       line->name,
                       line + 1 == section.end() ? end : separator);
  }
  return out;
}

std::string Module::print(std::string_view header) const {
  for (const auto& [name, drivers] : drivers_) {
    expects(drivers == 1, fmt::format("{} is driven in {}", name, name_));
  }
  std::string out =
      comment(header) + std::string(kTimescale) + "`default_nettype none\n\nmodule " + name_;
  if (!parameters_.empty()) out += fmt::format(" #(\n{}\n)", parameters_);
  return out + " (\n" + print(ports_, "", ",", "") + ");\n" + print(signals_, "\n", ";", ";") +
         assignments_ + instances_ + "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace spinforge::sv
