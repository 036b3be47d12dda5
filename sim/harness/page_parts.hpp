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

/// A run, and what its page shows of it.
struct Shown {
  const Setup& setup;
  const Summary& summary;
  std::vector<std::string> classes;  ///< names
  std::vector<Scene> scenes;
};

/// "Coat taken for Shirt", "Bag, right".
[[nodiscard]] std::string title_of(const Shown& shown, std::uint32_t image);

/// The confusion matrix, and which images were wrong.
[[nodiscard]] page::Html accuracy_body(const Shown& shown);
/// The chosen images, with what golden's layers did.
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
