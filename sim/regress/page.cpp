// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/coverage/report.hpp"
#include "sim/page/figures.hpp"
#include "sim/page/html.hpp"

namespace spinforge::regress {

namespace {

using spinforge::page::Cell;
using spinforge::page::Html;
using spinforge::page::Table;
using spinforge::page::Tone;

// A page that is looked at; result.json has all of it.
constexpr std::size_t kRunsShown = 1000;
constexpr std::size_t kBucketsShown = 50;
constexpr std::size_t kRunsOfBucket = 100;
constexpr std::size_t kWavesShown = 100;
constexpr std::size_t kBarsShown = 20;
constexpr std::size_t kFormerShown = 12;

Tone tone_of(bool good) { return good ? Tone::kGood : Tone::kBad; }

/// "Shown are the first 50 of 70 runs; result.json has all of them.", or nothing where all are.
Html left_out(std::size_t shown,
              std::size_t all,
              const char* what,
              const char* file = "result.json") {
  if (shown >= all) return {};
  return page::paragraph(fmt::format("Shown are the first {} of {} {}; {} has all of them.",
                                     text::thousands(shown),
                                     text::thousands(all),
                                     what,
                                     file));
}

/// A key of a run's record, "" where it has none.
std::string told(const Outcome& run, const char* key) {
  return run.record.is_object() ? run.record.value(key, std::string()) : std::string();
}

/// Some runs as a cell of the matrix.
struct Sum {
  std::size_t runs = 0, failed = 0;
  std::uint64_t images = 0, mismatches = 0;
  double seconds = 0;
};

Cell sum_cell(const Sum& sum) {
  if (sum.runs == 0) return {""};
  const auto line = [](const std::string& words) {
    return page::element("div", page::text(words));
  };
  const bool good = sum.failed == 0;
  const std::string said = good ? "pass" : fmt::format("FAIL {} of {}", sum.failed, sum.runs);
  Html out = page::element("b", page::text(said), good ? "class=\"good\"" : "class=\"bad\"");
  if (sum.runs > 1 && good) out += page::text(fmt::format(" {} runs", sum.runs));
  out += line(text::thousands(sum.images) + " images");
  if (sum.mismatches > 0) out += line(text::thousands(sum.mismatches) + " mismatches");
  return {out + line(duration(sum.seconds))};
}

/// Designs by traffic, both in the order in which they first come.
Html matrix_of(const Merged& merged) {
  std::vector<std::string> designs, traffics;
  std::map<std::pair<std::string, std::string>, Sum> sums;
  const auto note = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Outcome& run : merged.runs) {
    const std::string design = run.design, traffic = told(run, "traffic");
    note(designs, design);
    note(traffics, traffic);
    Sum& sum = sums[{design, traffic}];
    ++sum.runs;
    sum.failed += run.equal ? 0U : 1U;
    sum.images += run.images;
    sum.mismatches += run.mismatches;
    sum.seconds += run.seconds;
  }
  Table table{.name = "designs by traffic", .columns = {{"design"}}, .rows = {}};
  for (const std::string& traffic : traffics) table.columns.push_back({traffic});
  for (const std::string& design : designs) {
    if (table.rows.size() == kRunsShown) break;
    table.rows.push_back({design});
    for (const std::string& traffic : traffics) {
      table.rows.back().push_back(sum_cell(sums[{design, traffic}]));
    }
  }
  return page::table(table) + left_out(table.rows.size(), designs.size(), "designs");
}

Html failures_of(const Merged& merged) {
  Html out;
  std::size_t shown = 0;
  for (const Bucket& bucket : merged.failures.all()) {
    if (++shown > kBucketsShown) break;
    const Failure& first = bucket.first;
    out += page::heading(3, fmt::format("{}, {}, step {}", first.module, first.signal, first.step));
    out += page::paragraph(fmt::format("{}; first in {}:", bucket.size_text(), first.run));
    out += page::code_block(first.story) + page::paragraph("The command that shows it again:") +
           page::code_block(first.reproduce);
    if (bucket.runs.size() > 1) {
      const std::size_t runs = std::min(bucket.runs.size(), kRunsOfBucket);
      Html lines;
      for (std::size_t i = 0; i < runs; ++i) {
        lines += page::paragraph(bucket.runs[i] + ":") + page::code_block(bucket.commands[i]);
      }
      out += page::details("Its runs, each with the command that shows it again",
                           lines + left_out(runs, bucket.runs.size(), "runs", "junit.xml"));
    }
  }
  return out + left_out(kBucketsShown, merged.failures.all().size(), "kinds of failure");
}

Html broken_of(const Merged& merged) {
  Html out;
  std::size_t shown = 0;
  for (const Broken& one : merged.broken) {
    if (++shown > kBucketsShown) break;
    std::vector<std::string> runs = one.runs;
    runs.resize(std::min(runs.size(), kRunsOfBucket));
    out += page::heading(3, one.core) + page::paragraph("These runs could not be done:") +
           page::code_block(text::joined(runs, "\n")) +
           left_out(runs.size(), one.runs.size(), "runs") + page::code_block(one.why);
  }
  return out + left_out(kBucketsShown, merged.broken.size(), "kinds of trouble", "run.json");
}

Html waves_of(const Merged& merged) {
  Table table{.name = "waveforms",
              .columns = {{"run"}, {"file"}, {"for gtkwave"}, {"look at"}, {"shown again by"}},
              .rows = {}};
  for (const Shown& wave : merged.waves) {
    if (table.rows.size() == kWavesShown) break;
    table.rows.push_back({wave.run,
                          wave.trouble.empty() ? wave.wave : wave.trouble,
                          wave.view,
                          wave.time < 0 ? "" : fmt::format("{} {}", wave.time, wave.unit),
                          wave.reproduce});
  }
  return page::table(table) +
         left_out(table.rows.size(), merged.waves.size(), "waveforms", "run.json");
}

Html idle_of(const Merged& merged) {
  Table table{.name = "not exercised", .columns = {{"design"}, {"what no run drove"}}, .rows = {}};
  const auto all = merged.not_exercised();
  for (const auto& [design, what] : all) {
    if (table.rows.size() == kRunsShown) break;
    table.rows.push_back({design, text::joined(what, ", ")});
  }
  if (table.rows.empty()) return {};
  return page::table(table) + left_out(table.rows.size(), all.size(), "designs");
}

/// What the suite reached of the cores; nothing where it was not measured.
Html coverage_of(const Merged& merged) {
  if (!merged.coverage) return {};
  Table table{.name = "coverage", .columns = {}, .rows = {}};
  for (const std::vector<std::string>& texts : coverage::rows(*merged.coverage)) {
    if (table.columns.empty()) {
      for (const std::string& text : texts) table.columns.push_back({text});
    } else {
      table.rows.emplace_back(texts.begin(), texts.end());
    }
  }
  Html out = page::table(table);
  for (const std::string& remark : coverage::remarks(*merged.coverage)) {
    out += page::paragraph(remark);
  }
  return out + page::paragraph("coverage.txt lists what was never hit.");
}

Cell cycles_cell(const std::string& word, double cycles, const std::string& more = "") {
  return {word + (cycles > 0 ? fmt::format(", {:.1f}{}", cycles, more) : ""),
          word == "pass" ? Tone::kPlain : Tone::kBad};
}

/// What a run was in each of `history`, and what it is now, with by how much its cycles are others
/// than when it was there last, with the same images.
std::vector<Cell> history_row(const Outcome& run, std::span<const Former> history) {
  std::vector<Cell> out{run.id};
  std::string change;
  for (const Former& former : history) {
    const auto found = former.runs.find(run.id);
    if (found == former.runs.end()) {
      out.emplace_back("-");
      continue;
    }
    const auto& [word, cycles, images] = found->second;
    out.push_back(cycles_cell(word, cycles));
    // Of other images cycles may well be others.
    const bool same = images == run.images && run.images == run.wanted && cycles > 0;
    const double percent = same ? 100 * (run.cycles - cycles) / cycles : 0;
    change = std::abs(percent) < 0.05 ? "" : fmt::format(" ({:+.1f} %)", percent);
  }
  out.push_back(cycles_cell(run.word(), run.cycles, change));
  return out;
}

Html history_of(const Merged& merged, const std::vector<Former>& history) {
  if (history.empty()) return {};
  const auto last = std::span(history).last(std::min(history.size(), kFormerShown));
  Table table{.name = "results of before", .columns = {{"run"}}, .rows = {}};
  for (const Former& former : last) table.columns.push_back({former.name});
  table.columns.push_back({"now"});
  for (const Outcome& run : merged.runs) {
    if (table.rows.size() == kRunsShown) break;
    table.rows.push_back(history_row(run, last));
  }
  std::string what = "The outcome and the mean cycles of an image";
  if (last.size() < history.size()) {
    what +=
        fmt::format(", in the last {} of {} results that were given", last.size(), history.size());
  }
  return page::paragraph(what + ".") + page::table(table) +
         left_out(table.rows.size(), merged.runs.size(), "runs");
}

/// The runs that took longest.
Html times_figure(const Merged& merged) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < merged.runs.size(); ++i)
    order.emplace_back(-merged.runs[i].seconds, i);
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), kBarsShown));
  page::Bars bars;
  for (const auto& [seconds, i] : order) {
    bars.rows.push_back({.name = std::to_string(i + 1),
                         .value = -seconds,
                         .text = duration(-seconds),
                         .marked = true});
  }
  return page::figure(
      fmt::format("Simulation of the {} runs that took longest, by their number below",
                  order.size()),
      page::bars(bars, "simulation time of runs"),
      "class=\"narrow\"");
}

