// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace spinforge::text {

/// `bytes`, a path for instance, as UTF-8: a byte that is not part of a valid sequence becomes four
/// characters, \xNN. For JSON and XML, which hold nothing else.
[[nodiscard]] std::string utf8(std::string_view bytes);

/// The same as XML and HTML take it, between tags and in an attribute in double quotes. What they
/// have no place for is left out, control characters, or written as its bytes, U+FFFE and U+FFFF.
[[nodiscard]] std::string xml(std::string_view bytes);

/// The same for a terminal: control characters become \xNN as well, so that what a file holds moves
/// no cursor. `lines`: but for line feeds and tabs.
[[nodiscard]] std::string printable(std::string_view bytes, bool lines);

}  // namespace spinforge::text
