// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mutants.hpp"

#include <catch2/catch.hpp>

#include "gen/base/files.hpp"
#include "tests/support/text.hpp"

namespace spinforge::test {

std::vector<Mutant> mutants(const std::string& text) {
  std::vector<Mutant> out;
  for (const std::string& line : lines_of(text)) {
    if (line.empty()) continue;
    const std::string rest = line.size() < 2 ? "" : line.substr(2);
    if (line[0] == '-') {
      out.back().before = rest;
    } else if (line[0] == '+') {
      out.back().after = rest;
    } else if (line[0] == '?') {
      out.back().seen = rest;
    } else {
      const std::size_t colon = line.find(": ");
      REQUIRE(colon != std::string::npos);
      out.push_back({line.substr(colon + 2), line.substr(0, colon), "", "", ""});
    }
  }
  REQUIRE_FALSE(out.empty());
  return out;
}

void mutate(const std::string& directory, const Mutant& mutant) {
  const std::string path = directory + "/rtl/" + mutant.file;
  const std::string text = files::read(path);
  INFO(mutant.file << ": " << mutant.before);
  REQUIRE_FALSE(mutant.before.empty());
  REQUIRE(text.find(mutant.before) == text.rfind(mutant.before));
  files::write(path, replaced(text, mutant.before, mutant.after));
}

}  // namespace spinforge::test
