// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/all.hpp"

#include <algorithm>

#include "sim/harness/design.hpp"

namespace spinforge::harness {

namespace {

constexpr std::uint64_t kSeed = 1;  // of whatever is drawn

struct Way {
  const char* name;
  Traffic traffic;
  bool fields = false;
};

const std::vector<Way>& ways() {
  static const std::vector<Way> kWays{
      {.name = "plain", .traffic = {}},
      {.name = "stall", .traffic = {.stall = kSeed}},
      {.name = "stream", .traffic = {.stream = true, .stall = {}}},
      {.name = "fields", .traffic = {}, .fields = true},
      {.name = "fields, stream, stall",
       .traffic = {.stream = true, .stall = kSeed},
       .fields = true},
      {.name = "broken frames", .traffic = {.stall = {}, .broken = kSeed}},
      {.name = "broken frames, stream", .traffic = {.stream = true, .stall = {}, .broken = kSeed}},
      {.name = "reset", .traffic = {.stall = {}, .resets = kSeed}}};
  return kWays;
}

/// `options` of one way to run the module `top`, run number `index`: each begins with other
/// register contents, since what some of them hide from a run (a reset that is missing) others
/// show.
VerifyOptions options_of(const VerifyOptions& options,
                         const Way& way,
                         const std::string& top,
                         std::size_t index) {
  VerifyOptions out = options;
  out.top = top;
  out.reset_seed += static_cast<std::uint32_t>(index);
  out.traffic = way.traffic;
  out.field_codes.clear();
  out.fields = way.fields ? std::optional(kSeed) : std::nullopt;
  out.wave.clear();
  out.count_rules = true;
  return out;
}

/// What no run exercised of the module that it drove.
std::vector<std::string> common(const std::vector<NamedRun>& runs) {
  std::vector<std::pair<std::string, NotExercised>> modules;  // by top, in order
  for (const NamedRun& run : runs) {
    const std::string& top = run.summary.top;
    if (modules.empty() || modules.back().first != top) modules.emplace_back(top, NotExercised());
    modules.back().second.add(run.summary);
  }
  std::vector<std::string> out;
  for (const auto& [top, module] : modules) {
    out.insert(out.end(), module.list().begin(), module.list().end());
  }
  if (auto more = modules.front().second.more()) out.push_back(*std::move(more));
  return out;
}

}  // namespace

bool AllRuns::equal() const {
  return !runs.empty() && std::all_of(runs.begin(), runs.end(), [](const NamedRun& run) {
    return run.summary.equal();
  });
}

std::vector<golden::Rule> AllRuns::idle_rules() const {
  std::vector<golden::Rule> out;
  for (const golden::Rule rule : rules) {
    if (counts[rule] == 0) out.push_back(rule);
  }
  return out;
}

AllRuns verify_all(const VerifyOptions& options,
                   const std::function<void(const NamedRun&)>& on_run) {
  const Design design = load_design(options.directory, options.filelist);
  AllRuns all;
  all.rules = golden::rules_of(design.network);
  VerifyOptions base = options;
  const auto run = [&](const Way& way, const std::string& prefix, const std::string& top) {
    NamedRun done{.name = prefix + way.name,
                  .summary = verify(options_of(base, way, top, all.runs.size()))};
    all.counts += done.summary.rules;
    base.wave_on_mismatch = base.wave_on_mismatch && !done.summary.mismatch;
    base.images = std::min(kImagesOfOthers, static_cast<std::uint32_t>(done.summary.wanted_images));
    if (on_run) on_run(done);
    all.runs.push_back(std::move(done));
  };
  for (const Way& way : ways()) run(way, "", "");
  if (!design.wrapper.empty()) {
    for (const Way& way : ways()) run(way, "axi ", design.wrapper);
  }
  all.not_exercised = common(all.runs);
  if (!design.wrapper.empty()) std::erase(all.not_exercised, wrapper_not_exercised(design));
  return all;
}

}  // namespace spinforge::harness
