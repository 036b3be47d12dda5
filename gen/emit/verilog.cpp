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
constexpr const char* kScratch = "sf_core.v.partial";

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
  const std::size_t begin = name.find("\\sf_") + 1;
  expects(begin != 0, "Yosys' module names hold the macro's");
  return name.substr(begin, name.find('\\', begin) - begin);
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

std::string verilog_text(const std::string& directory, std::string_view header) {
  const std::string script = fmt::format(
      "read_verilog -sv {}; hierarchy -check -top sf_core; proc; opt_clean; write_verilog -noattr "
      "{}",
      sources_of(directory),
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
  return sv::comment(header) + with_plain_module_names(text);
}

}  // namespace spinforge::emit
