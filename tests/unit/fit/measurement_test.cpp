// SPDX-License-Identifier: Apache-2.0
// Measured curves as files have them.
#include "sim/fit/measurement.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/fit/fit.hpp"
#include "tests/support.hpp"
#include "tests/unit/fit/curves.hpp"

using namespace spinforge;
using namespace spinforge::fit;
using Catch::Matchers::Contains;

namespace {

Measurement parsed(const std::string& text) { return parse_measurement(text, "m.csv"); }

Error refused(const std::string& text) {
  return test::error_of([&] { (void)parsed(text); });
}

const std::string kHeader = "operation,slot,kind,field_Oe,current_mA,voltage_uV\n";

}  // namespace

TEST_CASE("units in the header are converted, whatever brackets they are in") {
  const Measurement m = parsed(
      "\xef\xbb\xbfOperation;Slot;Kind;Field (T);Current [A];note;Voltage_\xc2\xb5V\r\n"
      "a;0;Write;0,019;0,013;x;3,5\r\n"
      "a;1;R;0,019;0,0007;x;3,25\r\n");
  REQUIRE(m.conditions.size() == 1);
  CHECK(m.conditions[0].field == 190.0);
  CHECK(m.conditions[0].current == 13.0);
  const auto& slots = m.conditions[0].operations.at(0).slots;
  REQUIRE(slots.size() == 2);
  CHECK(slots[1].voltage == 3.25);
  CHECK(slots[1].kind == Kind::kRead);
  CHECK(m.ignored == std::vector<std::string>{"note"});
  CHECK(m.pulses == 1);
  CHECK(m.reads == 1);
}

TEST_CASE("gaps are slots without a reading, of the kind that other operations have there") {
  const Measurement m = parsed(kHeader +
                               "0,0,write,190,13,1\n0,1,read,190,13,2\n0,2,read,190,13,\n"
                               "0,3,write,190,13,NaN\n0,4,read,190,13,5\n"
                               "1,1,read,190,13,2\n1,4,read,190,13,5\n1,5,write,190,13,5\n"
                               "2,0,write,190,13,1\n");
  const auto& gaps = m.conditions.at(0).operations.at(1).slots;
  REQUIRE(gaps.size() == 6);
  CHECK(gaps[0].kind == Kind::kWrite);  // it began later than the others
  CHECK(std::isnan(gaps[0].voltage));
  CHECK(gaps[2].kind == Kind::kRead);
  CHECK(gaps[3].kind == Kind::kWrite);
  CHECK(m.missing == 5);
}

TEST_CASE("a slot number that falls begins a new operation, even under the same name") {
  const Measurement m = parsed(kHeader +
                               "0,0,write,190,13,1\n0,1,read,190,13,1\n"
                               "0,0,write,190,10,1\n0,1,read,190,10,1\n");
  REQUIRE(m.conditions.size() == 2);
  CHECK(m.conditions[0].current == 10.0);
  CHECK(m.conditions[1].operations.size() == 1);
}

TEST_CASE("a column of times stands for slots, and a pause of twice the usual for a missing one") {
  const Measurement m = parsed(
      "operation,time_ms,kind,field_Oe,current_mA,voltage_uV\n"
      "0,0,write,190,13,1\n0,3,read,190,13,1\n0,18,read,190,13,1\n0,33,read,190,13,1\n"
      "1,0,write,190,13,1\n1,3,read,190,13,1\n1,33,read,190,13,1\n");
  CHECK(m.conditions.at(0).operations.at(1).slots.size() == 4);
  CHECK(m.missing == 1);
}

TEST_CASE("files with gaps give the same device") {
  const test::Bar bar;
  device::Gaussian random(21), dice(22);
  auto readings = test::measured(bar, 190.0, 13.0, 3.9, 30, random);
  std::erase_if(readings, [&](const test::Reading&) { return dice.next() > 1.5; });
  const Fitted found = fit::fit(parsed(test::csv_of(readings)), "mine");
  CHECK(found.rows[0].lambda->value == Approx(bar.lambda).epsilon(0.03));
  CHECK(found.rows[0].drive.value == Approx(3.9).epsilon(0.03));
  CHECK(found.fits);
}

TEST_CASE("what cannot be read is refused with file, line and column") {
  CHECK_THAT(refused("").what(), Contains("m.csv / line 1: empty"));
  CHECK_THAT(refused("operation,slot,kind,field_Oe,current_mA\n").what(),
             Contains("m.csv / line 1 / voltage: missing"));
  CHECK_THAT(refused("operation,slot,kind,field,current_mA,voltage_uV\n").what(),
             Contains("m.csv / line 1 / field: expected its unit"));
  CHECK_THAT(refused("operation,slot,kind,field_kg,current_mA,voltage_uV\n").what(),
             Contains("field_kg"));
  CHECK_THAT(refused(kHeader).what(), Contains("no measurement"));
  CHECK_THAT(refused(kHeader + "0,0,write,190,13,abc\n").what(),
             Contains("m.csv / line 2 / voltage: expected a number, got \"abc\""));
  CHECK_THAT(refused(kHeader + "0,0,write,190,13\n").what(), Contains("expected 6 cells, got 5"));
  CHECK_THAT(refused(kHeader + "0,0,write,190,13,34,567\n").what(),
             Contains("m.csv / line 2 / row: expected 6 cells as in the header, got 7"));
  CHECK_THAT(refused(kHeader + "0,0,push,190,13,1\n").what(), Contains("expected write or read"));
  CHECK_THAT(refused(kHeader + "0,0.5,read,190,13,1\n").what(), Contains("whole number"));
  CHECK_THAT(refused(kHeader + "0,0,write,190,13,1\n0,0,read,190,13,1\n").what(),
             Contains("given twice"));
  CHECK_THAT(refused(kHeader + "0,0,write,190,13,1\n0,1,write,190,10,1\n").what(),
             Contains("m.csv / line 3 / current"));
  CHECK_THAT(refused(kHeader + "0,0,read,190,13,1\n").what(), Contains("no write slot"));
}
