// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/emit/emit.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/verify.hpp"
#include "tests/unit/harness/rig.hpp"

namespace spinforge::test {

/// A small core, emitted with the prefix `name`, with ten images and a cache of its own.
struct SmallCore {
  TempDir dir;
  network::Network net = small_network();

  explicit SmallCore(const std::string& name = "sf") {
    network::save(net, dir / "network");
    plan::Options options;
    options.lanes = 8;
    emit::emit({.network = dir / "network",
                .output = dir / "core",
                .options = options,
                .target = "generic",
                .name = name});
    save_images(random_images(net, 10), dir / "images");
  }

  [[nodiscard]] harness::Build build() const {
    return harness::build_model(harness::load_design(dir / "core"),
                                {.cache = dir / "cache", .quiet = true});
  }

  [[nodiscard]] harness::VerifyOptions options() const {
    harness::VerifyOptions o;
    o.directory = dir / "core";
    o.dataset = dir / "images";
    o.build_cache = dir / "cache";
    o.quiet = true;
    return o;
  }
};

/// Spoils the threshold in the emitted neuron, so that core and golden model part.
inline void spoil_threshold(const SmallCore& core) {
  const std::string macro = core.dir / "core/rtl/sf_neuron.sv";
  std::string text = files::read(macro);
  const std::string compare = "sum >= SumBits'(th_lo_i)";
  REQUIRE(text.find(compare) != std::string::npos);
  text.replace(text.find(compare), compare.size(), "sum >= SumBits'(th_hi_i)");
  files::write(macro, text);
}

}  // namespace spinforge::test
