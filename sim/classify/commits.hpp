// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "gen/base/staged.hpp"
#include "sim/golden/golden.hpp"

namespace spinforge::classify {

/// First line of a CommitsFile: the members of a commit (gen/network/README.md, 4.10).
inline constexpr const char* kCommitsHeader =
    "image,layer,step,neuron,v,d,spike,armed,over,field_code\n";

/// Every commit of images as lines of CSV, integers only: by image, in it by layer, in that by
/// step, in that by neuron. Written as they come, so that no number of them is too large. The file
/// appears under its name with finish(), whole; without it nothing stays.
class CommitsFile {
 public:
  /// `path`: a file, "-" for standard output, or a pipe. *Errors*: kIo.
  explicit CommitsFile(std::string path);
  ~CommitsFile();
  CommitsFile(const CommitsFile&) = delete;
  CommitsFile& operator=(const CommitsFile&) = delete;

  /// *Errors*: kIo.
  void add(std::uint32_t image, const golden::Trace& trace);

  /// Closes it. *Errors*: kIo.
  void finish();

 private:
  void add_layer(std::uint32_t image, std::size_t layer, const golden::LayerTrace& trace);
  void flush();
  [[noreturn]] void fail(int error) const;

  std::string path_;
  std::string target_;
  std::optional<files::Partial> partial_;  ///< none where the file is written as it is
  std::FILE* file_ = nullptr;
  fmt::memory_buffer buffer_;
};

}  // namespace spinforge::classify
