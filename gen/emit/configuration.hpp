// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "gen/emit/package.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// The configuration port of a core, the macro sf_config behind it, and its wires to the layers.
class ConfigurationPort {
 public:
  /// Adds ports, macro and wires to `module`, a core of so many `layers`. `thresholds`: they are
  /// registers, so that there are ports for their writes.
  ConfigurationPort(sv::Module& module, const Constants& constants, int layers, bool thresholds);

  /// Wires the instance of layer `number`, from 1; returns whether it takes a select, a bit of
  /// ready().
  [[nodiscard]] sv::Signal connect(sv::Module& module,
                                   sv::Instance& layer,
                                   std::size_t number,
                                   int neuron_lanes) const;

  /// A bit for each layer, which the core assigns: works on an image; takes a select.
  [[nodiscard]] const sv::Signal& busy() const { return busy_; }
  [[nodiscard]] const sv::Signal& ready() const { return ready_; }

 private:
  void threshold_ports(sv::Module& module, sv::Instance& config);

  bool thresholds_;
  sv::Signal busy_, select_, ready_, mask_, threshold_;  ///< a bit for each layer
  std::vector<sv::Signal> shared_;                       ///< ports that every layer sees
  sv::Signal mask_word_, which_, value_;
};

}  // namespace spinforge::emit
