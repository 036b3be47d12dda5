// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/build.hpp"

#include <set>
#include <thread>

#include "tests/lockstep/harness/small_core.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using harness::Build;
using test::SmallCore;
namespace fs = std::filesystem;

namespace {

/// The one file with that ending in a directory.
fs::path only(const std::string& directory, const char* ending) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ending) continue;
    REQUIRE(found.empty());
    found = entry.path();
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

}  // namespace

TEST_CASE("a model is built once, also by two at the same time, and after an interrupted build") {
  const SmallCore core;
  Build first, second;
  {
    std::thread other([&] { second = core.build(); });
    first = core.build();
    other.join();
  }
  CHECK(first.library == second.library);
  CHECK((first.seconds == 0) != (second.seconds == 0));
  CHECK(core.build().seconds == 0);
  fs::remove(first.library);
  const std::string scratch = only(core.cache(), ".lock").replace_extension(".partial");
  fs::create_directories(scratch);
  files::write(scratch + "/Vsf_core.mk", "left by a build that was killed");
  CHECK(core.build().seconds > 0);
  CHECK(fs::exists(first.library));
  CHECK_FALSE(fs::exists(scratch));
}

TEST_CASE("other sources are another model, other memory images are not") {
  const SmallCore core;
  const Build before = core.build();
  CHECK(before.rtl_hash.size() == 64);
  const std::string weights = core / "mem/layer1_weights.mem";
  files::write(weights, files::read(weights) + "\n");
  CHECK(core.build().library == before.library);
  const std::string macro = core / "rtl/sf_neuron.sv";
  const std::string text = files::read(macro);
  files::write(macro, text + "\n");
  const Build after = core.build();
  CHECK(after.library != before.library);
  CHECK(after.rtl_hash != before.rtl_hash);
  files::write(macro, text);
  CHECK(core.build().library == before.library);
  CHECK(core.build().rtl_hash == before.rtl_hash);
}

TEST_CASE("a model is made again when a file changes that no list of sources names") {
  const SmallCore core;
  const auto path = [&](const char* name) { return core / name; };
  // The neuron is found by its name, its module begins with an included file, and so does the
  // adapter.
  const auto prepend = [&](const char* name, const std::string& text) {
    files::write(path(name), text + files::read(path(name)));
  };
  test::edit(path("filelist.f"), "rtl/sf_neuron.sv\n", "-y rtl\n");
  prepend("rtl/sf_neuron.sv", "`include \"rtl/first.svh\"\n");
  files::write(path("rtl/first.svh"), "\n");
  prepend("sim/adapter.cpp", "#include \"first.h\"\n");
  files::write(path("sim/first.h"), "\n");
  std::set<std::string> libraries{core.build().library};
  CHECK(libraries.contains(core.build().library));
  for (const char* const name : {"rtl/first.svh", "rtl/sf_neuron.sv", "sim/first.h"}) {
    CAPTURE(name);
    prepend(name, "\n");
    const Build build = core.build();
    CHECK(build.seconds > 0);
    CHECK(libraries.insert(build.library).second);
    CHECK(core.build().seconds == 0);
  }
  // A file that is found first now.
  files::write(path("sf_neuron.sv"), files::read(path("rtl/sf_neuron.sv")));
  CHECK(core.build().seconds > 0);
  fs::remove(path("sf_neuron.sv"));
  files::write(path("rtl/first.svh"), "oops\n");
  const Error error = test::error_of([&] { (void)core.build(); });
  CHECK(error.where() == "verilator");
  CHECK_THAT(error.what(), Catch::Contains("rtl/first.svh:1"));
}

TEST_CASE("a cached library that was cut short is built again") {
  const SmallCore core;
  const std::string library = core.build().library;
  fs::resize_file(library, fs::file_size(library) / 2);
  CHECK(core.build().seconds > 0);
  CHECK(core.build().library == library);
  CHECK(harness::verify(core.options()).equal());
}

