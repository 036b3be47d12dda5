// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/synth.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A directory as emit makes it, as far as synth looks at it, and a folder for PATH in which the
/// test puts a yosys of its own.
class Bench {
 public:
  Bench() {
    fs::create_directory(folder / "core");
    fs::create_directory(folder / "bin");
    files::write(folder / "core/manifest.json",
                 R"({"schema_version": 2, "top": "sf_core", "order": "step", "network": "small",)"
                 R"( "network_hash": "", "lanes": [8, 2], "neuron_lanes": [8, 2]})");
    files::write(folder / "core/filelist.f", "a.sv\nrtl/b.sv\n");
  }

  /// Puts a shell script on PATH.
  void program(const std::string& name, const std::string& text) const {
    const std::string path = folder / ("bin/" + name);
    files::write(path, "#!/bin/sh\n" + text);
    REQUIRE(::chmod(path.c_str(), 0755) == 0);
  }

  /// A yosys that writes what it was asked into core/asked and `cells` where the statistics go.
  void yosys(const std::string& cells) const {
    program("yosys",
            "if [ \"$1\" = -V ]; then echo 'Yosys 9.9 (git sha1 0)'; exit; fi\n"
            "echo \"$4\" > \"" +
                (folder / "asked") +
                "\"\n"
                "out=$(echo \"$4\" | sed 's/.*tee -q -o \\([^ ]*\\) stat.*/\\1/')\n"
                "path=$(echo \"$4\" | sed 's/.*tee -q -o \\([^ ]*\\) ltp.*/\\1/')\n"
                "echo 'Longest topological path in sf_core (length=17):' > \"$path\"\n"
                "echo '{\"design\": {\"num_cells_by_type\": " +
                cells + "}}' > \"$out\"\n");
  }

  [[nodiscard]] process::Exit synth(const std::string& arguments) const {
    return test::shell(SPINFORGE_GEN " synth " + arguments,
                       folder.path(),
                       {"PATH=" + (folder / "bin") + ":/usr/bin:/bin", "TMPDIR=" + folder.path()});
  }

  test::TempDir folder;
};

}  // namespace

TEST_CASE("spinforge-gen synth: counts as JSON and as a table with the share of the part") {
  const Bench bench;
  bench.yosys(R"({"LUT6": 634, "FDRE": 7, "RAMB36E1": 13, "RAMB18E1": 1, "DSP48E1": 3})");
  const process::Exit exit = bench.synth("core --target xc7 --json out.json");
  CAPTURE(exit.output);
  REQUIRE(exit.status == 0);
  CHECK_THAT(exit.output,
             Contains("XC7A100T") && Contains("1.0 %") && Contains("10.0 %") &&
                 Contains("fits XC7A100T") && Contains("Yosys 9.9") &&
                 Contains("Levels of logic on the longest path: 17") &&
                 Contains("Clock: not measured"));
  const auto json = nlohmann::json::parse(files::read(bench.folder / "out.json"));
  CHECK(json.at("lut") == 634);
  CHECK(json.at("ff") == 7);
  CHECK(json.at("bram") == 13.5);
  CHECK(json.at("dsp") == 3);
  CHECK(json.at("levels") == 17);
  CHECK(json.at("fmax_mhz").is_null());
  CHECK(json.at("part") == "XC7A100T");
  CHECK(json.at("fits") == true);
  CHECK(json.at("lut_per_lane").get<double>() == Approx(63.4));
  // Only the report and what the test made is there.
  CHECK(bench.folder.entries() == 4);
  CHECK_THAT(files::read(bench.folder / "asked"),
             Contains("read_verilog -sv a.sv rtl/b.sv;") &&
                 Contains("delete -output sf_core/o:commit*") && !Contains("-nodsp"));
}

TEST_CASE("spinforge-gen synth: what does not fit is said, and multipliers may go into LUTs") {
  const Bench bench;
  bench.yosys(R"({"LUT6": 100, "RAMB36E1": 136})");
  const process::Exit exit = bench.synth("core --target xc7 --no-dsp --top other");
  REQUIRE(exit.status == 0);
  CHECK_THAT(exit.output, Contains("does not fit XC7A100T"));
  CHECK_THAT(files::read(bench.folder / "asked"),
             Contains("-nodsp") && Contains("delete -output other/o:commit*"));
  CHECK_THAT(bench.synth("core --target xc7 --part XC7K70T").output, Contains("not fit XC7K70T"));
  CHECK_THAT(bench.synth("core --target xc7 --part XC7Z020").output, Contains("\nfits XC7Z020"));
}

TEST_CASE("spinforge-gen synth: bad input and failing tools are a sentence and a code each") {
  const Bench bench;
  const auto fails = [&](const std::string& arguments, ErrorCode code, const std::string& words) {
    const process::Exit exit = bench.synth(arguments + " --json out.json");
    CAPTURE(arguments);
    test::check_exit(exit, code, words);
    CHECK_FALSE(fs::exists(bench.folder / "out.json"));
  };
  bench.program("yosys",
                "[ \"$1\" = -V ] && exit 0\necho reading\necho ERROR: no such module; exit 3\n");
  fails("core --target asic", ErrorCode::kUsage, "expected one of xc7, ecp5");
  fails("bin --target xc7", ErrorCode::kIo, "is no emitted directory");
  fails("core --target xc7", ErrorCode::kTool, "ERROR: no such module");
  files::write(bench.folder / "core/manifest.json", "{}");
  fails("core --target xc7", ErrorCode::kParse, "manifest.json");
  CHECK(bench.folder.entries() == 2);
}

TEST_CASE("spinforge-gen synth: a missing Yosys is named, with the package that has it") {
  const Bench bench;
  CHECK_THAT(test::check_exit(test::shell("PATH=bin " SPINFORGE_GEN " synth core --target xc7",
                                          bench.folder.path()),
                              ErrorCode::kTool,
                              "yosys: is not on PATH"),
             Contains("apt install yosys"));
}

TEST_CASE("synth: every target has a script of its own") {
  const auto commands = [](const char* target, bool dsp) {
    return synth::script(
        plan::find_target(target), "top", {"a.sv"}, dsp, "s.json", "p.txt", "n.json");
  };
  CHECK_THAT(commands("xc7", true), Contains("synth_xilinx -family xc7"));
  CHECK_THAT(commands("xc7", true), Contains("tee -q -o p.txt ltp w:* t:LUT* t:MUXF* t:CARRY4 "));
  CHECK_THAT(commands("ecp5", false), Contains("synth_ecp5") && Contains("-nodsp"));
  CHECK_THAT(commands("ice40up5k", true), Contains("-device u") && Contains("-dsp"));
  CHECK_THAT(commands("ice40up5k", false), !Contains("-dsp"));
  CHECK_THAT(commands("ice40hx8k", true),
             Contains("-device hx") && !Contains("-dsp") && Contains("write_json n.json"));
}
