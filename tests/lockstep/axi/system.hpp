// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/golden/golden.hpp"
#include "tests/lockstep/axi/driver.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/random_network.hpp"

namespace spinforge::test {

/// A network behind AXI, and golden beside it.
class AxiSystem {
 public:
  explicit AxiSystem(const network::Network& network,
                     const plan::Options& options = {},
                     bool thresholds = false);

  /// A driver of its own model, fresh from reset.
  [[nodiscard]] std::unique_ptr<AxiDriver> driver(int pause = 0, std::uint64_t seed = 1) const;

  [[nodiscard]] std::string directory() const { return core_.path(); }
  /// Image number `seed`.
  [[nodiscard]] std::vector<std::uint8_t> image(std::uint64_t seed) const {
    return random_image(network, seed);
  }

 private:
  EmittedCore core_;

 public:
  network::Network network;
  plan::Plan plan;
  Registers registers;
};

/// The core of three neurons, and one of eventful_network() with thresholds that can be written:
/// building their models takes longer than the tests.
[[nodiscard]] const AxiSystem& tiny_system();
[[nodiscard]] const AxiSystem& eventful_system();

/// A core of two layers that takes two or four pixels a beat, of which an image does not fill its
/// last.
[[nodiscard]] network::Network beats_network();
[[nodiscard]] const AxiSystem& beats_system(int pixels_per_beat);

/// Golden's view of an image.
[[nodiscard]] golden::Trace golden_of(const network::Network& network,
                                      const std::vector<std::uint8_t>& pixels,
                                      std::uint32_t image,
                                      const golden::Control& control = {});

/// Control of an image whose layer 1 has that code and mask from `step` on, and before it the
/// network's own code and no mask.
[[nodiscard]] golden::Control changed_from(const network::Network& network,
                                           int step,
                                           std::uint8_t code,
                                           const std::vector<std::uint8_t>& mask);

/// Whether the packet holds these images, whole: the class on every beat, and every count.
[[nodiscard]] bool is_packet_of(const Packet& packet, const std::vector<golden::Trace>& traces);

/// That it holds this one, and was not cut off.
void check_packet(const Packet& packet, const golden::Trace& trace);

}  // namespace spinforge::test
