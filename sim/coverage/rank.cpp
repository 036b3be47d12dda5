// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rank.hpp"

namespace spinforge::coverage {

std::vector<Ranked> rank(const std::vector<Reach>& runs) {
  std::vector<Ranked> out;
  Reach known;
  for (;;) {
    Ranked best;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      std::size_t adds = 0;
      for (const auto& [model, hits] : runs[i]) adds += hits.count_without(known[model]);
      if (adds > best.adds) best = {i, adds};
    }
    if (best.adds == 0) return out;
    for (const auto& [model, hits] : runs[best.run]) known[model] |= hits;
    out.push_back(best);
  }
}

}  // namespace spinforge::coverage
