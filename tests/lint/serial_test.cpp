// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <set>

#include "gen/base/files.hpp"
#include "gen/emit/emit.hpp"
#include "tests/lint/tools.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
namespace fs = std::filesystem;

namespace {

void check(int layers) {
  const test::TempDir folder;
  network::save(test::random_network(2, {.layers = layers, .coding = network::Coding::kDirect}),
                folder / "network");
  emit::Request request{folder / "network", folder / "core", {}, "generic"};
  request.options.pipeline = true;
  emit::emit(request);

  test::Sources sources{folder / "core", {}, "sf_serial_system"};
  const std::string list = files::read(folder / "core/filelist.f");
  for (std::size_t at = 0; at < list.size(); at = list.find('\n', at) + 1) {
    sources.files.push_back(list.substr(at, list.find('\n', at) - at));
  }
  std::set<std::string> modules;
  for (const auto& entry : fs::directory_iterator(test::source("rtl/targets/ice40"))) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("sf_") && name.ends_with(".sv")) modules.insert(entry.path().string());
  }
  REQUIRE(modules.size() == 6);
  sources.files.insert(sources.files.end(), modules.begin(), modules.end());
  CHECK(test::verilator_complaint(sources) == "");
  CHECK(test::yosys_complaint(sources) == "");
  CHECK(test::icarus_complaint(sources) == "");
}

}  // namespace

TEST_CASE("lint: the serial system around emitted cores of one and two layers") {
  if (const std::string missing = test::missing_tools(); !missing.empty()) {
    return test::skip(missing + " not installed");
  }
  check(1);
  check(2);
}
