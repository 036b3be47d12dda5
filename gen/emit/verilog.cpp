// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/verilog.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdvice = "`apt install yosys` provides it, or leave --verilog2005 out";
/// What Verilator has to say about Yosys' way of writing: operands that are shorter than the
/// result, priorities as overlapping cases, vectors whose bits depend on each other. The core's
/// sources are clean without this.
constexpr std::string_view kLintOff = R"(
// For Verilator: Yosys' way of writing, not the core's.
/* verilator lint_off CASEOVERLAP */
/* verilator lint_off UNOPTFLAT */
/* verilator lint_off WIDTH */
)";
constexpr std::string_view kLintOn = R"(
/* verilator lint_on CASEOVERLAP */
/* verilator lint_on UNOPTFLAT */
/* verilator lint_on WIDTH */
)";
constexpr const char* kScratch = "core.v.partial";

/// filelist.f on one line.
std::string sources_of(const std::string& directory) {
  std::string list = files::read((fs::path(directory) / "filelist.f").string());
  for (char& c : list) {
    if (c == '\n') c = ' ';
  }
  return list;
}

/// The last line that says something.
std::string complaint(const std::string& output) {
  const std::size_t end = output.find_last_not_of('\n');
  if (end == std::string::npos) return "no message";
  const std::size_t begin = output.rfind('\n', end) + 1;  // npos + 1 is 0
  return output.substr(begin, end + 1 - begin);
}

/// The macro's name in "\$paramod$HASH\sf_rom" or "\$paramod\sf_rom\Width=...".
std::string macro_of(const std::string& name) {
  const std::size_t begin = name.find('\\', 1) + 1;
  expects(begin != 0, "Yosys' module names hold the macro's");
  return name.substr(begin, name.find('\\', begin) - begin);
}

/// `text` whose module `top` has a parameter MemDir, like the core that it was made from.
std::string with_memory_parameter(std::string text, const std::string& top) {
  const std::string opening = fmt::format("module {}(", top);
  const std::size_t at = text.find(opening);
  expects(at != std::string::npos, "Yosys keeps the top module's name");
  return text.replace(at,
                      opening.size(),
                      fmt::format("module {} #(\n  parameter MemDir = \"\"  // memories are "
                                  "filled in\n) (",
                                  top));
}

}  // namespace

std::string with_plain_module_names(const std::string& text) {
  constexpr std::string_view kMark = "\\$paramod";
  std::map<std::string, std::string> names;
  std::map<std::string, int> used;
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, done)) {
    out.append(text, done, at - done);
    done = text.find_first_of(" \t\n", at);
    const std::string name = text.substr(at, done - at);
    std::string& plain = names[name];
    if (plain.empty()) {
      const std::string macro = macro_of(name);
      plain = fmt::format("{}_{}", macro, ++used[macro]);
    }
    out += plain;
  }
  return out + text.substr(done);
}

std::string verilog_text(const std::string& directory,
                         std::string_view header,
                         const Names& names) {
  const std::string top = names("sf_core");
  const std::string script = fmt::format(
      "read_verilog -sv {}; hierarchy -check -top {}; proc; opt_clean; write_verilog -noattr {}",
      sources_of(directory),
      top,
      kScratch);
  const process::Exit exit = process::run({"yosys", "-q", "-p", script}, directory, {}, kAdvice);
  if (exit.status != 0) {
    throw Error(
        ErrorCode::kTool,
        "yosys",
        fmt::format("cannot write Verilog ({}); leave --verilog2005 out", complaint(exit.output)));
  }
  const fs::path scratch = fs::path(directory) / kScratch;
  const std::string text = files::read(scratch.string());
  fs::remove(scratch);
  return sv::comment(header) + std::string(sv::kTimescale) + std::string(kLintOff) +
         with_memory_parameter(with_plain_module_names(text), top) + std::string(kLintOn);
}

}  // namespace spinforge::emit
