// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <set>

#include "tests/lint/tools.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
namespace fs = std::filesystem;

namespace {

void check(int layers) {
  plan::Options options;
  options.pipeline = true;
  const test::EmittedCore core(
      test::random_network(2, {.layers = layers, .coding = network::Coding::kDirect}),
      {.options = options});
  test::Sources sources = test::sources_of(core, "sf_serial_system");
  std::set<std::string> modules;
  for (const auto& entry : fs::directory_iterator(test::source("rtl/targets/ice40"))) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("sf_") && name.ends_with(".sv")) modules.insert(entry.path().string());
  }
  REQUIRE(modules.size() == 6);
  sources.files.insert(sources.files.end(), modules.begin(), modules.end());
  test::check_clean(sources);
}

}  // namespace

TEST_CASE("lint: the serial system around emitted cores of one and two layers") {
  if (test::no_tools()) return;
  check(1);
  check(2);
}
