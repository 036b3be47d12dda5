// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/device/protocol.hpp"

namespace spinforge::device {

/// One figure of the paper and how to get its counterpart here.
struct GalleryEntry {
  std::string figure;  ///< "Fig. 1d"
  std::string file;    ///< name without directory and ending
  std::string model;
  std::string protocol;
  std::string statement;  ///< what the paper states for it, in our words
  Overrides overrides{};
};

[[nodiscard]] const std::vector<GalleryEntry>& gallery();

/// The page: each figure beside what the paper states for it. Pure: the same bytes every time.
[[nodiscard]] std::string gallery_page();

/// `readme` with everything between its two gallery marks replaced by `page`; a new page with marks
/// where `readme` is empty. *Errors*: kParse where a mark is missing.
[[nodiscard]] std::string with_gallery(const std::string& readme, const std::string& page);

/// Draws every figure into DIR/figures and puts the page into DIR/README.md, all or nothing. A file
/// in the place of a figure that DIR/README.md does not show is the user's and is not replaced.
/// *Errors*: kTool where gnuplot is missing, kIo, kParse.
void write_gallery(const std::string& directory);

}  // namespace spinforge::device
