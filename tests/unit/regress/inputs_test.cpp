// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/inputs.hpp"

#include "sim/harness/reads.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;

namespace {

regress::Wanted network_of(const test::Emitted& emitted) {
  regress::Wanted wanted;
  wanted.network = emitted.core() + "/network";
  wanted.name = "small";
  return wanted;
}

}  // namespace

TEST_CASE("a core is named after the generator that PATH finds, too") {
  const test::Emitted emitted;
  const test::TempDir elsewhere;
  const test::Programs programs;
  const regress::Wanted wanted = network_of(emitted);
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

TEST_CASE("a core is named after what its options name, whatever the file is called") {
  const test::Emitted emitted;
  const test::TempDir folder;
  const test::Programs programs;
  programs.add("spinforge-gen", "exit 0");
  regress::Wanted wanted = network_of(emitted);
  for (const char* options : {"--chip c.json", "--chip a=b.json", "--chip=a=b.json"}) {
    CAPTURE(options);
    wanted.emit = options;
    const auto name = [&](const std::string& content) {
      for (const char* file : {"c.json", "a=b.json"}) files::write(folder / file, content);
      return regress::Generator(programs.folder()).name_of(wanted, folder.path());
    };
    CHECK(name("one") != name("two"));
  }
}

TEST_CASE("a generator that is killed without a word is told") {
  const test::Emitted emitted;
  const test::TempDir designs;
  const test::Programs programs;
  programs.add("spinforge-gen", "kill -9 $$");
  test::error_of(ErrorCode::kTool, "ended with status 137", [&] {
    (void)regress::Generator(programs.folder())
        .emit(network_of(emitted), emitted.dir.path(), designs.path());
  });
}

TEST_CASE(
    "a core that is no longer as it was emitted is refused, and so is a generator without one") {
  test::Emitted emitted;
  emitted.text["generator"] = "spinforge-gen of a test";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(emitted.core())) {
    if (!entry.is_regular_file() || entry.path().filename() == "manifest.json") continue;
    const std::string path = std::filesystem::relative(entry.path(), emitted.core()).string();
    emitted.text["files"][path] = harness::content_hash(entry.path());
  }
  emitted.save_manifest();
  const test::TempDir designs;
  const test::Programs programs;
  const regress::Wanted wanted = network_of(emitted);
  const auto emit = [&] {
    return regress::Generator(programs.folder()).emit(wanted, emitted.dir.path(), designs.path());
  };
  programs.add("spinforge-gen", "exit 0");
  test::error_of(ErrorCode::kTool, "having made nothing", [&] { (void)emit(); });
  programs.add("spinforge-gen", "cp -r '" + emitted.core() + "' \"$4\"");
  const std::string core = emit();
  CHECK(emit() == core);
  const auto refuses = [&](const std::string& file) {
    test::error_of(
        ErrorCode::kIo, "expected what its manifest says, but for " + file, [&] { (void)emit(); });
  };
  std::filesystem::remove(core + "/sim/adapter.cpp");
  refuses("sim/adapter.cpp (missing); remove the directory");
  files::write(core + "/sf_core.sv", "module sf_core;\n  // edited\nendmodule\n");
  refuses("sf_core.sv");
  std::filesystem::remove_all(core);
  CHECK_NOTHROW(emit());
}

TEST_CASE("without a generator nothing is emitted") {
  const test::TempDir empty;
  const test::Variable path("PATH", empty.path());
  test::error_of(ErrorCode::kTool, "neither beside spinforge-sim nor on PATH", [&] {
    (void)regress::Generator(empty.path());
  });
}
