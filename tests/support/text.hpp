// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <regex>
#include <string>
#include <vector>

/// What tests do with texts: of pages, of emitted files, of files to be spoiled.
namespace spinforge::test {

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

/// All matches of `pattern` in `text`, which must live as long as they do.
[[nodiscard]] std::vector<std::smatch> matches(const std::string& text, const std::string& pattern);
std::vector<std::smatch> matches(std::string&& text, const std::string& pattern) = delete;

/// `text` with its first `before`, which must be there, replaced.
[[nodiscard]] std::string replaced(std::string text,
                                   const std::string& before,
                                   const std::string& after);
/// The same of a file.
void edit(const std::string& file, const std::string& before, const std::string& after);

}  // namespace spinforge::test
