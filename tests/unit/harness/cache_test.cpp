// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/cache.hpp"

#include <sys/stat.h>

#include "sim/harness/reads.hpp"
#include "sim/harness/verilate.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using harness::Reads;
using test::error_of;
namespace fs = std::filesystem;

namespace {

using Paths = std::set<std::string>;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// Gives `path` away, as far as we may.
bool give_away(const std::string& path) { return ::chown(path.c_str(), 65534, 65534) == 0; }

/// A cache with one library.
struct Kept {
  test::TempDir dir;
  std::string cache = dir / "cache";
  std::string library = cache + "/model.so";
  Kept() {
    harness::open_cache(cache);
    files::write(dir / "built", "a library");
    harness::put(dir / "built", library, "of some RTL");
  }
};

}  // namespace

TEST_CASE("a cache is made for us alone, whatever the umask") {
  const mode_t before = ::umask(0);
  const Kept kept;
  ::umask(before);
  CHECK(mode_of(kept.cache) == 0700);
  CHECK(mode_of(kept.library) == 0700);
  CHECK(harness::note_of(kept.library) == "of some RTL");
}

TEST_CASE("a cache that others can write is refused in a sentence") {
  const Kept kept;
  for (const mode_t mode : {mode_t{0770}, mode_t{0702}}) {
    REQUIRE(::chmod(kept.cache.c_str(), mode) == 0);
    const Error error = error_of(ErrorCode::kIo, [&] { harness::open_cache(kept.cache); });
    CHECK(error.where() == kept.cache);
    CHECK_THAT(error.what(),
               Catch::Contains("can be written by others") && Catch::Contains("--build-dir"));
  }
  REQUIRE(::chmod(kept.cache.c_str(), 0755) == 0);
  CHECK_NOTHROW(harness::open_cache(kept.cache));
}

TEST_CASE("a library that others can write is refused before it is loaded") {
  const Kept kept;
  REQUIRE(::chmod(kept.library.c_str(), 0722) == 0);
  error_of(
      ErrorCode::kIo, "remove it and run again", [&] { (void)harness::note_of(kept.library); });
}

TEST_CASE("a cache and a library of another user are refused") {
  const Kept kept;
  if (!give_away(kept.library)) return test::skip("only root can give files away");
  CHECK_THAT(error_of([&] { (void)harness::note_of(kept.library); }).what(),
             Catch::Contains("belongs to user 65534"));
  REQUIRE(give_away(kept.cache));
  CHECK_THAT(error_of([&] { harness::open_cache(kept.cache); }).what(),
             Catch::Contains("belongs to user 65534"));
}

TEST_CASE("a library that is cut short, changed or without its checksum is not there") {
  const Kept kept;
  CHECK_FALSE(harness::note_of(kept.cache + "/other.so"));
  const std::string note = files::read(kept.library + ".txt");
  fs::resize_file(kept.library, 4);
  CHECK_FALSE(harness::note_of(kept.library));
  files::write(kept.library, "A library");
  ::chmod(kept.library.c_str(), 0700);
  CHECK_FALSE(harness::note_of(kept.library));
  files::write(kept.library, "a library");
  ::chmod(kept.library.c_str(), 0700);
  CHECK(harness::note_of(kept.library));
  files::write(kept.library + ".txt", "");
  CHECK_FALSE(harness::note_of(kept.library));
  fs::remove(kept.library + ".txt");
  CHECK_FALSE(harness::note_of(kept.library));
}

TEST_CASE("objects are made where no shell and no makefile reads the path as anything else") {
  const test::TempDir dir;
  std::string elsewhere;
  {
    const auto scratch = harness::make_scratch(dir / "a b;c");
    elsewhere = scratch.path();
    CHECK(harness::is_plain(elsewhere));
    CHECK(mode_of(elsewhere) == 0700);
  }
  CHECK_FALSE(fs::exists(elsewhere));
  files::write(dir / "left", "by a build that was killed");
  const auto scratch = harness::make_scratch(dir / "left");
  CHECK(fs::is_empty(scratch.path()));
  for (const char c : std::string(" '\"$#;&:><\n\\%*?[]{}()|`~!=,\t")) {
    CHECK_FALSE(harness::is_plain(std::string("/a") + c));
  }
  CHECK_FALSE(harness::is_plain("/\xc3\xa4"));
}