TEST_CASE("an adapter that does not compile is an error with the compiler's message") {
  const SmallCore core;
  files::write(core / "sim/adapter.cpp", "int a = oops;\n");
  const Error error =
      test::error_of(ErrorCode::kTool, "sim/adapter.cpp:1:9: error: ", [&] { (void)core.build(); });
  CHECK(error.where() == "c++");
  CHECK_THAT(error.what(), !Catch::Contains("make:"));
}

TEST_CASE("directories of any name can be verified, built in and run from") {
  const SmallCore core;
  const std::string odd = core.folder / "a b'c $x;#&>:\"\n\\d";
  fs::create_directories(odd);
  fs::rename(core.path(), odd + "/core");
  harness::VerifyOptions options = core.options();
  options.directory = odd + "/core";
  options.build_cache = odd + "/cache";
  CHECK(harness::verify(options).equal());
}

TEST_CASE("verify does not run with memory images that are missing or another network's") {
  const SmallCore core;
  const auto problem = [&] {
    return test::error_of([&] { (void)harness::verify(core.options()); });
  };
  const std::string weights = core / "mem/layer1_weights.mem";
  std::string image = files::read(weights);
  image.front() = image.front() == '0' ? '1' : '0';
  files::write(weights, image);
  CHECK(problem().code() == ErrorCode::kTool);
  CHECK_THAT(problem().what(),
             Catch::Contains("mem/layer1_weights.mem is another network's or edited"));
  fs::remove(weights);
  CHECK_THAT(problem().what(), Catch::Contains("mem/layer1_weights.mem cannot be opened"));
}

TEST_CASE("the waveform of an image is written where it was asked for") {
  const SmallCore core;
  harness::VerifyOptions options = core.options();
  options.first = 3;
  options.images = 1;
  options.wave = core.folder / "image.fst";
  const harness::Summary summary = harness::verify(options);
  CHECK(summary.equal());
  CHECK(summary.wave == options.wave);
  CHECK(files::read(options.wave).size() > 1000);
}

TEST_CASE("a mismatch of a real core comes with its waveform, and nothing lands where we stand") {
  const SmallCore core;
  core.spoil_threshold();
  harness::VerifyOptions options = core.options();
  const test::TempDir here;
  fs::current_path(here.path());
  const harness::Summary summary = harness::verify(options);
  options.out = core.folder / "found";
  const harness::Summary again = harness::verify(options);
  fs::current_path("/");
  CHECK(here.entries() == 0);
  CHECK_FALSE(summary.equal());
  REQUIRE(summary.mismatch);
  const harness::Mismatch& m = *summary.mismatch;
  CHECK(m.neuron >= 0);
  REQUIRE(m.update.size() == 1);
  CHECK(m.update.front().golden.spike != m.update.front().core.spike);
  CHECK(m.wave_cycle >= m.cycle);  // it begins with the image
  CHECK_THAT(summary.reproduce, Catch::Contains("--first 0"));
  CHECK_THAT(summary.wave, Catch::StartsWith(core.cache() + "/waves/"));
  CHECK(files::read(summary.wave).size() > 1000);
  CHECK(summary.wave_unit == "ps");
  CHECK(summary.build_s > again.build_s);
  CHECK(again.build_s == 0);
  CHECK(again.wave == core.folder / ("found/small-image" + std::to_string(m.image) + ".fst"));
  CHECK(files::read(again.wave).size() > 1000);
  const std::string view = files::read(again.wave_view);
  CHECK_THAT(view,
             Catch::Contains("-layer " + std::to_string(m.layer)) &&
                 Catch::Contains("TOP.pixel_data_i[7:0]") && Catch::Contains("#{v["));
  // One that GTKWave saved is the user's.
  files::write(again.wave_view, "[*] GTKWave Analyzer\n");
  CHECK(harness::verify(options).wave_view.empty());
  CHECK(files::read(again.wave_view) == "[*] GTKWave Analyzer\n");
}
