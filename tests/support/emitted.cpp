// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emitted.hpp"

#include "sim/harness/build.hpp"

namespace spinforge::test {

EmittedCore::EmittedCore(const network::Network& network, const Emission& emission) {
  network::save(network, folder / "network");
  plan_ = emit::emit({.network = folder / "network",
                      .output = path(),
                      .options = emission.options,
                      .target = emission.target,
                      .wrapper = emission.wrapper,
                      .thresholds = emission.thresholds,
                      .verilog = emission.verilog,
                      .name = emission.name})
              .plan;
}

harness::Design EmittedCore::design(const std::string& top) const {
  return harness::load_design(path(), "filelist.f", top);
}

std::string model_of(const harness::Design& design) {
  return harness::build_model(design,
                              {.cache = SPINFORGE_MODEL_CACHE, .quick = true, .quiet = true})
      .library;
}

}  // namespace spinforge::test