TEST_CASE("prerequisites of a makefile's rule are read as Verilator and compilers write them") {
  using List = std::vector<std::string>;
  CHECK(harness::prerequisites("o/Va.cpp o/Va.mk  : /usr/bin/verilator_bin a.f b/c.sv \n") ==
        List{"/usr/bin/verilator_bin", "a.f", "b/c.sv"});
  CHECK(harness::prerequisites("a.o: sim/a.cpp Va.h \\\n /usr/b.h\nVa.h:\n\n/usr/b.h:\n") ==
        List{"sim/a.cpp", "Va.h", "/usr/b.h"});
  CHECK(harness::prerequisites("a.o: my\\ a.cpp b\\#.h") == List{"my a.cpp", "b#.h"});
  CHECK(harness::prerequisites("").empty());
}

TEST_CASE("where Verilator searches is read from the lists of sources") {
  const test::TempDir dir;
  files::write(dir / "filelist.f", "+incdir+inc+./more\n-y lib a.sv\n-f sub.f\n-f sub.f\n");
  files::write(dir / "sub.f", "-Isub/inc\n-f filelist.f\n");
  CHECK(harness::search_directories(dir.path(), "filelist.f") ==
        Paths{"", "inc", "lib", "more", "sub/inc"});
}

TEST_CASE("what was read, and what would be found before it, is collected from the tools' lists") {
  const test::Emitted emitted;
  const std::string core = emitted.core() + "/";
  files::write(core + "filelist.f", "-y lib\nsf_core.sv\n");
  fs::create_directories(core + "inc");
  files::write(core + "inc/a.svh", "");
  files::write(core + "sim/extra.h", "");
  const std::string objects = emitted.dir / "objects";
  fs::create_directories(objects);
  files::write(objects + "/Vsf_core__ver.d",
               "x : /usr/bin/verilator_bin filelist.f ./sf_core.sv inc/a.svh\n");
  files::write(objects + "/adapter.d", "adapter.o: sim/adapter.cpp Vsf_core.h sim/extra.h\n");
  const harness::Design design = harness::load_design(emitted.core());
  Reads reads = harness::reads_of(design, objects);
  CHECK(reads.rtl == Paths{"filelist.f", "inc/a.svh", "sf_core.sv"});
  CHECK(reads.cpp == Paths{"sim/adapter.cpp", "sim/extra.h"});
  for (const char* const path : {"a.svh", "lib/sf_core.v", "sf_core", "sim/Vsf_core.h"}) {
    CAPTURE(path);
    CHECK(reads.shadows.contains(path));
  }
  CHECK(harness::reads_from(harness::to_text(reads)) == reads);

  const auto now = [&] { return harness::digest(reads, design.directory); };
  const std::string before = now();
  const std::string rtl = harness::rtl_hash(reads, design.directory);
  for (const char* const path : {"inc/a.svh", "sim/extra.h", "a.svh", "sim/Vsf_core.h"}) {
    CAPTURE(path);
    files::write(core + path, "changed");
    CHECK(now() != before);
    if (!reads.shadows.contains(path)) files::write(core + path, "");
    if (reads.shadows.contains(path)) fs::remove(core + path);
    CHECK(now() == before);
  }
  files::write(core + "sim/extra.h", "changed");
  CHECK(harness::rtl_hash(reads, design.directory) == rtl);
  files::write(core + "inc/a.svh", "changed");
  CHECK(harness::rtl_hash(reads, design.directory) != rtl);

  files::write(objects + "/Vsf_core__ver.d", "x : my file.sv\n");
  CHECK(error_of([&] { (void)harness::reads_of(design, objects); }).code() == ErrorCode::kTool);
}

TEST_CASE("a compiler's own first error is what is told of its output") {
  CHECK(harness::first_error("%Warning-WIDTH: a.sv:1: x\n"
                             "%Error: a.sv:3:1: syntax error\n"
                             "    3 | endmodule\n"
                             "      | ^\n"
                             "%Error: Exiting due to 1 error(s)\n") ==
        "  %Error: a.sv:3:1: syntax error\n      3 | endmodule\n        | ^");
  CHECK(harness::first_error("ccache c++ -c -o adapter.o sim/adapter.cpp\n"
                             "sim/adapter.cpp:4:2: error: 'x' was not declared\n"
                             "    4 |  x\n"
                             "make: *** [Vsf_core.mk:7: adapter.o] Error 1\n") ==
        "  sim/adapter.cpp:4:2: error: 'x' was not declared\n      4 |  x");
  CHECK(harness::first_error("1\n2\n3\n4\n5\n6\n7\n8\n") == "  3\n  4\n  5\n  6\n  7\n  8");
  CHECK(harness::first_error("") == "  no message");
}
