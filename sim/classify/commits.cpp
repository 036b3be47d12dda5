// SPDX-License-Identifier: Apache-2.0
#include "sim/classify/commits.hpp"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "gen/base/cleanup.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"

namespace spinforge::classify {

namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;

}  // namespace

CommitsFile::CommitsFile(std::string path) : path_(std::move(path)) {
  if (path_ == "-") {
    file_ = stdout;
  } else {
    if (!files::is_stream(path_)) {
      target_ = files::resolved(path_);
      partial_.emplace(target_);
    }
    file_ = std::fopen(partial_ ? partial_->path().c_str() : path_.c_str(), partial_ ? "we" : "ae");
    if (file_ == nullptr) fail(errno);
  }
  fmt::format_to(std::back_inserter(buffer_), "{}", kCommitsHeader);
}

CommitsFile::~CommitsFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
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
                   "{},{},{},{},{},{}",
                   image,
                   layer,
                   step + 1,
                   cell % neurons,
                   trace.potential[cell],
                   trace.drive[cell]);
    for (const golden::NamedFlag& each : golden::kFlags) {
      fmt::format_to(std::back_inserter(buffer_), ",{:d}", (flags & each.flag) != 0);
    }
    fmt::format_to(std::back_inserter(buffer_), ",{}\n", trace.field_code[step]);
    if (buffer_.size() >= kBuffer) flush();
  }
}

void CommitsFile::add(std::uint32_t image, const golden::Trace& trace) {
  for (std::size_t k = 0; k < trace.layers.size(); ++k) add_layer(image, k + 1, trace.layers[k]);
}

void CommitsFile::finish() {
  flush();
  if (std::fflush(file_) != 0) fail(errno);
  if (file_ != stdout && std::fclose(std::exchange(file_, nullptr)) != 0) fail(errno);
  file_ = nullptr;
  if (!partial_) return;
  const std::string& path = partial_->path();
  const int error = cleanup::unless_interrupted(
      path, [&] { return std::rename(path.c_str(), target_.c_str()) == 0 ? 0 : errno; });
  if (error != 0) fail(error);
}

}  // namespace spinforge::classify
