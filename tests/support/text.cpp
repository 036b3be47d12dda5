// SPDX-License-Identifier: Apache-2.0
#include "tests/support/text.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "gen/base/files.hpp"

namespace spinforge::test {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

std::vector<std::smatch> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  return {std::sregex_iterator(text.begin(), text.end(), expression), std::sregex_iterator()};
}

std::string replaced(std::string text, const std::string& before, const std::string& after) {
  const std::size_t at = text.find(before);
  INFO("expected: " << before);
  REQUIRE(at != std::string::npos);
  return text.replace(at, before.size(), after);
}

void edit(const std::string& file, const std::string& before, const std::string& after) {
  files::write(file, replaced(files::read(file), before, after));
}

}  // namespace spinforge::test
