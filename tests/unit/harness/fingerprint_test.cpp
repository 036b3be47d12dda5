// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/fingerprint.hpp"

#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using test::Emitted;
namespace fs = std::filesystem;

namespace {

/// A core with a folder beside it.
struct Core : Emitted {
  std::string beside = dir / "beside";
  Core() { fs::create_directory(beside); }

  void list(const std::string& lines) const {
    files::write(core() + "/filelist.f", "sf_core.sv\n" + lines + "\n");
  }
  void source(const std::string& line) const {
    files::write(core() + "/sf_core.sv", "module sf_core;\n" + line + "\nendmodule\n");
  }
  [[nodiscard]] std::string hash() const { return harness::core_hash(core(), "filelist.f"); }
  /// Whether an edit of `path` is seen.
  [[nodiscard]] bool sees(const std::string& path) const {
    files::write(path, "one\n");
    const std::string before = hash();
    files::write(path, "two\n");
    return hash() != before;
  }
};

}  // namespace

TEST_CASE("a core's hash sees every file in its directory and in what that links to") {
  const Core core;
  fs::create_directory_symlink(core.beside, core.core() + "/linked");
  fs::create_directory_symlink(core.dir.path(), core.core() + "/back");
  CHECK(core.sees(core.core() + "/a.txt"));
  CHECK(core.sees(core.beside + "/a.sv"));
  CHECK_FALSE(core.sees(core.dir / "elsewhere.sv"));
  CHECK_FALSE(core.sees(core.core() + "/a.partial-7"));
}

TEST_CASE("a core's hash sees sources elsewhere, by whatever way Verilator comes to them") {
  const Core core;
  core.list("rtl/../../beside/a.sv\n-f ../beside/more.f\n+incdir+" + core.beside +
            "/inc\n-y ../beside/lib");
  for (const char* folder : {"/inc", "/lib"}) fs::create_directory(core.beside + folder);
  fs::create_directory(core.core() + "/rtl");
  files::write(core.beside + "/more.f", "../beside/b.sv\n");
  core.source("  `include \"c.txt\"\n  `include_nothing");
  for (const char* name : {"/a.sv", "/b.sv", "/more.f", "/lib/d.sv", "/inc/e.v"}) {
    INFO(name);
    CHECK(core.sees(core.beside + name));
    if (std::string(name) == "/more.f") files::write(core.beside + name, "../beside/b.sv\n");
  }
  CHECK(core.sees(core.beside + "/inc/c.txt"));
  files::write(core.beside + "/inc/c.txt", "`include \"sub/f.inc\"\n");
  fs::create_directory(core.beside + "/inc/sub");
  CHECK(core.sees(core.beside + "/inc/sub/f.inc"));
  CHECK_FALSE(core.sees(core.beside + "/inc/sub/other.inc"));
}

TEST_CASE("an `include is seen wherever it stands, but in comments and strings") {
  const Core core;
  const std::string path = core.beside + "/a.inc", line = "`include \"" + path + "\"";
  for (const std::string& source : {"`ifndef X " + line + " `endif",
                                    "/* why */ " + line,
                                    "string s = \"/*\"; " + line,
                                    "string s = \"\\\"//\"; " + line,
                                    "// \" /*\n" + line,
                                    "`define GET " + line}) {
    INFO(source);
    core.source(source);
    CHECK(core.sees(path));
  }
  for (const std::string& source : {"// " + line,
                                    "/* one\n" + line + " */",
                                    "string s = \"`include " + path + "\";",
                                    std::string("// `include `FILE")}) {
    INFO(source);
    core.source(source);
    CHECK_FALSE(core.sees(path));
  }
}

TEST_CASE("a core's hash sees what its C++ includes from elsewhere") {
  const Core core;
  const auto adapter = [&](const std::string& text) {
    files::write(core.core() + "/sim/adapter.cpp", text + "\n");
  };
  adapter("#include <vector>\n #  include \"../../beside/a.h\"\n#include \"Vsf_core.h\"");
  CHECK(core.sees(core.beside + "/a.h"));
  files::write(core.beside + "/a.h", "#include \"../beside/b.inc\"");
  CHECK(core.sees(core.beside + "/b.inc"));
  files::write(core.beside + "/b.inc", "#include \"../beside/a.h\"");  // and round again
  CHECK(core.hash() == core.hash());
  adapter("#include \"" + core.beside + "/c.h\"");
  CHECK(core.sees(core.beside + "/c.h"));
  CHECK_FALSE(core.sees(core.beside + "/d.h"));
}

TEST_CASE("a core whose files cannot be told is refused") {
  const Core core;
  core.list("$LIB/a.sv");
  test::error_of(ErrorCode::kUsage, "got $LIB/a.sv", [&] { (void)core.hash(); });
  core.list("");
  core.source("  `include `FILE");
  test::error_of(ErrorCode::kUsage, "sf_core.sv", [&] { (void)core.hash(); });
}

TEST_CASE("what is kept of a run is of no use to one in other parts") {
  const Core core;
  harness::VerifyOptions options = test::options_of(core);
  const auto hash = [&] { return harness::run_hash(harness::prepare(options), {}); };
  const std::string before = hash();
  CHECK(hash() == before);
  options.part = 20;
  CHECK(hash() != before);
}
