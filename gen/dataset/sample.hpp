// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace spinforge::dataset {

/// Where the sample of Fashion-MNIST lies that comes with the sources: beside an installed tool, or
/// in the source tree. It need not be there.
[[nodiscard]] std::string sample_directory();

}  // namespace spinforge::dataset
