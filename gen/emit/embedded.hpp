// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "gen/base/embedded.hpp"

/// What of the source tree the tool carries in itself; see gen/base/embedded.hpp.
namespace spinforge::emit {

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

/// One file: LICENSE of the project, which the emitted sources are under.
[[nodiscard]] std::span<const EmbeddedFile> license();

/// One file: INTEGRATION.md, what the README of every emitted directory begins with.
[[nodiscard]] std::span<const EmbeddedFile> integration_page();

/// All of rtl/model, by name: the C interface of a Verilated core.
[[nodiscard]] std::span<const EmbeddedFile> adapter_files();

}  // namespace spinforge::emit
