// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace spinforge::emit {

/// What may be added to a core; nothing is by default.
struct Features {
  bool thresholds = false;  ///< thresholds are registers, written through the configuration port
  bool axi = false;         ///< the top module sf_axi around the core, and its register map
};

}  // namespace spinforge::emit
