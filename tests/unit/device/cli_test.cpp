// SPDX-License-Identifier: Apache-2.0
// The command line `spinforge-sim device ...`.
#include "sim/cli.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

void device(const std::string& arguments) {
  usage::Tool tool("spinforge-sim",
                   {.summary = "", .details = "", .examples = {{"spinforge-sim device list", ""}}});
  sim::add_device_command(tool);
  tool.parse("device " + arguments);
}

Error refused(const std::string& arguments) {
  return test::error_of([&] { device(arguments); });
}

}  // namespace

TEST_CASE("device writes CSV and JSON with the settings that were used") {
  const test::TempDir dir;
  device("hall lif --set field=-180 --set current=6 --csv " + dir / "a.csv" + " --json " +
         dir / "a.json");
  CHECK(files::read(dir / "a.csv").substr(0, 27) == "slot,voltage_uv,spike_slot\n");
  const auto json = nlohmann::json::parse(files::read(dir / "a.json"));
  CHECK(json["model"] == "hall");
  CHECK(json["protocol"] == "lif");
  CHECK(json["settings"]["field"] == "-180");
  CHECK(json["settings"]["threshold"] == "15");
  CHECK(json["values"][0]["value"].get<double>() == Approx(-5.0).margin(0.005));
  CHECK(json["values"][1]["value"].is_null());  // it never reaches 15 uV
  CHECK(json["columns"]["voltage_uv"].size() == 100);
}

TEST_CASE("device runs the chain to the integer neuron") {
  const test::TempDir dir;
  device("chain integer --json " + dir / "c.json");
  const auto json = nlohmann::json::parse(files::read(dir / "c.json"));
  CHECK(json["columns"]["max_error_f14"].size() == 32);
}

TEST_CASE("device refuses what it cannot do and writes nothing") {
  const test::TempDir dir;
  const std::string csv = " --csv " + dir / "a.csv";
  CHECK_THAT(refused("memristor lif" + csv).what(), Contains("hall-in-situ, crossbar, chain"));
  CHECK_THAT(refused("hall" + csv).what(), Contains("choose one of: lif, hysteresis"));
  CHECK_THAT(refused("hall lif --set field" + csv).what(), Contains("expected NAME=VALUE"));
  CHECK_THAT(refused("hall lif --set field=x" + csv).what(), Contains("expected a number in Oe"));
  CHECK_THAT(refused("hall lif --plot a.gif" + csv).what(), Contains(".svg or .png"));
  CHECK_THAT(refused("hall-in-situ peaks --set fields=240" + csv).what(), Contains("got 240 Oe"));
  CHECK(refused("hall lif --csv " + dir / "no/a.csv").code() == ErrorCode::kIo);
  CHECK_THAT(refused("gallery").what(), Contains("expected a directory"));
  CHECK(dir.entries() == 0);
}
