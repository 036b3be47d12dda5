// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/axi/system.hpp"

#include <map>

#include "tests/lockstep/core/eventful.hpp"

namespace spinforge::test {

AxiSystem::AxiSystem(const network::Network& net, const plan::Options& options, bool thresholds)
    : core_(net, {.options = options, .wrapper = "axi", .thresholds = thresholds}),
      network(net),
      plan(core_.plan()),
      registers(directory()) {}

std::unique_ptr<AxiDriver> AxiSystem::driver(int pause, std::uint64_t seed) const {
  return std::make_unique<AxiDriver>(
      registers, model_of(core_.design("sf_axi")), directory(), pause, seed, plan.pixels_per_beat);
}

const AxiSystem& tiny_system() {
  static const AxiSystem system(network::load(source("tests/data/three-neurons")));
  return system;
}

const AxiSystem& eventful_system() {
  static const AxiSystem system(eventful_network(), eventful_lanes(), true);
  return system;
}

network::Network beats_network() {
  RandomOptions options{.layers = 2, .steps = 6, .coding = network::Coding::kDirect};
  options.max_size = 24;
  std::uint64_t seed = 40;
  network::Network out = random_network(seed, options);
  while (out.input.size() < 9 || out.input.size() % 4 != 1 || out.layers.back().outputs < 3) {
    out = random_network(++seed, options);
  }
  return out;
}

const AxiSystem& beats_system(int pixels_per_beat) {
  static std::map<int, std::unique_ptr<AxiSystem>> systems;
  std::unique_ptr<AxiSystem>& system = systems[pixels_per_beat];
  if (system == nullptr) {
    plan::Options options = lanes(8, 4);
    options.pixels_per_beat = pixels_per_beat;
    system = std::make_unique<AxiSystem>(beats_network(), options);
  }
  return *system;
}

golden::Trace golden_of(const network::Network& network,
                        const std::vector<std::uint8_t>& pixels,
                        std::uint32_t image,
                        const golden::Control& control) {
  golden::Golden golden(network);
  return golden.run(pixels, image, control);
}

golden::Control changed_from(const network::Network& network,
                             int step,
                             std::uint8_t code,
                             const std::vector<std::uint8_t>& mask) {
  golden::Control out;
  out.field_code.resize(network.layers.size());
  out.mask.resize(network.layers.size());
  const auto own = static_cast<std::uint8_t>(network.layers[0].field_code);
  for (int t = 1; t <= network.steps; ++t) {
    out.field_code[0].push_back(t < step ? own : code);
    out.mask[0].push_back(t < step ? std::vector<std::uint8_t>(mask.size(), 1) : mask);
  }
  return out;
}

bool is_packet_of(const Packet& packet, const std::vector<golden::Trace>& traces) {
  std::vector<int> classes;
  std::vector<std::uint16_t> counts;
  for (const golden::Trace& trace : traces) {
    classes.insert(classes.end(), trace.counts.size(), trace.predicted);
    counts.insert(counts.end(), trace.counts.begin(), trace.counts.end());
  }
  return packet.classes == classes && packet.counts == counts;
}

void check_packet(const Packet& packet, const golden::Trace& trace) {
  CHECK_FALSE(packet.cut);
  CHECK(packet.classes == std::vector<int>(trace.counts.size(), trace.predicted));
  CHECK(packet.counts == trace.counts);
}

}  // namespace spinforge::test
