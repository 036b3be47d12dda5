// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "gen/base/temporary.hpp"

/// The directory of built models. What lies there is loaded and run, so nobody else may be able to
/// write it.
namespace spinforge::harness {

/// ${SPINFORGE_BUILD_DIR}, or ${XDG_CACHE_HOME}/spinforge, or ~/.cache/spinforge. *Errors*: kUsage
/// where none of these variables is set: a directory that all users share is not safe.
[[nodiscard]] std::string default_cache();

/// `given`, or default_cache() where that is "", absolute.
[[nodiscard]] std::string cache_path(const std::string& given);

/// Makes directory `path`, for us alone, where it is not there. *Errors*: kIo where that cannot be,
/// and where it belongs to somebody else than us and root, or others can write it.
void open_cache(const std::string& path);

/// The note that put() kept with `library`; nothing where it is not there, or not whole: its
/// content must be what its checksum says. *Errors*: kIo where it belongs to somebody else than us
/// and root, or others can write it.
[[nodiscard]] std::optional<std::string> note_of(const std::string& library);

/// Puts the file at `built` into the cache as `library`, with its checksum and a note.
/// *Errors*: kIo.
void put(const std::string& built, const std::string& library, const std::string& note);

/// Exclusive use of one cache entry; given up when the object or the process ends. *Errors*: kIo.
class Lock {
 public:
  explicit Lock(const std::string& path);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_;
};

/// An empty directory with a plain path: `preferred`, or one among the temporary files where that
/// is not plain or "". *Errors*: kIo.
[[nodiscard]] files::TemporaryDirectory make_scratch(const std::string& preferred = "");

}  // namespace spinforge::harness
