// SPDX-License-Identifier: Apache-2.0
#include "sim/release/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string_view>

#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "sim/models/table.hpp"
#include "sim/regress/history.hpp"

namespace spinforge::release {

namespace {

constexpr const char* kMissing = "-";
constexpr std::string_view kEnd = "</testsuite>";
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void no_tier(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::kParse,
              path,
              what + "; expected what `ctest -L TIER --output-junit FILE` writes; run it again");
}

/// The value of `name` in `tag`, the text of an XML element's opening.
std::string attribute(std::string_view tag, const std::string& name, const std::string& path) {
  const std::string key = name + "=\"";
  std::size_t begin = tag.find(key);
  // A name of which it is only the end is another one.
  while (begin != std::string_view::npos && begin > 0 && std::isspace(tag[begin - 1]) == 0) {
    begin = tag.find(key, begin + 1);
  }
  if (begin == std::string_view::npos) no_tier(path, "its <testsuite> has no " + name);
  begin += key.size();
  return std::string(tag.substr(begin, tag.find('"', begin) - begin));
}

std::int64_t count(std::string_view tag, const std::string& name, const std::string& path) {
  const std::string value = attribute(tag, name, path);
  const auto out = text::number<std::int64_t>(value);
  if (!out || *out < 0) no_tier(path, fmt::format("{} is \"{}\"", name, value));
  return *out;
}

/// How many elements have `tag`, opened with `text`.
std::int64_t occurrences(const std::string& junit, std::string_view tag, std::string_view text) {
  std::int64_t found = 0;
  for (std::size_t at = junit.find(tag); at != std::string::npos; at = junit.find(tag, at + 1)) {
    const std::string_view opened = std::string_view(junit).substr(at, junit.find('>', at) - at);
    if (opened.find(text) != std::string_view::npos) ++found;
  }
  return found;
}

/// Refuses a file whose head says other than its cases: so many have `tag`, opened with `text`.
void require_as_many(const std::string& junit,
                     std::string_view tag,
                     std::string_view text,
                     const char* name,
                     std::int64_t said,
                     const std::string& path) {
  const std::int64_t found = occurrences(junit, tag, text);
  if (found != said) no_tier(path, fmt::format("{} is {}, but it holds {}", name, said, found));
}

/// What Catch2 says at the end of each case that passed: "(6 assertions in 1 test case)".
std::int64_t assertions(const std::string& junit) {
  std::int64_t sum = 0;
  constexpr std::string_view kPassed = "All tests passed (";
  for (std::size_t at = junit.find(kPassed); at != std::string::npos;
       at = junit.find(kPassed, at)) {
    at += kPassed.size();
    sum += text::number<std::int64_t>(std::string_view(junit).substr(at, junit.find(' ', at) - at))
               .value_or(0);
  }
  return sum;
}

std::vector<std::string> coverage_of(Reader& result) {
  std::vector<std::string> out;
  if (!result.has("coverage")) return out;
  const Json& coverage = result.object("coverage");
  for (const char* const kind : {"lines", "branches", "toggles"}) {
    Reader all(coverage, result.where("coverage"), regress::kResultAdvice);
    Reader figure(all.object(kind), all.where(kind), regress::kResultAdvice);
    const auto total = figure.whole("total", 0, kMost);
    const auto excluded = figure.whole("excluded", 0, total);
    const auto counted = total - excluded;
    const auto hit = figure.whole("hit", 0, counted);
    if (counted == 0) continue;
    const double share = static_cast<double>(hit) / static_cast<double>(counted);
    out.push_back(fmt::format("{} of {}", text::percent(share), kind));
    if (excluded != 0) out.back() += fmt::format(" but {} excluded", text::thousands(excluded));
  }
  return out;
}

std::string dashed(std::int64_t value) { return value == 0 ? kMissing : text::thousands(value); }

/// Those of `expected` that are not among `those`.
template <class T>
std::vector<std::string> without(std::initializer_list<const char*> expected,
                                 const std::vector<T>& those,
                                 std::string T::*name) {
  std::vector<std::string> out;
  for (const char* const one : expected) {
    if (std::none_of(those.begin(), those.end(), [&](const T& t) { return t.*name == one; })) {
      out.emplace_back(one);
    }
  }
  return out;
}

std::vector<std::string> not_run(const std::vector<Tier>& tiers) {
  return without({"unit", "snapshot", "lint", "lockstep", "formal", "slow"}, tiers, &Tier::name);
}

std::vector<std::string> not_run(const std::vector<Regression>& regressions) {
  return without({"table", "nightly"}, regressions, &Regression::suite);
}

std::string verdict(const std::string& version, const std::vector<std::string>& why) {
  return version + "." + (why.empty() ? "" : " **No release**: " + text::joined(why, "; ") + ".") +
         "\n";
}

std::string tier_table(const std::vector<Tier>& tiers) {
  std::vector<std::vector<std::string>> rows{
      {"tier", "tests", "failed", "skipped", "assertions", "begun"}};
  for (const Tier& tier : tiers) {
    rows.push_back({tier.name,
                    text::thousands(tier.tests),
                    text::thousands(tier.failures),
                    text::thousands(tier.skipped),
                    dashed(tier.assertions),
                    tier.begun});
  }
  for (const std::string& name : not_run(tiers)) {
    rows.push_back({name, "not run", kMissing, kMissing, kMissing, kMissing});
  }
  return text::markdown(rows);
}

std::string regression_table(const std::vector<Regression>& regressions) {
  std::vector<std::vector<std::string>> rows{
      {"suite", "runs", "failed", "images", "updates compared", "mismatches", "coverage"}};
  for (const Regression& run : regressions) {
    rows.push_back({run.suite,
                    text::thousands(run.runs),
                    text::thousands(run.failed),
                    text::thousands(run.images),
                    text::thousands(run.commits),
                    text::thousands(run.mismatches),
                    run.coverage.empty() ? "not measured" : text::joined(run.coverage, ", ")});
  }
  for (const std::string& suite : not_run(regressions)) {
    rows.push_back({suite, "not run", kMissing, kMissing, kMissing, kMissing, kMissing});
  }
  return text::markdown(rows);
}

/// What the records of networks add up to.
struct Records {
  std::int64_t recorded = 0, images = 0, commits = 0, mismatches = 0, inexact = 0;
  std::vector<std::string> missing;  ///< names of those without one
};

Records records_of(const std::vector<models::TrainedNetwork>& models) {
  Records out;
  for (const models::TrainedNetwork& model : models) {
    if (!model.record) {
      out.missing.push_back(model.network.name);
      continue;
    }
    ++out.recorded;
    out.images += model.record->images;
    out.commits += model.record->commits;
    out.mismatches += model.record->mismatches;
    out.inexact += model.record->timing_exact ? 0 : 1;
  }
  return out;
}

std::string models_sentence(const std::vector<models::TrainedNetwork>& models) {
  const Records records = records_of(models);
  std::string out = fmt::format(
      "{} of {} committed networks have a record of their RTL over a test set: {} images, {} "
      "updates "
      "compared, {} mismatches, the cycles of {} other than predicted.",
      records.recorded,
      models.size(),
      text::thousands(records.images),
      text::thousands(records.commits),
      text::thousands(records.mismatches),
      records.inexact);
  if (!records.missing.empty()) out += " None: " + text::joined(records.missing, ", ") + ".";
  return out + "\n";
}

}  // namespace

