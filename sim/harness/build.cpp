// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/build.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/base/text.hpp"
#include "gen/base/tool.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/cache.hpp"
#include "sim/harness/filelist.hpp"
#include "sim/harness/places.hpp"
#include "sim/harness/reads.hpp"
#include "sim/harness/verilate.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// What make and the compiler take from the environment.
constexpr const char* kVariables[] = {"CPATH",
                                      "CPLUS_INCLUDE_PATH",
                                      "CPPFLAGS",
                                      "CXXFLAGS",
                                      "LDFLAGS",
                                      "LDLIBS",
                                      "LIBRARY_PATH",
                                      "LOADLIBES",
                                      "MAKEFILES",
                                      "VERILATOR_ROOT"};

/// First line of `text`.
/// The machine's instruction set: models are compiled for it.
std::string processor() {
  const std::string info = files::read("/proc/cpuinfo");
  const std::size_t flags = info.find("\nflags");
  return flags == std::string::npos ? "" : text::first_line(info.substr(flags + 1));
}

/// What a model has beside running, in words behind its name.
const char* extra_of(Trace trace) {
  switch (trace) {
    case Trace::kNone:
      return "";
    case Trace::kCoverage:
      return " with coverage";
    case Trace::kPlaces:
      return " with its state in reach";
    default:
      return " with waveforms";
  }
}

/// A hash of what is known of a model before it is built: the tools, the flags, and the sources
/// that the design names.
std::string name_of(const Design& design,
                    const std::string& simulator,
                    const BuildOptions& options) {
  const Trace trace = options.trace;
  const std::string compiler = text::first_line(
      process::run({"c++", "--version"}, "/", {}, "`apt install g++` provides it").output);
  std::string text = fmt::format("{}\n{}\n{}\n", simulator, compiler, processor());
  for (const std::string& word : verilator_command(design, "", trace)) text += word + "\n";
  for (const std::string& word : make_command(design, trace, options.quick)) text += word + "\n";
  for (const char* const name : kVariables) {
    const char* const value = std::getenv(name);
    if (value != nullptr) text += fmt::format("{}={}\n", name, value);
  }
  std::vector<std::string> sources = design.sources;
  sources.insert(sources.end(), {design.filelist, design.adapter, directory::kModelAbi});
  if (!design.probe.empty()) sources.push_back(design.probe);
  if (trace == Trace::kPlaces) {
    for (const EmbeddedFile& file : places_files()) text += fmt::format("{}\n", file.content);
  }
  for (const std::string& source : sources) {
    text += fmt::format("{} {}\n", source, content_hash(fs::path(design.directory) / source));
  }
  return network::sha256(text).substr(0, 32);
}

/// The models of one name. NAME.reads lists every file that any of them was made from; the content
/// of those files names the model.
class Entry {
 public:
  Entry(const std::string& cache, std::string name, std::string directory)
      : cache_(cache), name_(std::move(name)), directory_(std::move(directory)) {}

  [[nodiscard]] std::string path(const char* ending) const {
    return (cache_ / (name_ + ending)).string();
  }
  [[nodiscard]] Reads reads() const {
    std::error_code ignored;
    const std::string list = path(".reads");
    return fs::exists(list, ignored) ? reads_from(files::read(list)) : Reads{};
  }
  /// `keep`: for whoever has the same sources, too.
  [[nodiscard]] std::string library(const Reads& reads, bool keep = true) const {
    const std::string key = network::sha256(name_ + digest(reads, directory_)).substr(0, 32);
    return (cache_ / (key + (keep ? ".so" : "-once.so"))).string();
  }
  /// Whether the model of the sources as they are now is there; then `build` names it.
  [[nodiscard]] bool find(Build& build) const {
    const Reads known = reads();
    if (known.rtl.empty()) return false;
    build.library = library(known);
    const std::optional<std::string> note = note_of(build.library);
    if (!note) return false;
    build.rtl_hash = text::first_line(*note);
    build.ports = ports_from(note->substr(build.rtl_hash.size()));
    return true;
  }

 private:
  fs::path cache_;
  std::string name_, directory_;
};

/// A source that was saved while the tools ran may have been read before or after.
void require_unchanged(const Reads& reads, const std::string& directory, fs::file_time_type since) {
  for (const auto* paths : {&reads.rtl, &reads.cpp}) {
    for (const std::string& path : *paths) {
      const fs::file_time_type saved = fs::last_write_time(fs::path(directory) / path);
      // Times to come are another machine's clock.
      if (saved <= since || saved > fs::file_time_type::clock::now()) continue;
      throw Error(ErrorCode::kIo, path, "changed while the model was built from it; run again");
    }
  }
}

/// `keep`: what is read is all that decides what the tools make of it.
void make(const Design& design,
          const Entry& entry,
          const BuildOptions& options,
          bool keep,
          Build& build) {
  const fs::file_time_type since = fs::file_time_type::clock::now();
  const files::TemporaryDirectory scratch = make_scratch(entry.path(".partial"));
  const std::string built = compile(design, scratch.path(), options.trace, options.quick);
  const Reads fresh = reads_of(design, scratch.path());
  require_unchanged(fresh, design.directory, since);
  Reads all = entry.reads();
  merge(all, fresh);
  build.library = entry.library(all, keep);
  build.rtl_hash = rtl_hash(fresh, design.directory);
  build.ports = ports_of(files::read(scratch / (design.model_class + ".h")));
  put(built, build.library, build.rtl_hash + "\n" + to_text(build.ports));
  files::write(entry.path(".reads"), to_text(all));
}

}  // namespace

std::string simulator_version() {
  if (!process::on_path("verilator")) {
    throw Error(ErrorCode::kTool, "verilator", fmt::format("is not on PATH; {}", kNoVerilator));
  }
  return text::first_line(process::run({"verilator", "--version"}, "/", {}, kNoVerilator).output);
}

Build build_model(const Design& design, const BuildOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Build build;
  build.simulator = simulator_version();
  const std::string cache = cache_path(options.cache);
  open_cache(cache);
  const Entry entry(cache, name_of(design, build.simulator, options), design.directory);
  if (entry.find(build)) return build;
  const Lock lock(entry.path(".lock"));
  if (entry.find(build)) return build;
  const std::string unknown = read_filelist(design.directory, design.filelist).unknown;
  if (!options.quiet) {
    tool::say(fmt::format(
        "building the simulation model{} ({})\n",
        extra_of(options.trace),
        unknown.empty()
            ? "once for this RTL"
            : fmt::format(
                  "each time: what {} finds by {} is not known", design.filelist, unknown)));
  }
  make(design, entry, options, unknown.empty(), build);
  build.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return build;
}

}  // namespace spinforge::harness
