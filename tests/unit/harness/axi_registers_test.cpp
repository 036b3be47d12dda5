// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_registers.hpp"

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using harness::AxiRegisters;

namespace {

/// A map of one register, in an emitted directory.
constexpr const char* kMap =
    R"({"registers": [{"name": "ERRORS", "offset": 8, "count": 2, "stride": 4, "access": "w1c",
    "reset": [0, 0], "fields": [{"name": "FRAME", "high": 9, "low": 8}]}]})";

struct Directory {
  test::TempDir dir;
  std::string file = dir / "axi/registers.json";
  Directory() {
    std::filesystem::create_directory(dir / "axi");
    files::write(file, kMap);
  }
};

}  // namespace

TEST_CASE("a map of registers gives their addresses, and the fields' places") {
  const Directory emitted;
  const AxiRegisters map(emitted.dir.path());
  CHECK(map.all().size() == 1);
  CHECK(map.at("ERRORS") == 8);
  CHECK(map.at("ERRORS", 1) == 12);
  CHECK(map.field("ERRORS", "FRAME", 3) == 0x300U);
  CHECK(map.extract("ERRORS", "FRAME", 0xfeffU) == 2);
}

TEST_CASE("a wrong entry of a map of registers is one sentence with its file, place and remedy") {
  const auto [before, after, wrong] = GENERATE(table<std::string, std::string, std::string>({
      {R"("name": "ERRORS")",
       R"("name": 3)",
       "register 0 / name: wrong type; expected a text, got 3"},
      {R"("offset": 8, )",
       "",
       "register 0 / offset: missing; expected an integer, got no such key"},
      {R"("offset": 8)",
       R"("offset": 65537)",
       "register 0 / offset: out of range; expected 0..65536, got 65537"},
      {"w1c",
       "rx",
       "register 0 / access: unknown; expected one of \"ro\", \"rw\", \"wo\", \"w1s\", \"w1c\", "
       "got \"rx\""},
      {"[0, 0]", "[0, -1]", "register 0 / reset[1]: out of range; expected 0..4294967295, got -1"},
      {R"("low": 8)",
       R"("low": 32)",
       "register 0 / field 0 / low: out of range; expected 0..31, got 32"},
  }));
  const Directory emitted;
  test::edit(emitted.file, before, after);
  const Error error = test::error_of([&] { const AxiRegisters map(emitted.dir.path()); });
  CHECK(std::string(error.what()) == emitted.file + " / " + wrong + "; emit the directory again");
}

TEST_CASE("a register or a field that a map lacks is named, with the remedy") {
  const Directory emitted;
  const AxiRegisters map(emitted.dir.path());
  CHECK(std::string(test::error_of([&] { (void)map.at("STATUS"); }).what()) ==
        emitted.file + ": expected register STATUS, got none; emit the directory again");
  CHECK(std::string(test::error_of([&] { (void)map.field("ERRORS", "QUEUE", 1); }).what()) ==
        emitted.file + ": expected field ERRORS.QUEUE, got none; emit the directory again");
}
