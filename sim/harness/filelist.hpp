// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

/// Lists of sources, as `verilator -f` reads them.
namespace spinforge::harness {

/// What such a list says, with the lists that it names. Paths are absolute, or relative to the
/// design's directory.
struct Filelist {
  std::set<std::string> files;        ///< the lists themselves, sources, libraries (-v)
  std::set<std::string> folders{""};  ///< searched: of -y, -I and +incdir+, and the design's own
  std::set<std::string> endings{"", ".v", ".sv"};  ///< of modules' files, with those of +libext+
  /// A word that may name or find files in a way that is not known here; "": there is none.
  std::string unknown;
};

/// Reads `filelist`, relative to `directory`. What is not there is listed, and left to Verilator to
/// tell.
[[nodiscard]] Filelist read_filelist(const std::string& directory, const std::string& filelist);

}  // namespace spinforge::harness
