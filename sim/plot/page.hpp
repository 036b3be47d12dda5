// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/plot/figure.hpp"

/// A page with pictures: the README.md of a directory and the files that it links to. The directory
/// may hold anything else besides; what a page does not link to is not its own.
namespace spinforge::plot {

/// README.md of `directory`, empty where there is none. *Errors*: kIo.
[[nodiscard]] std::string page_of(const std::string& directory);

/// True where `page` shows the picture `name`: holds "](name)".
[[nodiscard]] bool shows(const std::string& page, const std::string& name);

/// A picture of a page, as SVG.
struct Picture {
  std::string name;  ///< relative to the directory
  std::function<Figure()> figure;
};

/// Draws the pictures and writes the page with them into `directory`, which is made, all like one.
/// `former` is the page up to now: files in the place of pictures that it does not show are the
/// user's and stay, and so does what a link leads to. *Errors*: kIo, naming them; kTool where
/// gnuplot is missing.
void write_page(const std::string& directory,
                const std::string& former,
                const std::string& page,
                const std::vector<Picture>& pictures);

}  // namespace spinforge::plot
