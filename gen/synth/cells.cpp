// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/cells.hpp"

#include <fmt/format.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "gen/base/json.hpp"

namespace spinforge::synth {
namespace {

constexpr std::int64_t kMaxCells = std::int64_t{1} << 53;

enum class Kind { kLut, kFf, kBram, kDsp };

/// Cells whose name begins with `prefix`, and what one of them takes.
struct Price {
  std::string_view prefix;
  Kind kind;
  double each;
};

const std::vector<Price>& prices(std::string_view target) {
  static const std::vector<Price> kXc7{{"LUT", Kind::kLut, 1},
                                       {"SRL", Kind::kLut, 1},
                                       {"RAM32M", Kind::kLut, 4},
                                       {"RAM64M", Kind::kLut, 4},
                                       {"RAM32X1D", Kind::kLut, 2},
                                       {"RAM64X1D", Kind::kLut, 2},
                                       {"RAM128X1D", Kind::kLut, 4},
                                       {"FD", Kind::kFf, 1},
                                       {"RAMB36", Kind::kBram, 1},
                                       {"RAMB18", Kind::kBram, 0.5},
                                       {"DSP48", Kind::kDsp, 1}};
  static const std::vector<Price> kEcp5{{"LUT4", Kind::kLut, 1},
                                        {"CCU2C", Kind::kLut, 2},
                                        {"TRELLIS_DPR16X4", Kind::kLut, 6},
                                        {"TRELLIS_FF", Kind::kFf, 1},
                                        {"DP16KD", Kind::kBram, 1},
                                        {"PDPW16KD", Kind::kBram, 1},
                                        {"MULT18X18D", Kind::kDsp, 1}};
  static const std::vector<Price> kIce40{{"SB_LUT4", Kind::kLut, 1},
                                         {"SB_DFF", Kind::kFf, 1},
                                         {"SB_RAM40_4K", Kind::kBram, 1},
                                         {"SB_MAC16", Kind::kDsp, 1}};
  return target == "xc7" ? kXc7 : target == "ecp5" ? kEcp5 : kIce40;
}

}  // namespace

std::string_view logic_cells(const plan::Target& target) {
  if (target.name == "xc7") {
    return "t:LUT* t:MUXF* t:CARRY4 t:DSP48E1 r:MREG=0 %i r:PREG=0 %i";
  }
  if (target.name == "ecp5") return "t:LUT4 t:PFUMX t:L6MUX21 t:CCU2C t:MULT18X18D";
  // Those without registers at the product or at the sum: their bits stand in one word each.
  return "t:SB_LUT4 t:SB_CARRY t:SB_MAC16 r:PIPELINE_16x16_MULT_REG1=1'0 %i";
}

int read_levels(std::string_view text) {
  static const std::regex kLength("Longest topological path in [^\n]*\\(length=([0-9]{1,6})\\)");
  std::cmatch found;
  if (std::regex_search(text.begin(), text.end(), found, kLength)) return std::stoi(found[1]);
  throw Error(ErrorCode::kParse,
              "yosys ltp",
              "names no longest path; install a Yosys of version 0.23 or later");
}

Usage count(const plan::Target& target, const Cells& cells) {
  Usage out;
  for (const auto& [type, number] : cells) {
    for (const Price& price : prices(target.name)) {
      if (!std::string_view(type).starts_with(price.prefix)) continue;
      const double taken = price.each * static_cast<double>(number);
      if (price.kind == Kind::kLut) out.lut += static_cast<std::int64_t>(taken);
      if (price.kind == Kind::kFf) out.ff += static_cast<std::int64_t>(taken);
      if (price.kind == Kind::kBram) out.bram += taken;
      if (price.kind == Kind::kDsp) out.dsp += static_cast<std::int64_t>(taken);
      break;
    }
  }
  return out;
}

bool fits(const plan::Part& part, const Usage& usage) {
  return usage.lut <= part.lut && usage.ff <= part.ff && usage.bram <= part.bram &&
         usage.dsp <= part.dsp;
}

Cells read_stat(std::string_view text) {
  const std::string from = "yosys stat -json";
  const std::string advice = "install a Yosys of version 0.23 or later";
  const Json json = parse_json(text, from);
  Reader stat(json, from, advice);
  Reader design(stat.object("design"), stat.where("design"), advice);
  Reader cells(design.object("num_cells_by_type"), design.where("num_cells_by_type"), advice);
  Cells out;
  for (const std::string& type : cells.keys()) out[type] = cells.whole(type, 0, kMaxCells);
  return out;
}

}  // namespace spinforge::synth
