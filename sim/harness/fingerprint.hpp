// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/harness/build.hpp"
#include "sim/harness/parts.hpp"

/// What decides a result, as hashes, for whoever keeps results: they hold while these are the same.
namespace spinforge::harness {

/// Of every file in an emitted directory and in folders that it links to, and of those elsewhere
/// that its list of sources names or that a source, of Verilog or C++, includes or finds by a
/// module's name there.
/// Memory images elsewhere, which a model reads by names of its own, are not seen.
/// *Errors*: kIo; kUsage where it cannot be told which files these are, as with variables in paths.
[[nodiscard]] std::string core_hash(const std::string& directory, const std::string& filelist);

/// Of the test images and labels in `directory`, as they lie there. *Errors*: kIo.
[[nodiscard]] std::string images_hash(const std::string& directory);

/// Of the program that runs.
[[nodiscard]] std::string tool_hash();

/// Of a run: the tool, the simulator, the core, the images, and how they are driven.
/// *Errors*: likewise.
[[nodiscard]] std::string run_hash(const Setup& setup, const Build& build);

}  // namespace spinforge::harness
