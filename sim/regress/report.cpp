// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::regress {

namespace {

constexpr std::size_t kCommandsOfBucket = 10;  // whose commands report.md has

/// The reason why a run could not be done.
std::string why_broken(const Merged& merged, const Outcome& run) {
  const auto has = [&](const Broken& one) {
    return std::find(one.runs.begin(), one.runs.end(), run.id) != one.runs.end();
  };
  const auto found = std::find_if(merged.broken.begin(), merged.broken.end(), has);
  return found == merged.broken.end() ? "" : found->why;
}

/// A name as a table of Markdown takes it.
std::string cell(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c == '<') {
      out += "&lt;";
    } else {
      if (c == '|' || c == '`' || c == '\\' || c == '*') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string broken_text(const Merged& merged) {
  std::string out = merged.broken.empty() ? "" : "\n## Broken\n";
  for (const Broken& one : merged.broken) {
    out += fmt::format("\n### {}\n\n{} could not be done:\n\n```\n{}\n```\n",
                       cell(text::utf8(one.core)),
                       cell(text::joined(one.runs, "; ")),
                       text::utf8(one.why));
  }
  return out;
}

/// The failures of each run that has one, as its JUnit case tells them.
std::map<std::string, std::string> troubles(const Merged& merged) {
  std::map<std::string, std::string> out;
  for (const Bucket& bucket : merged.failures.all()) {
    const Failure& first = bucket.first;
    for (std::size_t i = 0; i < bucket.runs.size(); ++i) {
      out[bucket.runs[i]] += i == 0 ? first.story
                                    : fmt::format("fails like \"{}\": {}, {}, step {}\n",
                                                  first.run,
                                                  first.module,
                                                  first.signal,
                                                  first.step);
      out[bucket.runs[i]] += "reproduce: " + bucket.commands[i] + "\n";
    }
  }
  return out;
}

/// What a run's JUnit case holds.
std::string verdict_xml(const Merged& merged,
                        const Outcome& run,
                        const std::map<std::string, std::string>& troubles) {
  using text::xml;
  if (run.equal) return "/>\n";
  const auto trouble = troubles.find(run.id);
  const std::string element =
      run.broken
          ? fmt::format("<error message=\"could not be done\">{}</error>",
                        xml(why_broken(merged, run)))
          : fmt::format("<failure message=\"{} mismatches\">{}</failure>",
                        run.mismatches,
                        xml(trouble == troubles.end() ? "nothing was compared, or not all of it\n"
                                                      : trouble->second));
  return ">\n    " + element + "\n  </testcase>\n";
}

std::string waves_text(const Merged& merged) {
  if (merged.waves.empty()) return "";
  std::string out = "\n## Waveforms\n\n";
  for (const Shown& wave : merged.waves) {
    out += fmt::format("- {}: ", cell(wave.run));
    if (!wave.wave.empty()) out += fmt::format("`{}`", wave.wave);
    if (wave.time >= 0) out += fmt::format(", look at {} {}", wave.time, wave.unit);
    if (!wave.trouble.empty()) out += wave.trouble;
    if (!wave.view.empty()) out += fmt::format("; `gtkwave {}`", text::shell_word(wave.view));
    if (!wave.reproduce.empty()) out += fmt::format("\n\n      {}\n", text::utf8(wave.reproduce));
    out += "\n";
  }
  return out;
}

std::string idle_text(const Merged& merged) {
  std::string out;
  for (const auto& [design, what] : merged.not_exercised()) {
    out += fmt::format("- {}: {}\n", cell(design), text::joined(what, ", "));
  }
  return out.empty() ? "" : "\n## Not exercised\n\nWhat no run of a design drove:\n\n" + out;
}

std::string coverage_text(const coverage::Report& report, const std::string& exclude) {
  std::string out = "\n## Coverage\n\n" + text::markdown(coverage::rows(report)) + "\n";
  for (const std::string& remark : coverage::remarks(report)) out += remark + "\n";
  if (!exclude.empty()) {
    out += fmt::format("\nBeside the tool's own exclusions those of `{}` hold.\n",
                       text::utf8(exclude));
  }
  return out + "\n`coverage.txt` lists what was never hit.\n";
}

}  // namespace

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const long long whole = std::llround(seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string run_text(const Merged& merged, const Execution& execution) {
  Json waves = Json::array();
  for (const Shown& wave : merged.waves) {
    waves.push_back({{"run", wave.run},
                     {"wave", wave.wave},
                     {"view", wave.view},
                     {"time", wave.time < 0 ? Json() : Json(wave.time)},
                     {"unit", wave.unit},
                     {"reproduce", wave.reproduce},
                     {"trouble", wave.trouble}});
  }
  Json broken = Json::array();
  for (const Broken& one : merged.broken) {
    broken.push_back(
        {{"core", text::utf8(one.core)}, {"why", text::utf8(one.why)}, {"runs", one.runs}});
  }
  Json runs = Json::array();
  for (const Outcome& run : merged.runs) {
    runs.push_back({{"run", run.id}, {"simulate_s", run.seconds}});
  }
  return Json{{"suite", merged.suite},
              {"equal", merged.equal()},
              {"version", execution.version},
              {"launcher", execution.launcher},
              {"started", execution.started},
              {"wall_s", execution.wall_s},
              {"build_s", execution.build_s},
              {"simulate_s", execution.simulate_s},
              {"jobs", execution.jobs},
              {"shards", execution.shards},
              {"shards_reused", execution.reused},
              {"machines", merged.machines},
              {"simulators", merged.simulators},
              {"slurm_jobs", execution.slurm_jobs},
              {"exclude", execution.exclude.empty() ? Json() : Json(text::utf8(execution.exclude))},
              {"broken", broken},
              {"waves", waves},
              {"runs", runs}}
             .dump(1) +
         "\n";
}

std::string markdown(const Merged& merged, const Execution& execution) {
  std::string out = fmt::format(
      "# {}: {}\n\n{}\n{} in {}, of which {} for models; {} shards, {} of them from before.\n\n",
      merged.suite,
      merged.equal() ? "pass" : "FAIL",
      verdict(merged),
      execution.launcher,
      duration(execution.wall_s),
      duration(execution.build_s),
      execution.shards,
      execution.reused);
  std::vector<std::vector<std::string>> rows{{"run",
                                              "images",
                                              "updates compared",
                                              "mismatches",
                                              "timing",
                                              "cycles an image",
                                              "accuracy",
                                              ""}};
  for (const Outcome& run : merged.runs) {
    rows.push_back({cell(run.id),
                    run.images_text(),
                    text::thousands(static_cast<long long>(run.commits)),
                    text::thousands(static_cast<long long>(run.mismatches)),
                    run.timing,
                    run.images == 0 ? "-" : fmt::format("{:.1f}", run.cycles),
                    run.accuracy ? text::percent(*run.accuracy) : "-",
                    run.equal ? run.word() : "**" + run.word() + "**"});
  }
  out += text::markdown(rows);
  if (merged.coverage) out += coverage_text(*merged.coverage, execution.exclude);
  out += broken_text(merged);
  if (!merged.failures.all().empty()) out += "\n## Failures\n";
  for (const Bucket& bucket : merged.failures.all()) {
    out += fmt::format(
        "\n### {}, {}, step {}\n\n{}; first in {}:\n\n```\n{}```\n\n"
        "    {}\n",
        bucket.first.module,
        bucket.first.signal,
        bucket.first.step,
        bucket.size_text(),
        cell(bucket.first.run),
        text::utf8(bucket.first.story),
        text::utf8(bucket.first.reproduce));
    const std::size_t told = std::min(bucket.runs.size(), kCommandsOfBucket);
    for (std::size_t i = 1; i < told; ++i) {
      out += fmt::format(
          "\nAlso {}:\n\n    {}\n", cell(bucket.runs[i]), text::utf8(bucket.commands[i]));
    }
    if (told < bucket.runs.size()) {
      out += fmt::format("\n{} more are in junit.xml.\n", bucket.runs.size() - told);
    }
  }
  return out + waves_text(merged) + idle_text(merged);
}

std::string junit(const Merged& merged, const Execution& execution) {
  using text::xml;
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"regress {0}\" tests=\"{1}\" failures=\"{2}\" errors=\"{3}\" "
      "time=\"{4:.3f}\">\n"
      "<testsuite name=\"regress {0}\" tests=\"{1}\" failures=\"{2}\" errors=\"{3}\" "
      "time=\"{4:.3f}\">\n",
      xml(merged.suite),
      merged.runs.size(),
      merged.failed() - merged.runs_broken(),
      merged.runs_broken(),
      execution.wall_s);
  const auto failures = troubles(merged);
  for (const Outcome& run : merged.runs) {
    out += fmt::format("  <testcase classname=\"{}.{}\" name=\"{}\" time=\"{:.3f}\"",
                       xml(merged.suite),
                       xml(run.network),
                       xml(run.id),
                       run.seconds);
    out += verdict_xml(merged, run, failures);
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace spinforge::regress
