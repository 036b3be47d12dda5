// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "gen/network/network.hpp"
#include "tests/support.hpp"

using namespace spinforge;

TEST_CASE("Three epochs on Fashion-MNIST reach 84 % with 4-bit weights, in integers as in reals") {
  const std::string data = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(data)) {
    test::skip("needs Debian's dataset-fashion-mnist");
    return;
  }
  const test::TempDir directory;
  const std::string out = directory / "three-epochs";
  const std::string command = std::string(SPINFORGE_TRAIN) + " fit --dataset " + data + " --out " +
                              out + " --epochs 3 --no-test --json - --quiet";
  REQUIRE(std::system(command.c_str()) == 0);
  const nlohmann::json result =
      nlohmann::json::parse(network::load(out).provenance)["results"]["validation"];
  const double integers = result["accuracy_integer"].get<double>();
  CHECK(integers >= 0.84);
  CHECK(std::fabs(integers - result["accuracy_real"].get<double>()) < 0.005);
}
