// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/axi_registers.hpp"
#include "tests/lockstep/axi/driver.hpp"
#include "tests/support.hpp"

namespace spinforge::test {

using Registers = harness::AxiRegisters;

/// A network behind AXI, and golden beside it.
class AxiSystem {
 public:
  explicit AxiSystem(const network::Network& network,
                     const plan::Options& options = {},
                     bool thresholds = false);

  /// A driver of its own model, fresh from reset.
  [[nodiscard]] std::unique_ptr<AxiDriver> driver(int pause = 0, std::uint64_t seed = 1) const;

  [[nodiscard]] std::string directory() const { return folder_ / "rtl"; }

 private:
  TempDir folder_;

 public:
  network::Network network;
  plan::Plan plan;
  Registers registers;
};

/// Golden's view of an image.
[[nodiscard]] golden::Trace golden_of(const network::Network& network,
                                      const std::vector<std::uint8_t>& pixels,
                                      std::uint32_t image,
                                      const golden::Control& control = {});

/// Whether the packet holds these images, whole: the class on every beat, and every count.
[[nodiscard]] bool is_packet_of(const Packet& packet, const std::vector<golden::Trace>& traces);

/// That it holds this one, and was not cut off.
void check_packet(const Packet& packet, const golden::Trace& trace);

}  // namespace spinforge::test