Html runs_of(const Merged& merged) {
  Table table{.name = "runs",
              .columns = {{"", true},
                          {"run"},
                          {"outcome"},
                          {"images", true},
                          {"updates compared", true},
                          {"mismatches", true},
                          {"timing"},
                          {"cycles an image", true},
                          {"accuracy", true},
                          {"simulation", true}},
              .rows = {}};
  for (const Outcome& run : merged.runs) {
    if (table.rows.size() == kRunsShown) break;
    table.rows.push_back({std::to_string(table.rows.size() + 1),
                          run.id,
                          {run.word(), tone_of(run.equal)},
                          run.images_text(),
                          text::thousands(run.commits),
                          text::thousands(run.mismatches),
                          run.timing,
                          run.images == 0 ? "-" : fmt::format("{:.1f}", run.cycles),
                          run.accuracy ? text::percent(*run.accuracy) : "-",
                          duration(run.seconds)});
  }
  return times_figure(merged) + page::table(table) +
         left_out(table.rows.size(), merged.runs.size(), "runs");
}

Html tiles_of(const Merged& merged, const Execution& execution) {
  const std::size_t passed = merged.runs.size() - merged.failed();
  return page::tiles(
      {{"runs that pass",
        fmt::format("{} of {}", passed, merged.runs.size()),
        tone_of(merged.equal())},
       {"images", merged.images_text()},
       {"updates compared", text::thousands(merged.commits())},
       {"mismatches", text::thousands(merged.mismatches()), tone_of(merged.mismatches() == 0)},
       {"this command took", duration(execution.wall_s)},
       {"simulation, all processes", duration(execution.simulate_s)}});
}

