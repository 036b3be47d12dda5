// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/page.hpp"

#include <fmt/format.h>

#include "gen/base/text.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::regress {

namespace {

using harness::xml;

constexpr const char* kStyle =
    "body{font:15px/1.4 sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.25em .6em;text-align:left;"
    "border-bottom:1px solid #ddd}td.n,th.n{text-align:right}.pass{color:#176117}"
    ".fail{color:#a11;font-weight:bold}pre{background:#f4f4f4;padding:.6em;overflow-x:auto}";

std::string cell(const std::string& text) { return "<td class=\"n\">" + xml(text) + "</td>"; }

std::string row(const Outcome& run) {
  return fmt::format("<tr><td>{}</td>{}{}{}{}{}{}<td class=\"{}\">{}</td></tr>\n",
                     xml(run.id),
                     cell(text::thousands(static_cast<long long>(run.images))),
                     cell(text::thousands(static_cast<long long>(run.commits))),
                     cell(text::thousands(static_cast<long long>(run.mismatches))),
                     cell(run.exact ? "as predicted" : "differs"),
                     cell(fmt::format("{:.1f}", run.cycles)),
                     cell(run.accuracy ? text::percent(*run.accuracy) : "-"),
                     run.equal ? "pass" : "fail",
                     run.equal ? "pass" : "FAIL");
}

std::string failure_list(const Merged& merged) {
  if (merged.failures.all().empty()) return "";
  std::string out = "<h2>Failures</h2>\n";
  for (const Bucket& bucket : merged.failures.all()) {
    out += fmt::format(
        "<h3>{}, {}, step {}</h3>\n<p>{} parts of {} runs; first in {}:</p>\n<pre>{}</pre>\n"
        "<pre>{}</pre>\n",
        xml(bucket.first.module),
        xml(bucket.first.signal),
        bucket.first.step,
        bucket.parts,
        bucket.runs.size(),
        xml(bucket.first.run),
        xml(bucket.first.story),
        xml(bucket.first.reproduce));
  }
  return out;
}

std::string wave_list(const Merged& merged) {
  if (merged.waves.empty()) return "";
  std::string out = "<h2>Waveforms</h2>\n<ul>\n";
  for (const Shown& wave : merged.waves) {
    out += fmt::format("<li>{}: <code>{}</code> {}{}</li>\n",
                       xml(wave.run),
                       xml(wave.wave),
                       wave.time < 0 ? "" : fmt::format("at {} {}", wave.time, xml(wave.unit)),
                       xml(wave.trouble));
  }
  return out + "</ul>\n";
}

std::string coverage_section(const Merged& merged) {
  if (!merged.coverage) return "";
  std::string out = "<h2>Coverage</h2>\n<table>\n";
  for (const std::vector<std::string>& cells : coverage::rows(*merged.coverage)) {
    out += "<tr>";
    for (const std::string& text : cells) out += "<td>" + xml(text) + "</td>";
    out += "</tr>\n";
  }
  out += "</table>\n";
  for (const std::string& remark : coverage::remarks(*merged.coverage)) {
    out += "<p>" + xml(remark) + "</p>\n";
  }
  return out + "<p>coverage.txt lists what was never hit.</p>\n";
}

}  // namespace

std::string page(const Merged& merged, const Execution& execution) {
  const char* const mark = merged.equal() ? "pass" : "fail";
  std::string rows;
  for (const Outcome& run : merged.runs) rows += row(run);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<p class=\"{2}\">{3}</p>\n"
      "<p>Started {4}, took {5}, of which {6} for models; {7} of simulation by {8} processes at "
      "once ({9}); {10} shards, {11} of them from before. {12}; {13}.</p>\n{14}{15}"
      "<h2>Runs</h2>\n<table>\n<tr><th>run</th><th class=\"n\">images</th><th class=\"n\">updates "
      "compared</th><th class=\"n\">mismatches</th><th class=\"n\">timing</th><th "
      "class=\"n\">cycles "
      "an image</th><th "
      "class=\"n\">accuracy</th><th></th></tr>\n{16}</table>\n{17}</body>\n</html>\n",
      xml("Regression " + merged.suite),
      kStyle,
      mark,
      xml(verdict(merged)),
      xml(execution.started),
      duration(execution.wall_s),
      duration(execution.build_s),
      duration(execution.simulate_s),
      execution.jobs,
      xml(execution.launcher),
      execution.shards,
      execution.reused,
      xml(fmt::format("{}", fmt::join(merged.simulators, ", "))),
      xml(execution.version),
      failure_list(merged),
      wave_list(merged),
      rows,
      coverage_section(merged));
}

}  // namespace spinforge::regress
