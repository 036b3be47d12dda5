// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/harness/parts.hpp"
#include "sim/harness/verify.hpp"

/// A run as a page for a browser.
namespace spinforge::harness {

/// The most bytes of html_text(), however many images, layers and steps there are.
inline constexpr std::size_t kPageBytes = 2'000'000;

/// Images that the page shows one by one: that of the first mismatch, the first ones that the core
/// took for another class, the first ones that it got right.
[[nodiscard]] std::vector<std::uint32_t> shown_images(const Summary& summary);

/// The page of `summary`, which came of `setup`: the same bytes for the same run, whoever ran it,
/// apart from paths, which are told as given, and from what of it was run before.
/// *Errors*: kRange where the network is another one by now.
[[nodiscard]] std::string html_text(const Setup& setup, const Summary& summary);

}  // namespace spinforge::harness