Tier read_tier(const std::string& path) {
  const std::string junit = files::read(path);
  const std::size_t begin = junit.find("<testsuite ");
  if (begin == std::string::npos) no_tier(path, "holds no <testsuite>");
  const std::string_view tag =
      std::string_view(junit).substr(begin, junit.find('>', begin) - begin);
  Tier out{.name = std::filesystem::path(path).stem().string(),
           .tests = count(tag, "tests", path),
           .failures = count(tag, "failures", path),
           .skipped = count(tag, "skipped", path),
           .assertions = assertions(junit),
           .begun = attribute(tag, "timestamp", path)};
  if (out.tests == 0) no_tier(path, "has no test");
  const std::size_t end = junit.find(kEnd, begin);
  if (end == std::string::npos) no_tier(path, "ends in the middle");
  if (!text::trimmed(std::string_view(junit).substr(end + kEnd.size())).empty()) {
    no_tier(path, "goes on behind its end");
  }
  require_as_many(junit, "<testcase ", "", "tests", out.tests, path);
  require_as_many(junit, "<failure ", "", "failures", out.failures, path);
  require_as_many(junit, "<testcase ", "status=\"fail\"", "failures", out.failures, path);
  require_as_many(junit, "<skipped ", "", "skipped", out.skipped, path);
  // Of one that asked to be skipped ctest says so; the others it could not start.
  const std::int64_t asked = occurrences(junit, "<skipped ", "message=\"SKIP_");
  out.failures += out.skipped - asked;
  out.skipped = asked;
  return out;
}

