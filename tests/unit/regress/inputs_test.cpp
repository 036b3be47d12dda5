// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/inputs.hpp"

#include "tests/unit/regress/rig.hpp"

using namespace spinforge;

TEST_CASE("a core is named after the generator that PATH finds, too") {
  const test::Emitted emitted;
  const test::TempDir elsewhere;
  const test::Programs programs;
  regress::Wanted wanted;
  wanted.network = emitted.core() + "/network";
  wanted.name = "small";
  const auto name = [&] {
    return regress::Generator(elsewhere.path()).name_of(wanted, emitted.dir.path());
  };
  programs.add("spinforge-gen", "exit 0 # one");
  const std::string one = name();
  CHECK(one == name());
  CHECK(one.size() == std::string("small-").size() + 16);  // enough that no two cores share them
  programs.add("spinforge-gen", "exit 0 # two");
  CHECK(one != name());
  programs.add("spinforge-gen", "echo no such lanes; exit 2");
  test::error_of(ErrorCode::kTool, "no such lanes", [&] {
    (void)regress::Generator(elsewhere.path()).emit(wanted, emitted.dir.path(), elsewhere / "d");
  });
}

TEST_CASE("without a generator nothing is emitted") {
  const test::TempDir empty;
  const test::Variable path("PATH", empty.path());
  test::error_of(ErrorCode::kTool, "neither beside spinforge-sim nor on PATH", [&] {
    (void)regress::Generator(empty.path());
  });
}
