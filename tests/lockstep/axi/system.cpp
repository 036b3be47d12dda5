// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/axi/system.hpp"

#include "gen/emit/emit.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/design.hpp"

namespace spinforge::test {
namespace {

plan::Plan emitted(const std::string& network,
                   const std::string& output,
                   const plan::Options& options,
                   bool thresholds) {
  emit::Request request;
  request.network = network;
  request.output = output;
  request.options = options;
  request.wrapper = "axi";
  request.thresholds = thresholds;
  return emit::emit(request).plan;
}

const network::Network& saved(const network::Network& network, const std::string& directory) {
  network::save(network, directory);
  return network;
}

}  // namespace

AxiSystem::AxiSystem(const network::Network& net, const plan::Options& options, bool thresholds)
    : network(saved(net, folder_ / "network")),
      plan(emitted(folder_ / "network", directory(), options, thresholds)),
      registers(directory()) {}

std::unique_ptr<AxiDriver> AxiSystem::driver(int pause, std::uint64_t seed) const {
  const harness::Build build =
      harness::build_model(harness::load_design(directory(), "filelist.f", "sf_axi"),
                           {.cache = SPINFORGE_MODEL_CACHE, .quiet = true});
  return std::make_unique<AxiDriver>(build.library, directory(), pause, seed);
}

golden::Trace golden_of(const network::Network& network,
                        const std::vector<std::uint8_t>& pixels,
                        std::uint32_t image,
                        const golden::Control& control) {
  golden::Golden golden(network);
  return golden.run(pixels, image, control);
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
