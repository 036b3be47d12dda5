// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace spinforge::files {

/// Refuses a `path` for `option` that could not be written later, before the long work starts. An
/// empty path and "-" are fine. *Errors*: kIo.
void require_writable(const std::string& option, const std::string& path);

/// Makes directory `path` where it is not there; `option`, or "", is who wants it. *Errors*: kIo.
void make_directory(const std::string& option, const std::string& path);

/// The same for a file that a library writes by itself, so that only a regular one will do.
void require_writable_file(const std::string& option, const std::string& path);

/// Writes `text` to `path`, or to standard output where that is "-". *Errors*: kIo.
void write_output(const std::string& path, const std::string& text);

}  // namespace spinforge::files
