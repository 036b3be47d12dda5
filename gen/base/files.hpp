// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Whole files: read, and written so that a reader never sees half of one.
namespace spinforge::files {

/// A file to be written.
struct File {
  std::string path;
  std::string content;
};

/// Content of the regular file `path`. Anything else (a directory, a pipe, a device) is refused
/// without waiting for it. *Errors*: kIo; kUsage where `path` is empty.
[[nodiscard]] std::string read(const std::string& path);

/// Refuses what read() would: for a library that opens files itself. *Errors*: those of read().
void require_readable(const std::string& path);

/// True for pipes, devices and what is open already ("/dev/stdout"), which write() writes as they
/// are.
[[nodiscard]] bool is_stream(const std::string& path);

/// Writes a temporary file beside `path`, flushes it to disk and renames it. A failure (full disk
/// included) or an interrupt leaves whatever stood at `path` untouched and no temporary file. Pipes
/// and devices are written as they are, links are followed.
/// *Errors*: kIo; kUsage where `path` is empty.
void write(const std::string& path, std::string_view content);

/// Writes several files like one: where one cannot be written, or at an interrupt, all of them stay
/// as they were. Only a process that is killed outright can leave the first ones new and the others
/// old. *Errors*: those of write().
void write_together(const std::vector<File>& files);

/// `path` without links, dots and a trailing slash; what does not exist yet is kept.
/// *Errors*: kIo; kUsage where `path` is empty.
[[nodiscard]] std::string resolved(const std::string& path);

/// True where `path` is `directory` or lies below it; both as resolved() has them.
[[nodiscard]] bool is_within(const std::string& path, const std::string& directory);

}  // namespace spinforge::files
