// SPDX-License-Identifier: Apache-2.0
#include "gen/base/outputs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/tool.hpp"

namespace spinforge::files {

namespace fs = std::filesystem;

void require_writable(const std::string& option, const std::string& path) {
  if (path.empty() || path == "-") return;
  const bool directory = fs::is_directory(path) || path.ends_with('/');
  // A file is put in the place of the former one, a stream is written as it is.
  const bool good =
      files::is_stream(path)
          ? ::access(path.c_str(), W_OK) == 0
          : ::access(fs::path(resolved(path)).parent_path().c_str(), W_OK | X_OK) == 0 &&
                may_replace(path);
  if (!directory && good) return;
  throw Error(ErrorCode::kIo,
              fmt::format("{} {}", option, path),
              fmt::format("cannot be written: {}; choose another file",
                          directory ? "it is a directory" : std::strerror(errno)));
}

void require_writable_file(const std::string& option, const std::string& path) {
  if (path == "-" || is_stream(path)) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} {}", option, path),
                "is no file; expected the name of one; choose another");
  }
  require_writable(option, path);
}

void make_directory(const std::string& option, const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return;
  throw Error(ErrorCode::kIo,
              option.empty() ? path : fmt::format("{} {}", option, path),
              fmt::format("cannot be made: {}; choose another directory", error.message()));
}

void write_output(const std::string& path, const std::string& text) {
  if (path != "-") return files::write(path, text);
  std::fputs(text.c_str(), stdout);
  tool::flush_standard_output();
}

}  // namespace spinforge::files
