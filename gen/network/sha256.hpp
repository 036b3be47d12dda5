// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace spinforge::network {

/// SHA-256 of `bytes`, 64 lower-case hex digits. *Source*: FIPS 180-4.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace spinforge::network
