// SPDX-License-Identifier: Apache-2.0
#include "sim/host/port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "gen/base/error.hpp"

namespace spinforge::host {
namespace {

constexpr std::array<std::pair<int, speed_t>, 9> kSpeeds{{{9600, B9600},
                                                          {57600, B57600},
                                                          {115200, B115200},
                                                          {230400, B230400},
                                                          {460800, B460800},
                                                          {500000, B500000},
                                                          {921600, B921600},
                                                          {1000000, B1000000},
                                                          {2000000, B2000000}}};

speed_t speed_of(int baud) {
  std::string known;
  for (const auto& [rate, speed] : kSpeeds) {
    if (rate == baud) return speed;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", rate);
  }
  throw Error(ErrorCode::kUsage,
              "--baud",
              fmt::format("not a speed of serial ports; expected one of {}, got {}; choose that of "
                          "the board's bitstream",
                          known,
                          baud));
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::kIo,
              path,
              fmt::format("{}: {}; check the cable and who may use the port",
                          what,
                          errno == 0 ? "the other end is closed" : std::strerror(errno)));
}

}  // namespace

Port::Port(const std::string& path, int baud) : path_(path) {
  const speed_t speed = speed_of(baud);
  file_ = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (file_ < 0) fail(path, "cannot be opened");
  termios settings{};
  if (::tcgetattr(file_, &settings) != 0) {
    const int cause = errno;
    ::close(file_);
    errno = cause;
    fail(path, "is no serial port");
  }
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
  ::cfsetispeed(&settings, speed);
  ::cfsetospeed(&settings, speed);
  if (::tcsetattr(file_, TCSANOW, &settings) != 0) {
    const int cause = errno;
    ::close(file_);
    errno = cause;
    fail(path, fmt::format("does not take {} baud", baud));
  }
  ::tcflush(file_, TCIOFLUSH);
}

Port::~Port() { ::close(file_); }

void Port::write(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(path_, "cannot be written");
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
}

std::optional<std::uint8_t> Port::read(std::chrono::milliseconds patience) {
  pollfd waiting{.fd = file_, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::nullopt;
  if (ready < 0) fail(path_, "cannot be waited for");
  std::uint8_t byte = 0;
  errno = 0;
  if (::read(file_, &byte, 1) != 1) fail(path_, "cannot be read");
  return byte;
}

}  // namespace spinforge::host
