// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spinforge::coverage {

/// Which points of a model were hit, in their order: a bit for each, so that merging is an OR.
class Hits {
 public:
  Hits() = default;
  explicit Hits(std::size_t points) : size_(points), words_((points + 63) / 64) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool operator[](std::size_t point) const {
    return (words_[point / 64] >> (point % 64) & 1U) != 0;
  }
  void set(std::size_t point) { words_[point / 64] |= std::uint64_t{1} << (point % 64); }

  /// Both have as many points, or this one has none yet.
  Hits& operator|=(const Hits& other);

  /// Points that were hit, and those of them that are not among `known`, which may have none.
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t count_without(const Hits& known) const;

  /// Hexadecimal digits, four points each, the first in the lowest bit.
  [[nodiscard]] std::string text() const;
  /// *Errors*: kParse for anything but the text of that many points.
  [[nodiscard]] static Hits parse(std::string_view text,
                                  std::size_t points,
                                  const std::string& where);

  friend bool operator==(const Hits&, const Hits&) = default;

 private:
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

}  // namespace spinforge::coverage
