// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spinforge::emit {

/// What a .core file lists; paths from its own folder.
struct CoreFiles {
  std::vector<std::string> rtl;  ///< in the order of compilation
  std::vector<std::string> memories;
};

/// Text of sf_core.core, a FuseSoC core description (CAPI2) of network `name`, below `header`.
[[nodiscard]] std::string fusesoc_text(std::string_view name,
                                       const CoreFiles& files,
                                       std::string_view header);

}  // namespace spinforge::emit
