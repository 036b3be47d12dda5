// SPDX-License-Identifier: Apache-2.0
//
// LUTs for one of each feature. README.md names the runs of Yosys that they were fitted to, and the
// errors on runs that they were not fitted to.
#include "gen/plan/resources.hpp"

namespace spinforge::plan {
namespace {

constexpr LutFeatures kXc7{222, 214,   4.77,  5.1,  2.56, 1.13, 0.844, 1.1,  2.29, 3.14,
                           3.3, 0.507, 0.387, 6.13, 0.3,  0,    0.691, 1.85, 223,  1.29};
constexpr LutFeatures kEcp5{332,  530, 6.54, 4.96, 5.39, 1.9,  3.05,  1.18, 5.55, 4.13,
                            3.66, 0.6, 1.9,  8.29, 0.6,  1.05, 0.937, 3.5,  322,  2.61};
constexpr LutFeatures kIce40{287, 429,   6.79,  5.44, 4.62,  1.71, 0.861, 0.924, 3.9, 3.4,
                             0.6, 0.916, 0.753, 0,    0.543, 1.12, 0.573, 2.77,  179, 2.37};

}  // namespace

const LutFeatures& luts_each(std::string_view target) {
  return target == "xc7" ? kXc7 : target == "ecp5" ? kEcp5 : kIce40;
}

}  // namespace spinforge::plan
