// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/package.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "gen/base/error.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::sv {

Package::Package(std::string_view name) : name_(identifier(name)) {}

void Package::group(std::string_view text) { body_ += "\n" + comment(text, "  "); }

Constant Package::add(std::string_view type, std::string_view name, std::string_view literal) {
  const bool again = std::find(names_.begin(), names_.end(), name) != names_.end();
  expects(!again, fmt::format("{} is declared once in {}", name, name_));
  names_.push_back(identifier(name));
  body_ += fmt::format("  parameter {}{} = {};\n", type, name, literal);
  return {fmt::format("{}::{}", name_, name), 0};
}

Constant Package::integer(std::string_view name, std::int64_t value) {
  using Limits = std::numeric_limits<std::int32_t>;
  expects(value >= Limits::min() && value <= Limits::max(),
          fmt::format("{} fits an int, got {}", name, value));
  Constant constant = add("int ", name, std::to_string(value));
  constant.value = value;
  return constant;
}

Constant Package::flag(std::string_view name, bool value) {
  Constant constant = add("bit ", name, literal(1, value ? 1 : 0));
  constant.value = value ? 1 : 0;
  return constant;
}

Constant Package::bits(std::string_view name, int width, std::int64_t value) {
  Constant constant = add(fmt::format("logic [{}:0] ", width - 1), name, literal(width, value));
  constant.value = value;
  return constant;
}

Constant Package::vector(std::string_view name,
                         int width,
                         const std::vector<std::int64_t>& elements) {
  std::vector<std::string> parts;
  for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
    parts.push_back(literal(width, *element));
  }
  const std::size_t total = static_cast<std::size_t>(width) * elements.size();
  return add(fmt::format("logic [{}:0] ", total - 1), name, concat(parts));
}

Constant Package::text(std::string_view name, std::string_view value) {
  return add("", name, quoted(value));
}

std::string Package::print(std::string_view header) const {
  return comment(header) + std::string(kTimescale) +
         fmt::format("\npackage {};\n{}\nendpackage\n", name_, body_);
}

}  // namespace spinforge::sv
