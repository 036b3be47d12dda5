// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/synth.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/process.hpp"
#include "gen/base/temporary.hpp"
#include "gen/base/text.hpp"
#include "gen/directory/manifest.hpp"
#include "gen/plan/plan.hpp"
#include "gen/synth/log.hpp"
#include "gen/synth/pins.hpp"
#include "gen/synth/route.hpp"

namespace spinforge::synth {
namespace {

namespace fs = std::filesystem;

constexpr const char* kYosysAdvice = "`apt install yosys` provides it";

std::string command_of(const plan::Target& target, const std::string& top, bool dsp) {
  return fmt::format("{} -top {}{}", target.synth, top, dsp ? target.with_dsp : target.without_dsp);
}

void yosys(const std::string& commands, const std::string& directory) {
  const process::Exit exit =
      process::run({"yosys", "-Q", "-T", "-p", commands}, directory, {}, kYosysAdvice);
  if (exit.status != 0) throw failure("yosys", exit, " in " + directory);
}

/// "Yosys 0.23" of "Yosys 0.23 (git sha1 ...)".
std::string yosys_version() {
  const std::string line = process::run({"yosys", "-V"}, "/", {}, kYosysAdvice).output;
  return line.substr(0, std::min(line.find(" ("), line.find('\n')));
}

/// Puts three pins around the netlist, places and routes it.
void route_core(const files::TemporaryDirectory& scratch, Report& report) {
  const std::string netlist = scratch / "core.json";
  const std::vector<Port> ports = ports_of(files::read(netlist), report.top);
  files::write(scratch / "pins.v", pins_text(report.top, ports));
  yosys(fmt::format("read_json core.json; read_verilog pins.v; {}; write_json pins.json",
                    command_of(report.target, kPinsTop, report.dsp)),
        fs::path(netlist).parent_path().string());
  const Routed routed = route(report.target, scratch / "pins.json");
  report.fits = report.fits && routed.placed;
  report.fmax_mhz = routed.fmax_mhz;
  report.pins_ff = pins_flip_flops(ports);
}

std::string share(double used, int has) {
  if (has == 0) return used > 0 ? "none there" : "-";
  return fmt::format("{:.1f} %", 100.0 * used / has);
}

int lanes_of(const Report& report) {
  return std::accumulate(report.lanes.begin(), report.lanes.end(), 0);
}

/// LUTs for one synapse lane, the whole core counted.
double lut_per_lane(const Report& report) {
  return static_cast<double>(report.usage.lut) / std::max(1, lanes_of(report));
}

}  // namespace

std::string script(const plan::Target& target,
                   const std::string& top,
                   const std::vector<std::string>& files,
                   bool dsp,
                   const std::string& statistics,
                   const std::string& path,
                   const std::string& netlist) {
  std::string out = fmt::format("read_verilog -sv {}; ", fmt::join(files, " "));
  out += fmt::format("hierarchy -check -top {}; ", top);
  out += fmt::format("delete -output {}/o:commit*; ", top);
  out += command_of(target, top, dsp);
  out += fmt::format("; tee -q -o {} stat -json", statistics);
  out += fmt::format("; tee -q -o {} ltp w:* {}", path, target.logic_cells);
  if (!netlist.empty()) out += fmt::format("; write_json {}", netlist);
  return out;
}

Report synthesise(const Request& request) {
  plan::Target target = plan::find_target(request.target);
  if (!request.part.empty()) target = plan::with_part(target, request.part);
  const directory::Manifest core = directory::read_manifest(request.directory);
  if (!process::on_path("yosys")) {
    throw Error(ErrorCode::kTool, "yosys", fmt::format("is not on PATH; {}", kYosysAdvice));
  }
  Report report{.network = core.network,
                .top = request.top.empty() ? core.top : request.top,
                .tool = yosys_version(),
                .target = std::move(target),
                .dsp = request.dsp,
                .lanes = core.lanes};
  const bool routes = request.route && can_route(report.target);
  const files::TemporaryDirectory scratch;
  yosys(script(report.target,
               report.top,
               directory::sources(request.directory),
               request.dsp,
               scratch / "stat.json",
               scratch / "path.txt",
               routes ? scratch / "core.json" : ""),
        request.directory);
  report.cells = read_stat(files::read(scratch / "stat.json"));
  report.usage = count(report.target, report.cells);
  report.levels = read_levels(files::read(scratch / "path.txt"));
  report.fits = fits(report.target.part, report.usage);
  if (routes && report.fits) route_core(scratch, report);
  return report;
}

nlohmann::ordered_json json_of(const Report& report) {
  return {{"network", report.network},
          {"top", report.top},
          {"lanes", report.lanes},
          {"target", report.target.name},
          {"part", report.target.part.name},
          {"multipliers", report.dsp && report.target.part.dsp > 0 ? "dsp" : "lut"},
          {"lut", report.usage.lut},
          {"ff", report.usage.ff},
          {"bram", report.usage.bram},
          {"dsp", report.usage.dsp},
          {"lut_per_lane", lut_per_lane(report)},
          {"levels", report.levels},
          {"fmax_mhz", report.fmax_mhz ? Json(*report.fmax_mhz) : Json(nullptr)},
          {"fits", report.fits},
          {"tool", report.tool},
          {"cells", report.cells}};
}

std::string table_of(const Report& report) {
  const plan::Part& part = report.target.part;
  const Usage& used = report.usage;
  const auto row = [](const char* what, double number, int has) {
    const std::string text = number == static_cast<double>(static_cast<long long>(number))
                                 ? text::thousands(static_cast<long long>(number))
                                 : fmt::format("{:.1f}", number);
    return std::vector<std::string>{what, text, text::thousands(has), share(number, has)};
  };
  std::string out = fmt::format(
      "{} of {} for {}, {}\n\n", report.top, report.network, report.target.name, report.tool);
  out += text::table({{"resource", "used", std::string(part.name), "share"},
                      row("LUT", static_cast<double>(used.lut), part.lut),
                      row("FF", static_cast<double>(used.ff), part.ff),
                      row("BRAM", used.bram, part.bram),
                      row("DSP", static_cast<double>(used.dsp), part.dsp)});
  out += fmt::format(
      "\nLUT per synapse lane: {:.1f} ({} lanes in all)\n", lut_per_lane(report), lanes_of(report));
  out += fmt::format("Levels of logic on the longest path: {}\n", report.levels);
  if (!can_route(report.target)) {
    out +=
        "Clock: not measured, nothing here places and routes this family; the levels are what is "
        "known\n";
  }
  if (report.fmax_mhz) {
    out += fmt::format(
        "Fmax after routing: {:.2f} MHz (with {} flip-flops around the core in place "
        "of pins)\n",
        *report.fmax_mhz,
        report.pins_ff);
  }
  return out + fmt::format("{} {}\n", report.fits ? "fits" : "does not fit", part.name);
}

}  // namespace spinforge::synth
