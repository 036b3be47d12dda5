// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/harness/design.hpp"

namespace spinforge::harness {

/// A Verilated model, ready to load.
struct Build {
  std::string library;    ///< absolute path of the shared library
  double seconds = 0;     ///< spent on building it now; 0 where it was there
  std::string simulator;  ///< e.g. "Verilator 5.006 2023-01-22"
};

/// What a model can write while it runs.
enum class Trace {
  kNone,
  kFst,  ///< waveforms
  kVcd,  ///< a value change dump with every net, however wide
};

struct BuildOptions {
  std::string cache;  ///< directory for built models; "": see default_cache()
  Trace trace = Trace::kNone;
  bool quiet = false;  ///< nothing on stderr
};

/// ${SPINFORGE_BUILD_DIR}, or ${XDG_CACHE_HOME}/spinforge, or ~/.cache/spinforge.
[[nodiscard]] std::string default_cache();

/// The model of `design` from the cache, or Verilated and compiled into it. The key is the content
/// of every source, the flags, the versions of the tools and the machine's instruction set; memory
/// images are not part of it, since the model reads them when it starts. A model appears in the
/// cache whole or not at all, and of two processes that want the same one the second waits.
/// *Errors*: kTool where Verilator is missing or refuses the sources, kIo.
[[nodiscard]] Build build_model(const Design& design, const BuildOptions& options);

}  // namespace spinforge::harness
