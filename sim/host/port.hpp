// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace spinforge::host {

/// A serial port, or a pseudo-terminal in its place: 8 data bits, no parity, no flow control.
class Port {
 public:
  /// *Errors*: kIo where `path` cannot be opened or is no terminal, kUsage for a speed that the
  /// system does not know.
  Port(const std::string& path, int baud);
  ~Port();
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// *Errors*: kIo where the line is gone.
  void write(std::span<const std::uint8_t> bytes);

  /// The next byte, or none within `patience`. *Errors*: kIo where the line is gone.
  std::optional<std::uint8_t> read(std::chrono::milliseconds patience);

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace spinforge::host
