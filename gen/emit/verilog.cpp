// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/verilog.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/directory/directory.hpp"
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

/// The last line that says something.
std::string complaint(const std::string& output) {
  const std::size_t end = output.find_last_not_of('\n');
  if (end == std::string::npos) return "no message";
  const std::size_t begin = output.rfind('\n', end) + 1;  // npos + 1 is 0
  return output.substr(begin, end + 1 - begin);
}

/// What Yosys writes to kScratch when it runs `script` in `directory`.
std::string written_by(const std::string& script, const std::string& directory) {
  const process::Exit exit = process::run({"yosys", "-q", "-p", script}, directory, {}, kAdvice);
  if (exit.status != 0) {
    throw Error(
        ErrorCode::kTool,
        "yosys",
        fmt::format("cannot write Verilog ({}); leave --verilog2005 out", complaint(exit.output)));
  }
  const fs::path scratch = fs::path(directory) / kScratch;
  std::string text = files::read(scratch.string());
  fs::remove(scratch);
  return text;
}

/// `text` without the attributes that Yosys adds: all but X_INTERFACE_*. One that has a line to
/// itself takes it along.
std::string without_own_attributes(const std::string& text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at; (at = text.find("(* ", done)) != std::string::npos;) {
    std::size_t end = text.find(" *)", at) + 3;
    expects(end != std::string::npos + 3, "an attribute ends");
    const bool keep = text.compare(at + 3, 12, "X_INTERFACE_") == 0;
    out.append(text, done, at - done);
    if (keep) {
      out.append(text, at, end - at);
    } else {
      const std::size_t begin = out.find_last_not_of(' ') + 1;  // npos + 1 is 0
      const bool alone = begin == 0 || out[begin - 1] == '\n';
      if (alone && text[end] == '\n') out.erase(begin);
      if (text[end] == '\n' || text[end] == ' ') ++end;
    }
    done = end;
  }
  return out + text.substr(done);
}

/// The core: sources and memories of `directory` as modules, one for each set of parameters.
std::string core_verilog(const std::string& directory, const Names& names) {
  const std::string script = fmt::format(
      "read_verilog -sv {}; hierarchy -check -top {}; proc; opt_clean; write_verilog -noattr {}",
      fmt::join(directory::sources(directory), " "),
      names("sf_core"),
      kScratch);
  return written_by(script, directory);
}

/// The wrapper alone. The core is a box here; its memories are filled in, so that no MemDir goes
/// down to it.
std::string axi_verilog(const std::string& directory, const Names& names) {
  const std::string core = names("sf_core");
  std::vector<std::string> sources = directory::sources(directory);
  std::erase_if(sources, [&](const std::string& path) {
    return path == core + ".sv" ||
           (path.starts_with("rtl/") && !path.starts_with(names("rtl/sf_axi_")));
  });
  const std::string script = fmt::format(
      "read_verilog -sv {0}; read_verilog -sv -lib {1}.sv; hierarchy -check -top {2}; proc; "
      "opt_clean; setparam -unset MemDir t:{1}; write_verilog {3}",
      fmt::join(sources, " "),
      core,
      names("sf_axi"),
      kScratch);
  return without_own_attributes(written_by(script, directory));
}

/// The macro's name in "\$paramod$HASH\sf_rom" or "\$paramod\sf_rom\Width=...".
std::string macro_of(const std::string& name) {
  const std::size_t begin = name.find('\\', 1) + 1;
  expects(begin != 0, "Yosys' module names hold the macro's");
  return name.substr(begin, name.find('\\', begin) - begin);
}

/// `text` whose module `top` has a parameter MemDir, like the source that it was made from.
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

/// Yosys' `text` as it stands in the directory.
std::string printed(std::string_view header, const std::string& text, const std::string& top) {
  return sv::comment(header) + std::string(sv::kTimescale) + std::string(kLintOff) +
         with_memory_parameter(with_plain_module_names(text), top) + std::string(kLintOn);
}

}  // namespace

std::string with_plain_module_names(const std::string& text) {
  constexpr std::string_view kParameterised = "\\$paramod";
  std::map<std::string, std::string> names;
  std::map<std::string, int> used;
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(kParameterised); at != std::string::npos;
       at = text.find(kParameterised, done)) {
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

std::vector<File> verilog_files(const std::string& directory, const Identity& identity) {
  const Names names(identity.prefix);
  std::vector<File> out;
  std::vector<std::string> sources;
  const auto add =
      [&](const char* path, const char* what, const std::string& text, const char* top) {
        const std::string header = fmt::format(
            "SPDX-License-Identifier: Apache-2.0\n{}\n\n"
            "generated by spinforge-gen through Yosys, do not edit:\n  {}",
            names(what),
            identity.command);
        sources.push_back(names(path));
        out.push_back({sources.back(), printed(header, text, names(top))});
      };
  add(directory::kVerilogCore,
      "The core as plain Verilog, memories filled in.",
      core_verilog(directory, names),
      "sf_core");
  if (identity.features.axi) {
    add(directory::kVerilogAxi,
        "The wrapper sf_axi as plain Verilog.",
        axi_verilog(directory, names),
        "sf_axi");
  }
  out.push_back({directory::kVerilogFilelist, directory::filelist_text(sources)});
  return out;
}

}  // namespace spinforge::emit
