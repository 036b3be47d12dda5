// SPDX-License-Identifier: Apache-2.0
#include "weights/train/devices.hpp"

#include <algorithm>

namespace spinforge::train {
namespace {

using chip::Spread;

/// 1 + spread * deviate of each neuron, not below 0; all 1 without a spread. *Shape*
/// [chips][neurons]
std::vector<float> factors(const Spread& spread,
                           double Spread::*quantity,
                           std::uint32_t seed,
                           std::size_t chips,
                           std::size_t layer,
                           std::size_t neurons) {
  if (spread.*quantity == 0.0) return std::vector<float>(chips * neurons, 1.0F);
  std::vector<float> out;
  for (std::uint32_t chip = 0; chip < chips; ++chip) {
    for (const double z : chip::deviates(seed + chip, layer, quantity, neurons)) {
      out.push_back(static_cast<float>(std::max(1.0 + spread.*quantity * z, 0.0)));
    }
  }
  return out;
}

}  // namespace

LayerDevices draw_devices(const Cell& cell,
                          const Spread& spread,
                          std::uint32_t seed,
                          std::size_t chips,
                          std::size_t layer,
                          bool last,
                          std::size_t neurons) {
  LayerDevices out;
  const auto drawn = [&](double Spread::*quantity) {
    return factors(spread, quantity, seed, chips, layer, neurons);
  };
  if (spread.gain != 0.0) out.gain = drawn(&Spread::gain);
  if (spread.th != 0.0 || spread.leak != 0.0) {
    const std::vector<float> th = drawn(&Spread::th);
    const std::vector<float> leak = drawn(&Spread::leak);
    const auto add = [&](const std::vector<float>& of, const auto& value) {
      for (const float factor : of) out.cells.push_back(value(factor));
    };
    add(leak, [&](float x) { return cell.kappa * x; });
    add(leak, [&](float x) { return cell.b * x; });
    add(th, [&](float x) { return cell.threshold * x; });
    add(leak, [&](float x) { return std::max(1.0F - (1.0F - cell.beta) * x, 0.0F); });
  }
  if (!spread.has_faults()) return out;
  for (std::uint32_t chip = 0; chip < chips; ++chip) {
    for (const network::Fault fault : chip::faults(seed + chip, layer, last, spread, neurons)) {
      out.works.push_back(fault == network::Fault::kSound ? 1.0F : 0.0F);
      out.fires.push_back(fault == network::Fault::kStuck ? 1.0F : 0.0F);
    }
  }
  return out;
}

}  // namespace spinforge::train
