// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/emit.hpp"
#include "sim/harness/design.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

namespace spinforge::test {

/// How a network is emitted: what emit::Request has beside its places.
struct Emission {
  plan::Options options = {};
  std::string target = "generic", wrapper = {}, name = "sf";
  bool thresholds = false, verilog = false;
};

/// A network saved and emitted into a directory of its own.
class EmittedCore {
 public:
  explicit EmittedCore(const network::Network& network, const Emission& emission = {});

  [[nodiscard]] std::string path() const { return folder / "core"; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path() + "/" + name; }
  [[nodiscard]] const plan::Plan& plan() const { return plan_; }

  /// As the harness reads it; `top` "" is the core itself.
  [[nodiscard]] harness::Design design(const std::string& top = "") const;

  TempDir folder;  ///< with the network beside the core

 private:
  plan::Plan plan_;
};

/// Path of the design's model, from the cache that all tests share.
[[nodiscard]] std::string model_of(const harness::Design& design);

}  // namespace spinforge::test