Html execution_of(const Merged& merged, const Execution& execution) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"started", execution.started},
      {"took",
       fmt::format(
           "{}, of which {} for models", duration(execution.wall_s), duration(execution.build_s))},
      {"launcher", fmt::format("{}, {} processes at once", execution.launcher, execution.jobs)},
      {"shards", fmt::format("{}, {} of them from before", execution.shards, execution.reused)},
      {"simulators", fmt::format("{}", fmt::join(merged.simulators, ", "))},
      {"machines", fmt::format("{}", fmt::join(merged.machines, ", "))},
      {"version", execution.version}};
  if (!execution.exclude.empty()) facts.emplace_back("exclude", text::utf8(execution.exclude));
  if (!execution.slurm_jobs.empty()) {
    facts.emplace_back("slurm_jobs", text::joined(execution.slurm_jobs, ", "));
  }
  return page::facts(facts);
}

}  // namespace

std::string page(const Merged& merged,
                 const Execution& execution,
                 const std::vector<Former>& history) {
  page::Page out{.title = "Regression " + merged.suite,
                 .verdict = verdict(merged),
                 .good = merged.equal(),
                 .lead = tiles_of(merged, execution),
                 .sections = {}};
  const auto add = [&](const char* id, const char* title, Html body) {
    if (!body.code.empty()) out.sections.push_back({id, title, std::move(body)});
  };
  if (!merged.broken.empty()) add("broken", "Broken", broken_of(merged));
  if (!merged.failures.all().empty()) add("failures", "Failures", failures_of(merged));
  if (!merged.waves.empty()) add("waves", "Waveforms", waves_of(merged));
  add("matrix", "Designs by traffic", matrix_of(merged));
  add("idle", "Not exercised", idle_of(merged));
  add("coverage", "Coverage", coverage_of(merged));
  add("history", "Before", history_of(merged, history));
  add("runs", "Runs", runs_of(merged));
  add("execution", "This execution", execution_of(merged, execution));
  return page::document(out);
}

}  // namespace spinforge::regress