Regression read_regression(const std::string& given) {
  const std::string path = regress::result_file(given);
  const Json json = parse_json(files::read(path), path);
  Reader result(json, path, regress::kResultAdvice);
  Regression out{.suite = result.text("suite"),
                 .equal = result.boolean("equal"),
                 .runs = result.whole("runs_total", 0, kMost),
                 .failed = result.whole("runs_failed", 0, kMost),
                 .images = result.whole("images", 0, kMost),
                 .commits = result.whole("commits_compared", 0, kMost),
                 .mismatches = result.whole("mismatches", 0, kMost),
                 .coverage = coverage_of(result)};
  const bool clean = out.failed == 0 && out.mismatches == 0 && out.runs > 0 && out.commits > 0;
  if (out.equal && !clean) {
    throw Error(ErrorCode::kParse,
                path,
                fmt::format("contradicts itself; expected updates and no mismatch where all is "
                            "equal, got {} of {} runs failed, {} updates, {} mismatches; run the "
                            "suite again",
                            out.failed,
                            out.runs,
                            out.commits,
                            out.mismatches));
  }
  return out;
}

std::string page(const std::string& version,
                 const std::vector<Tier>& tiers,
                 const std::vector<Regression>& regressions,
                 const std::vector<models::TrainedNetwork>& models) {
  return verdict(version, lacking(tiers, regressions, models)) + "\n" + tier_table(tiers) + "\n" +
         regression_table(regressions) + "\n" + models_sentence(models);
}

std::string with_page(const std::string& text, const std::string& page, const std::string& name) {
  return models::between(
      text,
      {"<!-- figures: written by spinforge-sim release -->\n", "<!-- end of figures -->\n"},
      page,
      name);
}

std::vector<std::string> lacking(const std::vector<Tier>& tiers,
                                 const std::vector<Regression>& regressions,
                                 const std::vector<models::TrainedNetwork>& models) {
  std::vector<std::string> out;
  const Records records = records_of(models);
  if (!std::all_of(tiers.begin(), tiers.end(), [](const Tier& t) { return t.failures == 0; }) ||
      !std::all_of(regressions.begin(), regressions.end(), std::mem_fn(&Regression::equal))) {
    out.emplace_back("something failed");
  }
  for (const Tier& tier : tiers) {
    if (tier.skipped == tier.tests) out.push_back("all skipped: " + tier.name);
  }
  std::vector<std::string> missing = not_run(tiers);
  for (std::string& suite : not_run(regressions)) {
    missing.push_back(std::move(suite));
  }
  if (!missing.empty()) out.push_back("not run: " + text::joined(missing, ", "));
  if (!records.missing.empty()) {
    out.push_back("without a record: " + text::joined(records.missing, ", "));
  }
  if (records.mismatches > 0 || records.inexact > 0) {
    out.emplace_back("a record of RTL that was not equal, or not as predicted");
  }
  return out;
}

}  // namespace spinforge::release
