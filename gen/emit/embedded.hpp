// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// Files of the source tree that the tool carries in itself, so that it works wherever it is run.
/// Their definitions are written by embed.cmake during the build.
namespace spinforge::emit {

struct EmbeddedFile {
  std::string_view name;  ///< without folder, e.g. "sf_layer.sv"
  std::string_view content;
};

/// All of rtl/macros, by name.
[[nodiscard]] std::span<const EmbeddedFile> macro_files();

/// The sf_axi_* of rtl/targets, by name.
[[nodiscard]] std::span<const EmbeddedFile> wrapper_files();

/// The C driver of sf_axi in rtl/targets, by name.
[[nodiscard]] std::span<const EmbeddedFile> driver_files();

/// The sf_bench_* of rtl/bench, by name: parts of the core's bench.
[[nodiscard]] std::span<const EmbeddedFile> bench_files();

/// The sf_axi_bench_* of rtl/bench, by name: parts of the wrapper's.
[[nodiscard]] std::span<const EmbeddedFile> wrapper_bench_files();

/// All of rtl/doc, by name.
[[nodiscard]] std::span<const EmbeddedFile> page_files();

/// LICENSE of the project, which the emitted sources are under.
[[nodiscard]] std::string_view license();

/// INTEGRATION.md: what the README of every emitted directory begins with.
[[nodiscard]] std::string_view integration_page();

/// All of rtl/model, by name: the C interface of a Verilated core.
[[nodiscard]] std::span<const EmbeddedFile> adapter_files();

/// Version of the project, "0.1.0".
[[nodiscard]] std::string_view version();

}  // namespace spinforge::emit
