// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/harness/design.hpp"

/// The files that a model is made from, as the tools that read them report it, and a hash of them:
/// a model in the cache is used only while they are what they were.
namespace spinforge::harness {

/// Paths are absolute, or relative to the design's directory.
struct Reads {
  std::set<std::string> rtl;  ///< read by Verilator, lists of sources included
  std::set<std::string> cpp;  ///< read by the C++ compiler: the adapter and what it includes
  /// Not read, and for the most part not there: a file there would be found by name before one that
  /// was read.
  std::set<std::string> shadows;

  friend bool operator==(const Reads&, const Reads&) = default;
};

/// Prerequisites of the first rule of a makefile, as Verilator and compilers write them for what
/// they read: "a.o: b.cpp \" and so on; "\ " is a blank inside a name.
[[nodiscard]] std::vector<std::string> prerequisites(std::string_view rule);

/// What the tools read to make the model of `design`, from the *.d files that they left in
/// `objects`. Files below `objects` are products and left out. *Errors*: kTool where a list names
/// no file that is there, as with a blank in a name.
[[nodiscard]] Reads reads_of(const Design& design, const std::string& objects);

/// Adds what only `more` has.
void merge(Reads& into, const Reads& more);

/// One path a line, each after its kind; and back. Lines that are none are left out.
[[nodiscard]] std::string to_text(const Reads& reads);
[[nodiscard]] Reads reads_from(const std::string& text);

/// Hash of the content of `path`, 64 hex digits; "none" where no file is there.
[[nodiscard]] std::string content_hash(const std::filesystem::path& path);

/// Hash of the content of everything in `reads`, what is not there included. 64 hex digits.
[[nodiscard]] std::string digest(const Reads& reads, const std::string& directory);

/// Hash of the sources that Verilator read, by path and content, its own files left out. The same
/// on every machine.
[[nodiscard]] std::string rtl_hash(const Reads& reads, const std::string& directory);

}  // namespace spinforge::harness
