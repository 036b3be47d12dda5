// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/harness/build.hpp"
#include "sim/harness/verify.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/mutants.hpp"
#include "tests/unit/harness/rig.hpp"

namespace spinforge::test {

/// A small core, emitted with the prefix `name`, with ten images and a cache of its own.
struct SmallCore : EmittedCore {
  explicit SmallCore(const std::string& name = "sf")
      : EmittedCore(small_network(), {.options = lanes(8), .name = name}) {
    save_images(random_images(small_network(), 10), images());
  }

  [[nodiscard]] std::string images() const { return folder / "images"; }
  [[nodiscard]] std::string cache() const { return folder / "cache"; }

  [[nodiscard]] harness::Build build() const {
    return harness::build_model(design(), {.cache = cache(), .quiet = true});
  }

  [[nodiscard]] harness::VerifyOptions options() const {
    harness::VerifyOptions o;
    o.directory = path();
    o.dataset = images();
    o.build_cache = cache();
    o.quiet = true;
    return o;
  }

  /// Spoils the threshold in the emitted neuron, so that core and golden model part.
  void spoil_threshold() const {
    mutate(path(),
           {.name = "fires above TH_HI",
            .file = "sf_neuron.sv",
            .before = "sum >= SumBits'(th_lo_i)",
            .after = "sum >= SumBits'(th_hi_i)"});
  }
};

}  // namespace spinforge::test
