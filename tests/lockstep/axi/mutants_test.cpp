// SPDX-License-Identifier: Apache-2.0
//
// Proof that driver and monitors can fail: mutants of the wrapper do not survive them.
#include <stdexcept>

#include "gen/base/files.hpp"
#include "tests/lockstep/axi/system.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;

network::Network tiny() { return network::load(test::source("tests/data/three-neurons")); }

/// Images and register accesses under pauses: whether everything was as it must be.
bool passes(const test::AxiSystem& system) {
  try {
    const auto axi = system.driver(40, 2);
    constexpr std::uint32_t kImages = 20;
    for (std::uint32_t i = 0; i < kImages; ++i) {
      axi->send(test::random_image(system.network, i));
      if (axi->write(system.registers.at("CONFIG_IMAGE"), i * 0x01010101U) != test::kOkay)
        return false;
      if (axi->read(system.registers.at("CONFIG_IMAGE")).data != i * 0x01010101U) return false;
    }
    const std::vector<test::Packet> packets = axi->results(kImages);
    for (std::uint32_t i = 0; i < kImages; ++i) {
      const golden::Trace trace =
          test::golden_of(system.network, test::random_image(system.network, i), i);
      if (!test::is_packet_of(packets[i], {trace})) return false;
    }
    return axi->violation().empty();
  } catch (const std::runtime_error&) {
    return false;  // no response, or results that never came
  }
}

void mutate(const test::AxiSystem& system,
            const std::string& file,
            const std::string& before,
            const std::string& after) {
  const std::string path = system.directory() + "/rtl/" + file;
  std::string text = files::read(path);
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(before, at + 1) == std::string::npos);
  files::write(path, text.replace(at, before.size(), after));
}

}  // namespace

TEST_CASE("the wrapper of the mutants passes when nothing is mutated") {
  CHECK(passes(test::AxiSystem(tiny())));
}

TEST_CASE("a wrapper that drops a beat under back-pressure does not pass") {
  const test::AxiSystem system(tiny());
  mutate(system, "sf_axi_results.sv", "= !valid_q || tready_i;", "= 1'b1;");
  CHECK_FALSE(passes(system));
}

TEST_CASE("a wrapper that answers a write before its data does not pass") {
  const test::AxiSystem system(tiny());
  mutate(system, "sf_axi_lite.sv", "addr_full_q && data_full_q && (", "addr_full_q && (");
  CHECK_FALSE(passes(system));
}
