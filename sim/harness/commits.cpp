// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/commits.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "gen/base/cleanup.hpp"
#include "gen/base/error.hpp"

namespace spinforge::harness {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = std::size_t{1} << 16;

/// A pipe or device is written as it is; a file is replaced when the new one is whole.
bool is_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return !fs::exists(status) || fs::is_regular_file(status);
}

}  // namespace

CommitsFile::CommitsFile(std::string path) : path_(std::move(path)) {
  if (path_ == "-") {
    file_ = stdout;
  } else {
    if (is_file(path_)) partial_ = fmt::format("{}.partial-{}", path_, ::getpid());
    if (!partial_.empty()) cleanup::add(partial_);
    file_ = std::fopen(partial_.empty() ? path_.c_str() : partial_.c_str(), "we");
    if (file_ == nullptr) fail(errno);
  }
  fmt::format_to(std::back_inserter(buffer_), "{}", kCommitsHeader);
}

CommitsFile::~CommitsFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  if (!partial_.empty()) cleanup::remove(partial_);
}

void CommitsFile::fail(int error) const {
  throw Error(ErrorCode::kIo,
              path_ == "-" ? "standard output" : path_,
              fmt::format("cannot write the commits: {}; {}",
                          std::strerror(error),
                          error == ENOSPC ? "free some space, or pipe them into a compressor"
                                          : "choose another file"));
}

void CommitsFile::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size()) fail(errno);
  buffer_.clear();
}

void CommitsFile::add_layer(std::uint32_t image,
                            std::size_t layer,
                            const golden::LayerTrace& trace) {
  const std::size_t neurons = trace.flags.size() / trace.field_code.size();
  for (std::size_t cell = 0; cell < trace.flags.size(); ++cell) {
    const std::uint8_t flags = trace.flags[cell];
    if ((flags & golden::kCommitted) == 0) continue;  // gated off
    const std::size_t step = cell / neurons;
    fmt::format_to(std::back_inserter(buffer_),
                   "{},{},{},{},{},{},{:d},{:d},{:d},{}\n",
                   image,
                   layer,
                   step + 1,
                   cell % neurons,
                   trace.potential[cell],
                   trace.drive[cell],
                   (flags & golden::kSpike) != 0,
                   (flags & golden::kArmed) != 0,
                   (flags & golden::kOver) != 0,
                   trace.field_code[step]);
    ++count_;
    if (buffer_.size() >= kBuffer) flush();
  }
}

void CommitsFile::add(std::uint32_t image, const golden::Trace& trace) {
  for (std::size_t k = 0; k < trace.layers.size(); ++k) add_layer(image, k + 1, trace.layers[k]);
}

std::uint64_t CommitsFile::finish() {
  flush();
  if (std::fflush(file_) != 0) fail(errno);
  if (file_ != stdout && std::fclose(std::exchange(file_, nullptr)) != 0) fail(errno);
  file_ = nullptr;
  if (!partial_.empty()) {
    if (std::rename(partial_.c_str(), path_.c_str()) != 0) fail(errno);
    cleanup::remove(std::exchange(partial_, ""));
  }
  return count_;
}

}  // namespace spinforge::harness
