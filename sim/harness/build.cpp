// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/build.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "gen/base/cleanup.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/process.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNoVerilator = "`apt install verilator` provides it";
constexpr const char* kLibrary = "model.so";
constexpr const char* kAdapter = "sim/adapter.cpp";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Verilator's command line; it runs in `directory`, which the sources are relative to. (make runs
/// elsewhere, so the adapter needs its whole path.)
std::vector<std::string> verilator_command(const Design& design,
                                           const std::string& directory,
                                           const std::string& objects,
                                           Trace trace) {
  std::istringstream fixed(
      "verilator --cc --exe --build -j 2 -O3 --x-assign unique --x-initial unique "
      "-Wno-fatal "  // an edited core runs, warnings or not
      "--prefix Vsf_core");
  std::vector<std::string> command(std::istream_iterator<std::string>{fixed}, {});
  const auto option = [&](const char* name, const std::string& value) {
    command.insert(command.end(), {name, value});
  };
  option("-f", design.filelist);
  option("--top-module", design.top);
  option("-CFLAGS", "-fPIC -fno-semantic-interposition -march=native");
  option("-LDFLAGS", "-shared -Wl,-Bsymbolic");
  option("-MAKEFLAGS", "OPT_FAST=-O3 OPT_SLOW=-O1 OPT_GLOBAL=-O2");
  option("--Mdir", objects);
  option("-o", kLibrary);
  if (trace == Trace::kFst) command.emplace_back("--trace-fst");
  if (trace == Trace::kVcd) {
    command.emplace_back("--trace");
    option("--trace-max-width", "1000000");
  }
  command.push_back((fs::path(directory) / kAdapter).string());
  return command;
}

/// First line of `text`.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The machine's instruction set: models are compiled for it.
std::string processor() {
  const std::string info = files::read("/proc/cpuinfo");
  const std::size_t flags = info.find("\nflags");
  return flags == std::string::npos ? "" : first_line(info.substr(flags + 1));
}

std::string cache_key(const Design& design, const std::string& simulator, Trace trace) {
  const std::string compiler = first_line(
      run_program({"c++", "--version"}, "/", {}, "`apt install g++` provides it").output);
  std::string text = fmt::format("{}\n{}\n{}\n", simulator, compiler, processor());
  for (const std::string& word : verilator_command(design, "", "", trace)) text += word + "\n";
  std::vector<std::string> sources = design.sources;
  sources.insert(sources.end(), {design.filelist, kAdapter, "sim/model_abi.h"});
  for (const std::string& source : sources) {
    const std::string content = files::read((fs::path(design.directory) / source).string());
    text += fmt::format("{} {}\n", source, network::sha256(content));
  }
  return network::sha256(text).substr(0, 32);
}

/// Exclusive use of one cache entry; given up when the object or the process ends.
class Lock {
 public:
  explicit Lock(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0) {
      throw Error(
          ErrorCode::kIo,
          path,
          fmt::format("cannot be written: {}; choose another --build-dir", std::strerror(errno)));
    }
    while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~Lock() { ::close(file_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_;
};

/// A directory for the objects, removed whatever happens.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) {
    std::error_code error;
    fs::remove_all(path_, error);  // of a build that was killed
    cleanup::add(path_);
  }
  ~Scratch() { cleanup::remove(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// What Verilator or the compiler complained about: the first error, else the last line.
std::string complaint(const std::string& output) {
  for (const char* mark : {"error:", "***", "%Error"}) {
    const std::size_t at = output.find(mark);
    if (at == std::string::npos) continue;
    const std::size_t begin = output.rfind('\n', at) + 1;  // npos + 1 is 0
    return first_line(output.substr(begin));
  }
  const std::size_t end = output.find_last_not_of('\n');
  if (end == std::string::npos) return "no message";
  const std::size_t begin = output.rfind('\n', end) + 1;
  return output.substr(begin, end + 1 - begin);
}

void compile(const Design& design, const std::string& target, const BuildOptions& options) {
  const Scratch scratch(target + ".partial");
  std::vector<std::string> environment;
  if (process::on_path("ccache")) environment.emplace_back("OBJCACHE=ccache");
  const Exit exit =
      run_program(verilator_command(design, design.directory, scratch.path(), options.trace),
                  design.directory,
                  environment,
                  kNoVerilator);
  const std::string built = (fs::path(scratch.path()) / kLibrary).string();
  if (exit.status != 0 || !fs::exists(built)) {
    throw Error(ErrorCode::kTool,
                "verilator",
                fmt::format("cannot build {} ({}); mend the sources and run again",
                            design.directory,
                            complaint(exit.output)));
  }
  std::error_code error;
  fs::rename(built, target, error);
  if (error) {
    throw Error(ErrorCode::kIo,
                target,
                fmt::format("cannot be written: {}; choose another --build-dir", error.message()));
  }
}

void make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return;
  throw Error(ErrorCode::kIo,
              path,
              fmt::format("cannot be made: {}; choose another --build-dir", error.message()));
}

}  // namespace

std::string default_cache() {
  if (const std::string own = variable("SPINFORGE_BUILD_DIR"); !own.empty()) return own;
  if (const std::string xdg = variable("XDG_CACHE_HOME"); !xdg.empty()) return xdg + "/spinforge";
  if (const std::string home = variable("HOME"); !home.empty()) return home + "/.cache/spinforge";
  return (fs::temp_directory_path() / "spinforge").string();
}

Build build_model(const Design& design, const BuildOptions& options) {
  if (!process::on_path("verilator")) {
    throw Error(ErrorCode::kTool, "verilator", fmt::format("is not on PATH; {}", kNoVerilator));
  }
  const auto start = std::chrono::steady_clock::now();
  Build build;
  build.simulator =
      first_line(run_program({"verilator", "--version"}, "/", {}, kNoVerilator).output);
  const std::string key = cache_key(design, build.simulator, options.trace);
  const std::string cache =
      fs::absolute(options.cache.empty() ? default_cache() : options.cache).string();
  build.library = (fs::path(cache) / (key + ".so")).string();
  if (fs::exists(build.library)) return build;
  make_directory(cache);
  const Lock lock((fs::path(cache) / (key + ".lock")).string());
  if (fs::exists(build.library)) return build;
  if (!options.quiet) {
    fmt::print(stderr,
               "building the simulation model{} (once for this RTL)\n",
               options.trace == Trace::kNone ? "" : " with waveforms");
  }
  compile(design, build.library, options);
  build.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return build;
}

}  // namespace spinforge::harness
