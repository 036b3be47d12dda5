// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/harness/design.hpp"
#include "sim/harness/waveview.hpp"

namespace spinforge::harness {

/// A Verilated model, ready to load.
struct Build {
  std::string library;           ///< absolute path of the shared library
  double seconds = 0;            ///< spent on building it now; 0 where it was there
  std::string simulator;         ///< its simulator_version()
  std::string rtl_hash = {};     ///< of the sources that Verilator read for it; see reads.hpp
  std::vector<Port> ports = {};  ///< of the model
};

/// Of the Verilator that PATH finds, e.g. "Verilator 5.006 2023-01-22". *Errors*: kTool where there
/// is none.
[[nodiscard]] std::string simulator_version();

/// What a model can do beside running.
enum class Trace {
  kNone,
  kFst,       ///< waveforms
  kVcd,       ///< a value change dump with every net, however wide
  kCoverage,  ///< how often each line ran, each branch was taken and each bit changed
  kPlaces,    ///< nothing, but its state can be reached, see places.hpp; only of a core
};

struct BuildOptions {
  std::string cache;  ///< directory for built models; "": default_cache() of cache.hpp
  Trace trace = Trace::kNone;
  bool quick = false;  ///< compiled without optimising: for runs of few images
  bool quiet = false;  ///< nothing on stderr
};

/// The model of `design` from the cache, or Verilated and compiled into it. A model is used again
/// only where every file that Verilator and the compiler read for it is what it was, and none has
/// come that they would find first; the flags, the versions of the tools and the machine's
/// instruction set count, too. Memory images do not, since the model reads them when it starts. A
/// model appears in the cache whole or not at all, and of two processes that want the same one the
/// second waits. *Errors*: kTool where Verilator is missing or refuses the sources; kIo, also where
/// others can write the cache or a source changed meanwhile; kUsage, see default_cache().
[[nodiscard]] Build build_model(const Design& design, const BuildOptions& options);

}  // namespace spinforge::harness
