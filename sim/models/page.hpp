// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/models/portrait.hpp"

namespace spinforge::models {

/// The networks of `directory` whose name contains one of `only`; all where that is empty.
/// *Errors*: kUsage where no name does; those of load_models and load_training.
[[nodiscard]] std::vector<Portrait> load_portraits(const std::string& directory,
                                                   const std::vector<std::string>& only);

/// Names of the figures of a portrait in the page's folder.
[[nodiscard]] std::string training_file(const Portrait& portrait);
[[nodiscard]] std::string confusion_file(const Portrait& portrait);

/// README.md of the figures; it names `command` as its author and says what is missing, and why.
/// Pure: the same bytes every time.
[[nodiscard]] std::string page(const std::vector<Portrait>& portraits, const std::string& command);

/// Draws every figure into `directory`, which is created, and writes page() into its README.md, all
/// or nothing. Figures that the former page showed and these networks no longer have are removed.
/// Gives the number of figures.
/// *Errors*: kTool where gnuplot is missing; kIo, also for a README.md that this did not write and
/// for files in the place of figures that it does not show: they are the user's.
std::size_t write_figures(const std::vector<Portrait>& portraits,
                          const std::string& command,
                          const std::string& directory);

}  // namespace spinforge::models
