// SPDX-License-Identifier: Apache-2.0
//
// What AllRuns looks like for people and machines.
#include <fmt/format.h>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "sim/harness/all.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::harness {

namespace {

std::vector<std::string> names(const std::vector<golden::Rule>& rules) {
  std::vector<std::string> out;
  for (const golden::Rule rule : rules) out.emplace_back(golden::rule_name(rule));
  return out;
}

/// "" or why a run is not equal.
std::string trouble(const Summary& summary) {
  if (summary.equal()) return "";
  std::string out;
  if (summary.mismatch)
    out += story(*summary.mismatch, label_of(summary, summary.mismatch->image)) +
           "reproduce: " + summary.reproduce + "\n";
  if (const std::string early = ended_early(summary); !early.empty()) out += early + "\n";
  if (summary.difference) out += story(*summary.difference);
  if (!summary.wave.empty()) out += "waveform: " + summary.wave + "\n";
  if (!summary.wave_trouble.empty()) out += "no waveform: " + summary.wave_trouble + "\n";
  return out.empty() ? "nothing was compared\n" : out;
}

}  // namespace

std::string run_line(const NamedRun& run) {
  const Summary& summary = run.summary;
  return fmt::format("{:<26} {:>6} images {:>14} updates {:>8} mismatches  timing {:<10}  {}\n",
                     run.name,
                     summary.images.size(),
                     text::thousands(static_cast<long long>(summary.commits)),
                     text::thousands(static_cast<long long>(summary.mismatches)),
                     timing_word(summary),
                     summary.equal() ? "equal" : "DIFFERS");
}

std::string verdict_text(const AllRuns& all) {
  std::string out;
  std::size_t differ = 0;
  for (const NamedRun& run : all.runs) {
    if (run.summary.equal()) continue;
    ++differ;
    out += fmt::format("\n{}:\n{}", run.name, trouble(run.summary));
  }
  const std::vector<std::string> idle = names(all.idle_rules());
  out += fmt::format("\nrules of the neuron that came to bear: {} of the {} that this network has",
                     all.rules.size() - idle.size(),
                     all.rules.size());
  if (!idle.empty()) out += fmt::format("; never: {}", fmt::join(idle, ", "));
  out += "\n";
  if (!all.not_exercised.empty()) {
    out += fmt::format("not exercised: {}\n", fmt::join(all.not_exercised, ", "));
  }
  return out + (differ == 0 ? fmt::format("all {} runs equal\n", all.runs.size())
                            : fmt::format("{} of {} runs differ\n", differ, all.runs.size()));
}

std::string json_text(const AllRuns& all) {
  Json runs = Json::array();
  for (const NamedRun& run : all.runs) {
    Json entry = {{"name", run.name}};
    entry.update(parse_json(json_text(run.summary), run.name));
    runs.push_back(std::move(entry));
  }
  Json rules = Json::object();
  for (const golden::Rule rule : all.rules) {
    rules[std::string(golden::rule_name(rule))] = all.counts[rule];
  }
  const Json out = {{"equal", all.equal()},
                    {"runs", runs},
                    {"rules", rules},
                    {"rules_never", names(all.idle_rules())},
                    {"not_exercised", all.not_exercised}};
  return out.dump(2) + "\n";
}

}  // namespace spinforge::harness
