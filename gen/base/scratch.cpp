// SPDX-License-Identifier: Apache-2.0
#include "gen/base/scratch.hpp"

#include <cstdlib>

#include "gen/base/cleanup.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"

namespace spinforge::files {

Scratch::Scratch(const std::string& purpose)
    : path_(temporary_directory() + "/spinforge-" + purpose + "-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) {
    throw Error(ErrorCode::kIo, path_, "cannot be made; set TMPDIR to a place you may write");
  }
  cleanup::add(path_);
}

Scratch::~Scratch() { cleanup::remove(path_); }

}  // namespace spinforge::files
