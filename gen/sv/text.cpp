// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"

namespace spinforge::sv {
namespace {

/// Keywords of IEEE 1800-2017, table B.1, with a blank on both sides of each.
constexpr std::string_view kKeywords =
    " accept_on alias always always_comb always_ff always_latch and assert assign assume "
    "automatic before begin bind bins binsof bit break buf bufif0 bufif1 byte case casex casez "
    "cell chandle checker class clocking cmos config const constraint context continue cover "
    "covergroup coverpoint cross deassign default defparam design disable dist do edge else "
    "end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup "
    "endinterface endmodule endpackage endprimitive endprogram endproperty endsequence "
    "endspecify endtable endtask enum event eventually expect export extends extern final "
    "first_match for force foreach forever fork forkjoin function generate genvar global "
    "highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir "
    "include initial inout input inside instance int integer interconnect interface intersect "
    "join join_any join_none large let liblist library local localparam logic longint "
    "macromodule matches medium modport module nand negedge nettype new nexttime nmos nor "
    "noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge "
    "primitive priority program property protected pull0 pull1 pulldown pullup "
    "pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence rcmos real "
    "realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 "
    "rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint "
    "shortreal showcancelled signed small soft solve specify specparam static string strong "
    "strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table tagged "
    "task this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 "
    "triand trior trireg type typedef union unique unique0 unsigned until until_with untyped "
    "use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard "
    "wire with within wor xnor xor ";

constexpr std::size_t kColumns = 100;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The longest start of `text` that fits and ends before a blank; all of it where nothing does.
std::string_view first_line(std::string_view text, std::size_t room) {
  if (text.size() <= room) return text;
  const std::size_t end = text.rfind(' ', room);
  return end == std::string_view::npos || end == 0 ? text : text.substr(0, end);
}

}  // namespace

bool is_keyword(std::string_view name) {
  return kKeywords.find(fmt::format(" {} ", name)) != std::string_view::npos;
}

std::string identifier(std::string_view name) {
  const bool formed =
      !name.empty() && is_letter(name.front()) &&
      std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
  expects(formed, fmt::format("\"{}\" is an identifier", name));
  expects(!is_keyword(name), fmt::format("\"{}\" is not a keyword", name));
  return std::string(name);
}

std::string literal(int width, std::int64_t value) {
  expects(width >= 1 && (width <= 63 || value == 0),
          fmt::format("a literal other than 0 has 1..63 bits, not {}", width));
  const bool fits = value == 0  ? true
                    : value < 0 ? value >= fixed::signed_min(width)
                                : (value >> width) == 0;
  expects(fits, fmt::format("{} fits in {} bits", value, width));
  if (value < 0) return fmt::format("-{}'sd{}", width, -value);
  if (width == 1) return fmt::format("1'b{}", value);
  return fmt::format("{}'d{}", width, value);
}

std::string quoted(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  });
  expects(plain, "a string of printable characters without quotes");
  return fmt::format("\"{}\"", text);
}

std::string concat(const std::vector<std::string>& parts) {
  expects(!parts.empty(), "a concatenation has parts");
  if (parts.size() == 1) return parts.front();
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

std::string comment(std::string_view text, std::string_view indent) {
  std::string out;
  const std::size_t room = kColumns - indent.size() - 3;
  while (!text.empty()) {
    const std::string_view whole = text.substr(0, text.find('\n'));
    const std::string_view line = first_line(whole, room);
    out += fmt::format("{}//{}{}\n", indent, line.empty() ? "" : " ", line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return out;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace spinforge::sv
