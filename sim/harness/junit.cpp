// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
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

std::string junit_suite(const Summary& summary) {
  std::vector<std::pair<std::string, std::string>> cases;
  cases.emplace_back("something was compared",
                     summary.commits > 0 && !summary.images.empty()
                         ? ""
                         : "no image with its updates was compared\n");
  std::string mismatch;
  if (summary.mismatch) {
    mismatch = story(*summary.mismatch, label_of(summary, summary.mismatch->image)) +
               summary.reproduce + "\n" + ended_early(summary);
  }
  cases.emplace_back("every update and result equals the golden model", mismatch);
  cases.emplace_back("every cycle count equals the timing model",
                     summary.difference ? story(*summary.difference) : "");
  const auto failed =
      std::count_if(cases.begin(), cases.end(), [](const auto& c) { return !c.second.empty(); });
  const std::string name = xml(fmt::format("{}: {}", summary.network, configuration(summary)));
  std::string out =
      fmt::format("<testsuite name=\"verify {}\" tests=\"{}\" failures=\"{}\" time=\"{:.3f}\">\n",
                  name,
                  cases.size(),
                  failed,
                  summary.wall_s);
  out += properties(summary);
  for (const auto& [title, trouble] : cases) {
    out += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", name, title);
    out += trouble.empty()
               ? "/>\n"
               : fmt::format(">\n    <failure>{}</failure>\n  </testcase>\n", xml(trouble));
  }
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
