// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/base/files.hpp"

/// A page with pictures: the README.md of a directory and the files that it links to. The directory
/// may hold anything else besides; what a page does not link to is not its own.
namespace spinforge::plot {

/// README.md of `directory`, empty where there is none. *Errors*: kIo.
[[nodiscard]] std::string page_of(const std::string& directory);

/// True where `page` shows the picture `name`: holds "](name)".
[[nodiscard]] bool shows(const std::string& page, const std::string& name);

/// Refuses to write pictures `names` (relative to `directory`) over files that `former`, the page
/// up to now, does not show: they are the user's. *Errors*: kIo, naming them.
void require_own(const std::string& directory,
                 const std::string& former,
                 const std::vector<std::string>& names);

/// Writes the page and its pictures (paths relative to `directory`, which is made) like one.
/// *Errors*: kIo.
void write_page(const std::string& directory,
                const std::string& page,
                const std::vector<files::Text>& pictures);

}  // namespace spinforge::plot
