// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/verilate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <sstream>

#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "sim/harness/places.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLibrary = "model.so";
constexpr std::ptrdiff_t kErrorLines = 6;

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>{in}, {}};
}

bool has_any(const std::string& line, std::initializer_list<const char*> marks) {
  return std::any_of(marks.begin(), marks.end(), [&](const char* mark) {
    return line.find(mark) != std::string::npos;
  });
}

/// Why files could not be written in `objects`, an errno: as a tool said it, which may have removed
/// what it began, or as it is now; 0 where they could.
int write_trouble(const std::string& output, const std::string& objects) {
  for (const int error : {ENOSPC, EDQUOT, EFBIG}) {
    if (output.find(std::strerror(error)) != std::string::npos) return error;
  }
  return files::write_trouble(objects);
}

/// `objects`: where it wrote.
void require_success(const process::Exit& exit,
                     const char* tool,
                     const Design& design,
                     const std::string& objects) {
  if (exit.status == 0) return;
  if (const int error = write_trouble(exit.output, objects); error != 0) {
    files::fail(objects, "write", error);
  }
  throw Error(ErrorCode::kTool,
              tool,
              fmt::format("cannot build {}; mend what it names and run again:\n{}",
                          design.directory,
                          first_error(exit.output)));
}

/// Verilator does not notice that a disk is full. Its makefile comes last.
void require_written(const Design& design, const std::string& objects) {
  if (const int error = files::write_trouble(objects); error != 0) {
    files::fail(objects, "write", error);
  }
  const std::string makefile = (fs::path(objects) / (design.model_class + ".mk")).string();
  if (fs::exists(makefile) && files::read(makefile).ends_with('\n')) return;
  throw Error(ErrorCode::kIo,
              makefile,
              "was not written to its end by Verilator; free some space, and run again");
}

}  // namespace

bool is_plain(std::string_view path) {
  constexpr std::string_view kPlain = "/._-+@";
  return std::all_of(path.begin(), path.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           kPlain.find(c) != std::string_view::npos;
  });
}

std::vector<std::string> verilator_command(const Design& design,
                                           const std::string& objects,
                                           Trace trace) {
  std::vector<std::string> command = words(
      "verilator --cc --exe --MMD -O3 --x-assign unique --x-initial unique "
      "-Wno-fatal");  // an edited core runs, warnings or not
  const auto option = [&](const char* name, const std::string& value) {
    command.insert(command.end(), {name, value});
  };
  option("--prefix", design.model_class);
  option("-f", design.filelist);
  option("--top-module", design.probe.empty() ? design.top : design.top + "_probe");
  option("-CFLAGS", "-fPIC -fno-semantic-interposition -march=native");
  option("-LDFLAGS", "-shared -Wl,-Bsymbolic");
  option("--Mdir", objects);
  option("-o", kLibrary);
  if (trace == Trace::kFst) command.emplace_back("--trace-fst");
  if (trace == Trace::kVcd) {
    command.emplace_back("--trace");
    option("--trace-max-width", "1000000");
  }
  // Instances of a module that is not inlined would share their counters.
  if (trace == Trace::kCoverage) {
    command.insert(command.end(), {"--flatten", "--coverage-line", "--coverage-toggle"});
  }
  if (!design.probe.empty()) command.push_back(design.probe);
  if (trace == Trace::kPlaces) command.push_back(objects + "/places.vlt");
  command.push_back(trace == Trace::kPlaces ? "places.cpp" : design.adapter);
  return command;
}

std::vector<std::string> make_command(const Design& design, Trace trace, bool quick) {
  // A counter for each bit, or a way to it, makes many times the code, which then takes the longer
  // to optimise.
  const bool large = trace == Trace::kCoverage || trace == Trace::kPlaces;
  const char* const optimise = quick   ? "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0"
                               : large ? "OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O2"
                                       : "OPT_FAST=-O3 OPT_SLOW=-O1 OPT_GLOBAL=-O2";
  return words(fmt::format("make -f {}.mk -j 2 CXX=c++ LINK=c++ {}", design.model_class, optimise));
}

std::string compile(const Design& design, const std::string& objects, Trace trace, bool quick) {
  const fs::path folder = fs::path(design.adapter).parent_path();
  fs::create_directory_symlink(fs::path(design.directory) / folder, fs::path(objects) / folder);
  if (trace == Trace::kPlaces) {
    for (const EmbeddedFile& file : places_files()) {
      files::write((fs::path(objects) / file.name).string(), std::string(file.content));
    }
  }
  require_success(
      process::run(verilator_command(design, objects, trace), design.directory, {}, kNoVerilator),
      "verilator",
      design,
      objects);
  require_written(design, objects);
  std::vector<std::string> environment;
  if (process::on_path("ccache")) environment.emplace_back("OBJCACHE=ccache");
  require_success(process::run(make_command(design, trace, quick),
                               objects,
                               environment,
                               "`apt install make g++` provides it"),
                  "c++",
                  design,
                  objects);
  return (fs::path(objects) / kLibrary).string();
}

std::string first_error(const std::string& output) {
  std::vector<std::string> lines;
  std::istringstream in(output);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  const auto is_error = [](const std::string& line) {
    return has_any(line, {"error:", "%Error", "undefined reference"});
  };
  auto begin = std::find_if(lines.begin(), lines.end(), is_error);
  auto end = lines.end();
  if (begin == lines.end()) {
    begin -= std::min(std::ssize(lines), kErrorLines);
  } else {
    end = std::find_if(begin + 1, lines.end(), [&](const std::string& line) {
      return is_error(line) || has_any(line, {"warning:", "%Warning", "make:", "make["});
    });
    end = std::min(end, begin + std::min(lines.end() - begin, kErrorLines));
  }
  std::string out;
  for (; begin != end; ++begin) out += (out.empty() ? "  " : "\n  ") + *begin;
  return out.empty() ? "  no message" : out;
}

}  // namespace spinforge::harness
