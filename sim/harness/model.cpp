// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/model.hpp"

namespace spinforge::harness {

CoreModel::CoreModel(const std::string& library, const std::string& directory, std::uint32_t seed)
    : library_(library),
      tick_(library_.function<void(SfModel*, const SfInputs*, SfOutputs*)>("sf_tick")) {
  outputs_.commits = library_.commits().data();
  library_.create(directory, seed, [&] { (void)tick({}); });
}

}  // namespace spinforge::harness
