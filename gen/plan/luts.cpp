// SPDX-License-Identifier: Apache-2.0
//
// LUTs for one of each feature. README.md names the runs of Yosys that they were fitted to, and the
// errors on runs that they were not fitted to.
#include "gen/plan/resources.hpp"

namespace spinforge::plan {
namespace {

constexpr LutFeatures kXc7{168,   320,  4.96, 3.54,  3.69, 1.65, 1.1,  0.989, 0.542,
                           0.93,  1.79, 5.08, 2.85,  3.16, 3.06, 1.75, 0.785, 2.06,
                           0.379, 0.43, 1.74, 0.663, 93.8, 214,  2.96};
constexpr LutFeatures kEcp5{263,  562,   12.4, 6.39,  6.56, 6.15, 1.9,  1.5,  1.3,
                            3.35, 1.24,  7.54, 3.04,  3.63, 6.84, 5.24, 2.35, 5.95,
                            1.34, 0.549, 6.15, 0.656, 220,  388,  4.16};
constexpr LutFeatures kIce40{31.8, 445,  9.26, 7.14,  7.09, 2.44, 2.02, 1.72, 0.913,
                             1.48, 1.09, 2.68, 7.96,  3.12, 5.24, 2.19, 2.15, 2.92,
                             1.16, 1.02, 1,    0.536, 133,  286,  3.19};

}  // namespace

const LutFeatures& luts_each(std::string_view target) {
  return target == "xc7" ? kXc7 : target == "ecp5" ? kEcp5 : kIce40;
}

}  // namespace spinforge::plan
