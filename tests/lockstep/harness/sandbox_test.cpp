// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/sandbox.hpp"

#include <nlohmann/json.hpp>

#include "tests/lockstep/harness/small_core.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using test::SmallCore;
namespace fs = std::filesystem;

TEST_CASE("an adapter can do harm, but not in a sandbox") {
  if (test::missing({"bwrap"})) return;
  if (process::run({"bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"}, "/", {}, "").status !=
      0) {
    return test::skip("bwrap may not make a sandbox here");
  }
  const SmallCore core;
  const std::string home = core.folder / "home";
  fs::create_directories(home);
  files::write(home + "/secret", "x");
  // On loading, the adapter plants a file and tells whether it could read one.
  const std::string adapter = core / "sim/adapter.cpp";
  files::write(
      adapter,
      files::read(adapter) + "#include <cstdio>\nstatic const bool kPlanted = [] {\n" +
          "  std::FILE* f = std::fopen(\"" + home + "/planted\", \"w\");\n" +
          "  if (f) std::fclose(f);\n  f = std::fopen(\"" + home + "/secret\", \"r\");\n" +
          "  std::puts(f ? \"read the secret\" : \"no secret\");\n  std::fflush(stdout);\n" +
          "  return true;\n}();\n");
  const auto verify = [&](const std::vector<std::string>& more) {
    std::vector<std::string> command{SPINFORGE_SIM, "verify", core.path(), "--quiet"};
    command.insert(command.end(), {"--dataset", core.images(), "--json", core.folder / "r.json"});
    command.insert(command.end(), more.begin(), more.end());
    return process::run(command, "/", {"HOME=" + home}, "");
  };
  const auto equal = [&] {
    const bool out = nlohmann::json::parse(files::read(core.folder / "r.json"))["equal"];
    fs::remove(core.folder / "r.json");
    return out;
  };
  const process::Exit inside = verify({"--sandbox"});
  INFO(inside.output);
  CHECK(inside.status == 0);
  CHECK(equal());
  CHECK_THAT(inside.output, Catch::Contains("no secret") && !Catch::Contains("read the secret"));
  CHECK_FALSE(fs::exists(home + "/planted"));
  CHECK_FALSE(fs::exists(home + "/.cache"));

  const process::Exit outside = verify({});
  CHECK(outside.status == 0);
  CHECK(equal());
  CHECK_THAT(outside.output, Catch::Contains("read the secret"));
  CHECK(fs::exists(home + "/planted"));
}

TEST_CASE("an option's value is replaced, or the option added") {
  using Words = std::vector<std::string>;
  CHECK(harness::with_option({"a", "--json", "x", "b"}, "--json", "y") ==
        Words{"a", "--json", "y", "b"});
  CHECK(harness::with_option({"--json=x"}, "--json", "y") == Words{"--json=y"});
  CHECK(harness::with_option({"a"}, "--json", "y") == Words{"a", "--json", "y"});
}
