// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What the tests of pages look for.
namespace spinforge::test {

/// Those of `texts` that do not stand in `page`. (A matcher would print all of the page.)
[[nodiscard]] inline std::vector<std::string> lacking(const std::string& page,
                                                      const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) {
    if (page.find(text) == page.npos) out.push_back(text);
  }
  return out;
}

/// How often `what` stands in `text`.
[[nodiscard]] inline std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

/// The first thing in `page` that a browser would load from elsewhere, or "".
[[nodiscard]] inline std::string external(const std::string& page) {
  for (const std::string_view loads : {" src=",
                                       "srcset=",
                                       "<link",
                                       "<base",
                                       "<iframe",
                                       "<object",
                                       "<embed",
                                       "@import",
                                       "url(",
                                       "http:",
                                       "https:",
                                       "//www"}) {
    if (const std::size_t at = page.find(loads); at != page.npos) return page.substr(at, 60);
  }
  for (std::size_t at = page.find("href="); at != page.npos; at = page.find("href=", at + 1)) {
    if (!page.substr(at).starts_with("href=\"#")) return page.substr(at, 60);
  }
  return "";
}

/// The figure whose caption begins with `caption`, or "".
[[nodiscard]] inline std::string figure_of(const std::string& page, std::string_view caption) {
  const std::size_t at = page.find("<figcaption>" + std::string(caption));
  return at == page.npos ? "" : page.substr(at, page.find("</figure>", at) - at);
}

}  // namespace spinforge::test
