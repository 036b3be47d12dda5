// SPDX-License-Identifier: Apache-2.0
#include "sim/host/frame.hpp"

#include <algorithm>

namespace spinforge::host {
namespace {

constexpr std::uint8_t kRequest = 0x53;
constexpr std::uint8_t kReply = 0x73;
constexpr std::uint8_t kDropped = 0xff;
constexpr unsigned kPolynomial = 0x07;
constexpr std::size_t kHeader = 3;  // sync, tag, class

}  // namespace

std::uint8_t crc8(std::span<const std::uint8_t> bytes) {
  unsigned crc = 0;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = ((crc << 1U) ^ ((crc & 0x80U) != 0 ? kPolynomial : 0U)) & 0xffU;
    }
  }
  return static_cast<std::uint8_t>(crc);
}

std::vector<std::uint8_t> request(std::uint8_t tag, std::span<const std::uint8_t> pixels) {
  std::vector<std::uint8_t> frame;
  frame.reserve(pixels.size() + 3);
  frame.push_back(kRequest);
  frame.push_back(tag);
  for (const std::uint8_t pixel : pixels) frame.push_back(pixel);
  frame.push_back(crc8(std::span(frame).subspan(1)));
  return frame;
}

std::size_t Parser::expected() const {
  if (bytes_.size() < kHeader) return kHeader + 1;
  return kHeader + 1 + (bytes_[2] == kDropped ? 0 : classes_);
}

std::optional<Reply> Parser::take(std::uint8_t byte) {
  if (bytes_.empty() && byte != kReply) return std::nullopt;
  bytes_.push_back(byte);
  if (bytes_.size() < expected()) return std::nullopt;
  const std::vector<std::uint8_t> frame = std::move(bytes_);
  bytes_.clear();
  const std::span<const std::uint8_t> body = std::span(frame).subspan(1, frame.size() - 2);
  const bool dropped = frame[2] == kDropped;
  if (crc8(body) == frame.back() && (dropped || frame[2] < classes_)) {
    Reply reply{.tag = frame[1], .dropped = dropped, .predicted = 0, .counts = {}};
    if (!dropped) {
      reply.predicted = frame[2];
      reply.counts.assign(frame.begin() + kHeader, frame.end() - 1);
    }
    return reply;
  }
  // What began there was no reply; one may begin inside it.
  std::optional<Reply> found;
  for (const std::uint8_t again : std::span(frame).subspan(1)) {
    if (std::optional<Reply> reply = take(again)) found = std::move(reply);
  }
  return found;
}

}  // namespace spinforge::host
