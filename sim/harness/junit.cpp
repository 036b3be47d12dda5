// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "gen/base/utf8.hpp"
#include "sim/harness/all.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::harness {

using text::xml;

namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string property(const std::string& name, const std::string& value) {
  return fmt::format("    <property name=\"{}\" value=\"{}\"/>\n", xml(name), xml(value));
}

std::string properties(const Summary& summary) {
  std::string out = "  <properties>\n";
  out += property("network_hash", summary.network_hash);
  out += property("dataset", summary.dataset);
  out += property("simulator", summary.simulator);
  out += property("images", fmt::format("{}", summary.images.size()));
  const nlohmann::ordered_json run = run_json(summary);
  for (const auto& [key, value] : run.items()) {
    if (!value.is_null()) {
      out += property(key, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  out += property("predictions", fmt::format("{}", fmt::join(predictions(summary), " ")));
  return out + "  </properties>\n";
}

/// What is asserted of a run, and how that is: "", what failed, or that it could not be told.
struct Case {
  std::string title, trouble;
  bool skipped = false;
};

/// Of the cycle counts, in the words of what was asked of them.
Case timing_case(const Summary& summary) {
  return {.title = summary.timing_check == TimingCheck::kExact
                       ? "every cycle count equals the timing model"
                       : "no image is faster than the timing model",
          .trouble = summary.difference ? story(*summary.difference) : "",
          .skipped = timing_word(summary) == "-"};
}

std::string case_text(const Case& one, const std::string& suite) {
  const std::string head =
      fmt::format("  <testcase classname=\"{}\" name=\"{}\"", suite, one.title);
  if (one.skipped) {
    return head + ">\n    <skipped message=\"no image finished\"/>\n  </testcase>\n";
  }
  if (one.trouble.empty()) return head + "/>\n";
  return head + fmt::format(">\n    <failure>{}</failure>\n  </testcase>\n", xml(one.trouble));
}

std::string junit_suite(const Summary& summary) {
  std::string mismatch;
  if (summary.mismatch) {
    mismatch = story(*summary.mismatch, label_of(summary, summary.mismatch->image)) +
               summary.reproduce + "\n" + ended_early(summary);
  }
  const std::vector<Case> cases{
      {.title = "something was compared",
       .trouble = summary.commits > 0 && !summary.images.empty()
                      ? ""
                      : "no image with its updates was compared\n"},
      {.title = "every update and result equals the golden model", .trouble = mismatch},
      timing_case(summary)};
  const auto failed =
      std::count_if(cases.begin(), cases.end(), [](const Case& c) { return !c.trouble.empty(); });
  const auto skipped =
      std::count_if(cases.begin(), cases.end(), [](const Case& c) { return c.skipped; });
  const std::string name = xml(fmt::format("{}: {}", summary.network, configuration(summary)));
  std::string out = fmt::format(
      "<testsuite name=\"verify {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" "
      "time=\"{:.3f}\">\n",
      name,
      cases.size(),
      failed,
      skipped,
      summary.wall_s);
  out += properties(summary);
  for (const Case& one : cases) out += case_text(one, name);
  return out + "</testsuite>\n";
}

}  // namespace

std::string configuration(const Summary& summary) {
  std::string out =
      fmt::format("{} from image {}, {} images", summary.top, summary.first, summary.wanted_images);
  if (summary.part != VerifyOptions().part && !summary.traffic.resets) {
    out += fmt::format(", part {}", summary.part);
  }
  if (summary.traffic.stall) out += fmt::format(", stall {}", *summary.traffic.stall);
  if (summary.traffic.stream) out += ", stream";
  if (summary.traffic.broken) out += fmt::format(", broken frames {}", *summary.traffic.broken);
  if (summary.traffic.resets) out += fmt::format(", resets {}", *summary.traffic.resets);
  if (summary.fields) out += fmt::format(", fields {}", *summary.fields);
  if (!summary.field_codes.empty()) {
    out += fmt::format(", field codes {}", fmt::join(summary.field_codes, " "));
  }
  if (summary.reset_seed != VerifyOptions().reset_seed) {
    out += fmt::format(", reset seed {}", summary.reset_seed);
  }
  if (summary.filelist != VerifyOptions().filelist) out += ", " + summary.filelist;
  return out;
}

std::string junit_text(const Summary& summary) { return std::string(kXml) + junit_suite(summary); }

std::string junit_text(const AllRuns& all) {
  std::string suites;
  double seconds = 0;
  for (const NamedRun& run : all.runs) {
    suites += junit_suite(run.summary);
    seconds += run.summary.wall_s;
  }
  return fmt::format("{}<testsuites name=\"verify --all\" time=\"{:.3f}\">\n{}</testsuites>\n",
                     kXml,
                     seconds,
                     suites);
}

}  // namespace spinforge::harness
