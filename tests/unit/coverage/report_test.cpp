// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/report.hpp"

#include "tests/unit/coverage/rig.hpp"

using namespace spinforge;

namespace {

coverage::Report report() {
  coverage::Report out;
  out.exclusions.add(
      R"({"schema_version": 1, "exclusions": [{"kind": "toggle", "module": "sf_spike_buffer",
          "instance": "*u_pixels*", "points": ["*_q[*]", "wr_bank_q", "gone"], "reason": "why"}]})",
      "mine.json");
  out.cores.push_back(test::Cut().measured(out.exclusions));
  out.rules = {{"spike", 7}, {"noise", 0}};
  out.events = {{"refused write", 2}};
  out.ranking = {{"run a", 9, 0.9}, {"run b", 1, 1.0}};
  out.idle = {"run c"};
  return out;
}

}  // namespace

TEST_CASE("the list tells every instance, and bits of a signal side by side") {
  const std::string text = coverage::list(report());
  INFO(text);
  CHECK(text.find("  sf_core.u_spikes2.u_bitmap (sf_spike_buffer): lines 83.33 % (5 of 6), "
                  "branches 75.00 % (3 of 4), toggles 33.33 % (1 of 3)\n") != std::string::npos);
  CHECK(text.find("toggles - (3 excluded)\n") != std::string::npos);
  CHECK(text.find("    excluded toggle rtl/sf_spike_buffer.sv:54  full_q[1:0]\n") !=
        std::string::npos);
  CHECK(text.find("    line   rtl/sf_spike_buffer.sv:103  text 103\n") != std::string::npos);
  CHECK(text.find("    toggle rtl/sf_spike_buffer.sv:54  full_q[1]\n") != std::string::npos);
}

TEST_CASE("the JSON has all figures, what never happened, and exclusions that matched") {
  const Json json = coverage::to_json(report());
  CHECK(json["lines"] == Json({{"hit", 6}, {"total", 12}, {"excluded", 0}}));
  CHECK(json["toggles"] == Json({{"hit", 1}, {"total", 6}, {"excluded", 3}}));
  CHECK(json["rules"]["spike"] == 7);
  CHECK(json["rules_never"] == Json({"noise"}));
  CHECK(json["events_never"] == Json::array());
  CHECK(json["ranking"][1] == Json({{"run", "run b"}, {"adds", 1}, {"share", 1.0}}));
  CHECK(json["runs_that_add_nothing"] == Json({"run c"}));
  CHECK(json["exclusions"].size() == 2);
  CHECK(json["exclusions"][0]["excluded"] == 2);
  CHECK(json["cores"][0]["instances"].size() == 2);
}

TEST_CASE("of no points no share is told") {
  coverage::Report given;
  given.cores.emplace_back().name = "none";
  given.cores[0].figures.branches = {.hit = 0, .total = 2, .excused = 2};
  CHECK(coverage::rows(given)[1] == std::vector<std::string>{"none", "-", "- (2 excluded)", "-"});
}

TEST_CASE("the table and the remarks below it are short") {
  const coverage::Report given = report();
  const auto rows = coverage::rows(given);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1] ==
        std::vector<std::string>{
            "three", "50.00 % (6 of 12)", "37.50 % (3 of 8)", "33.33 % (1 of 3, 3 excluded)"});
  const std::vector<std::string> remarks = coverage::remarks(given);
  REQUIRE(remarks.size() == 5);
  CHECK(remarks[0] == "Rules of the neuron: 1 of 2 seen; never: noise");
  CHECK(remarks[1] == "Events at the ports: 1 of 1 seen");
  CHECK(remarks[2] == "2 of 3 runs hit all that is hit; the first 2 of them:");
  CHECK(remarks[3] == "1. run a: adds 9 points, 90.00 % in all");
}
