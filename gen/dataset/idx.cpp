// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/idx.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"

namespace spinforge::dataset {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kMaxBytes = std::size_t{1} << 32;  ///< more is taken for a corrupt header
constexpr std::uint32_t kUnsignedBytes = 0x08;

/// `path`, which zlib can open without waiting.
const std::string& readable(const std::string& path) {
  files::require_readable(path);
  return path;
}

/// The uncompressed bytes of a file; zlib passes a file without gzip header on as it is.
class Source {
 public:
  explicit Source(const std::string& path)
      : path_(readable(path)), file_(::gzopen(path.c_str(), "rbe"), &::gzclose) {
    if (!file_)
      throw Error(ErrorCode::kIo, path, fmt::format("cannot read: {}", std::strerror(errno)));
  }

  /// Fills `bytes` as far as the file goes; says how far.
  std::size_t read(std::span<std::uint8_t> bytes) {
    const int got = ::gzread(file_.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
    int code = Z_OK;
    const char* const message = ::gzerror(file_.get(), &code);
    if (code == Z_ERRNO) {
      throw Error(ErrorCode::kIo, path_, fmt::format("cannot read: {}", std::strerror(errno)));
    }
    if (code == Z_BUF_ERROR) {
      fail("truncated; expected more compressed data, got the end of the file");
    }
    if (got < 0) fail(fmt::format("does not decompress ({})", message));
    return static_cast<std::size_t>(got);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kParse, path_, what + "; fetch the file again");
  }

 private:
  const std::string& path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

std::uint32_t read_word(Source& source) {
  std::array<std::uint8_t, 4> bytes{};
  if (source.read(bytes) != bytes.size()) {
    source.fail("truncated; expected a whole IDX header, got less");
  }
  return (std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) |
         (std::uint32_t{bytes[2]} << 8) | bytes[3];
}

std::vector<std::size_t> read_shape(Source& source, std::size_t dimensions) {
  const std::uint32_t magic = read_word(source);
  const std::uint32_t expected = (kUnsignedBytes << 8) | static_cast<std::uint32_t>(dimensions);
  if (magic != expected) {
    source.fail(
        fmt::format("bad magic number; expected {:#010x} (IDX, unsigned bytes, {} "
                    "dimension(s)), got {:#010x}",
                    expected,
                    dimensions,
                    magic));
  }
  std::vector<std::size_t> shape(dimensions);
  std::size_t bytes = 1;
  for (std::size_t& size : shape) {
    size = read_word(source);
    if (size == 0 || size > kMaxBytes / bytes) {
      source.fail(fmt::format("implausible size; expected 1..{}, got {}", kMaxBytes / bytes, size));
    }
    bytes *= size;
  }
  return shape;
}

}  // namespace

Idx read_idx(const std::string& path, std::size_t dimensions) {
  Source source(path);
  Idx idx;
  idx.shape = read_shape(source, dimensions);
  std::size_t bytes = 1;
  for (const std::size_t size : idx.shape) bytes *= size;
  // In pieces, so that a wrong header cannot make us reserve what the file does not hold.
  while (idx.values.size() < bytes) {
    const std::size_t at = idx.values.size();
    idx.values.resize(at + std::min(kChunk, bytes - at));
    const std::size_t got = source.read(std::span(idx.values).subspan(at));
    if (at + got < idx.values.size()) {
      source.fail(fmt::format("truncated; expected {} values, got {}", bytes, at + got));
    }
  }
  std::array<std::uint8_t, 1> more{};
  if (source.read(more) != 0) {
    source.fail(fmt::format("goes on after its last value; expected {} values, got more", bytes));
  }
  return idx;
}

}  // namespace spinforge::dataset
