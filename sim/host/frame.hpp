// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// A core behind a serial line, seen from the computer at the other end.
namespace spinforge::host {

/// CRC of eight bits: polynomial x^8 + x^2 + x + 1, highest bit first, from 0.
[[nodiscard]] std::uint8_t crc8(std::span<const std::uint8_t> bytes);

/// The frame of one image: 0x53, tag, pixels, CRC of tag and pixels.
[[nodiscard]] std::vector<std::uint8_t> request(std::uint8_t tag,
                                                std::span<const std::uint8_t> pixels);

/// What the core says of an image.
struct Reply {
  std::uint8_t tag = 0;              ///< of the image's frame
  bool dropped = false;              ///< the frame came damaged; nothing below is set
  int predicted = 0;                 ///< class
  std::vector<std::uint8_t> counts;  ///< spikes of each class
};

/// Finds replies in a stream of bytes: 0x73, tag, class, counts, CRC; or 0x73, tag, 0xff, CRC.
/// Bytes that are no reply are passed over.
class Parser {
 public:
  explicit Parser(std::size_t classes) : classes_(classes) {}

  /// The reply that `byte` completes.
  std::optional<Reply> take(std::uint8_t byte);

 private:
  [[nodiscard]] std::size_t expected() const;

  std::size_t classes_;
  std::vector<std::uint8_t> bytes_;  ///< of the reply under way, its first byte included
};

}  // namespace spinforge::host
