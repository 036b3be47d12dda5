// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/harness/parts.hpp"
#include "sim/harness/scene.hpp"
#include "sim/harness/verify.hpp"
#include "sim/page/html.hpp"

/// What html_text() is put together from.
namespace spinforge::harness {

/// An image that the page shows.
struct ShownImage {
  std::uint32_t image = 0;
  std::string title;  ///< "Coat taken for Shirt", "Bag, right"
  page::Html body;
};

/// A run, and what its page shows of it.
struct Shown {
  const Setup& setup;
  const Summary& summary;
  std::vector<std::string> classes;  ///< names
  std::vector<ShownImage> images;
  std::size_t left_out = 0;  ///< more of them, for which there is no room
};

/// The confusion matrix, and which images were wrong.
[[nodiscard]] page::Html accuracy_body(const Shown& shown);
/// One of its images, with what golden's layers did.
[[nodiscard]] ShownImage image_of(const Shown& shown, const Scene& scene);
/// All of them, one of which is chosen.
[[nodiscard]] page::Html images_body(const Shown& shown);
/// Rasters and potentials of a scene, the figures `front` before them.
[[nodiscard]] page::Html layers_of(const Shown& shown, const Scene& scene, const page::Html& front);
/// Field codes and gated neurons of a scene by step.
[[nodiscard]] page::Html events_of(const Shown& shown, const Scene& scene);
/// Its cycles by layer.
[[nodiscard]] page::Html waterfall_of(const Shown& shown, const Scene& scene);
/// Cycles of all images, and the use of the lanes.
[[nodiscard]] page::Html cycles_body(const Shown& shown);
/// The plan, and what it takes of FPGAs.
[[nodiscard]] page::Html plan_body(const Shown& shown);

}  // namespace spinforge::harness
