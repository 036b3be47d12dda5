// SPDX-License-Identifier: Apache-2.0
//
// LUTs for one of each feature. README.md names the runs of Yosys that they were fitted to, and the
// errors on runs that they were not fitted to.
#include "gen/plan/resources.hpp"

namespace spinforge::plan {
namespace {

constexpr LutFeatures kXc7{172,   338,   4.54, 2.85,  3.4,  1.29, 1.1,  0.995, 0.505,
                           0.868, 1.95,  4.64, 2.95,  3.1,  3,    1.69, 0.83,  2,
                           0.424, 0.387, 1.58, 0.648, 84.5, 212,  3.36};
constexpr LutFeatures kEcp5{281,   525,   11.7, 5.96,  4.98, 6,    1.9,  1.5,  1,
                            3.32,  1.24,  8.03, 3.36,  4.3,  6.66, 5.36, 2.23, 5.39,
                            0.876, 0.524, 6.43, 0.657, 210,  418,  4.29};
constexpr LutFeatures kIce40{60.9, 429,   10.9, 7.62,  6.46, 2.93, 2.25, 1.84, 0.977,
                             1.13, 0.964, 1.41, 8.02,  2.97, 4.87, 2.19, 2.38, 2.72,
                             1.25, 1.1,   1,    0.375, 117,  276,  3.39};

}  // namespace

const LutFeatures& luts_each(std::string_view target) {
  return target == "xc7" ? kXc7 : target == "ecp5" ? kEcp5 : kIce40;
}

}  // namespace spinforge::plan
