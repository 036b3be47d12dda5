// SPDX-License-Identifier: Apache-2.0
#include "gen/base/temporary.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "gen/base/cleanup.hpp"
#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"

namespace spinforge::files {

std::string temporary_directory() {
  const char* const variable = std::getenv("TMPDIR");
  std::string path = variable == nullptr || *variable == '\0' ? "/tmp" : variable;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return path;
  throw Error(
      ErrorCode::kIo,
      fmt::format("TMPDIR={}", path),
      "is no directory; expected one for temporary files; make it or set TMPDIR to another");
}

TemporaryDirectory::TemporaryDirectory(const std::string& parent)
    : path_(parent + "/spinforge-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) fail(path_, "create", errno);
  cleanup::add(path_);
}

TemporaryDirectory::TemporaryDirectory(const std::string& path, bool /*named*/) : path_(path) {
  cleanup::remove_tree(path_);
  cleanup::add(path_);
  if (::mkdir(path_.c_str(), S_IRWXU) == 0) return;
  const int error = errno;
  cleanup::remove(path_);
  fail(path_, "create", error);
}

TemporaryDirectory::~TemporaryDirectory() { cleanup::remove(path_); }

std::string TemporaryDirectory::operator/(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

}  // namespace spinforge::files
