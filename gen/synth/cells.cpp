// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/cells.hpp"

#include <algorithm>
#include <regex>

#include "gen/base/json.hpp"
#include "gen/synth/log.hpp"

namespace spinforge::synth {
namespace {

constexpr std::int64_t kMaxCells = std::int64_t{1} << 53;

}  // namespace

int read_levels(std::string_view text) {
  static const std::regex kLength("Longest topological path in [^\n]*\\(length=([0-9]{1,6})\\)");
  std::cmatch found;
  if (std::regex_search(text.begin(), text.end(), found, kLength)) return std::stoi(found[1]);
  throw Error(ErrorCode::kParse, "yosys ltp", std::string("names no longest path; ") + kNewerYosys);
}

Usage count(const plan::Target& target, const Cells& cells) {
  Usage out;
  for (const auto& [type, number] : cells) {
    const auto price = std::ranges::find_if(
        target.prices,
        [&name = type](const plan::CellPrice& each) { return name.starts_with(each.prefix); });
    if (price == target.prices.end()) continue;
    out.lut += number * price->lut;
    out.ff += number * price->ff;
    out.bram += static_cast<double>(number) * price->bram;
    out.dsp += number * price->dsp;
  }
  return out;
}

bool fits(const plan::Part& part, const Usage& usage) {
  return usage.lut <= part.lut && usage.ff <= part.ff && usage.bram <= part.bram &&
         usage.dsp <= part.dsp;
}

Cells read_stat(std::string_view text) {
  const std::string from = "yosys stat -json";
  const Json json = parse_json(text, from);
  Reader stat(json, from, kNewerYosys);
  Reader design(stat.object("design"), stat.where("design"), kNewerYosys);
  Reader cells(design.object("num_cells_by_type"), design.where("num_cells_by_type"), kNewerYosys);
  Cells out;
  for (const std::string& type : cells.keys()) out[type] = cells.whole(type, 0, kMaxCells);
  return out;
}

}  // namespace spinforge::synth
