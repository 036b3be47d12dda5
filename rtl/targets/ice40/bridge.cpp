// SPDX-License-Identifier: Apache-2.0
//
// The Verilated system with a pseudo-terminal as its serial line:
//   system [--lose N]
// Prints the terminal's name, and runs until it or the process that started it ends. --lose N: the
// N-th byte toward the system is lost on the way, and the N-th that it sends.
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>

#include "Vsf_serial_system.h"
#include "verilated.h"

namespace {

constexpr int kClocksPerBit = 8;   // as the script compiles it
constexpr int kIdleCycles = 4000;  // simulated for each millisecond without anything to do
constexpr int kFrameBits = 10;     // start, eight of data, stop

/// The terminal's end that is ours; the other one stays open so that it outlives its users.
int open_terminal() {
  const int ours = posix_openpt(O_RDWR | O_NOCTTY);
  if (ours < 0 || grantpt(ours) != 0 || unlockpt(ours) != 0) {
    perror("system: no pseudo-terminal");
    exit(2);
  }
  const int theirs = open(ptsname(ours), O_RDWR | O_NOCTTY);
  termios raw{};
  if (theirs < 0 || tcgetattr(theirs, &raw) != 0) {
    perror("system: no pseudo-terminal");
    exit(2);
  }
  cfmakeraw(&raw);
  tcsetattr(theirs, TCSANOW, &raw);
  fcntl(ours, F_SETFL, O_NONBLOCK);
  printf("%s\n", ptsname(ours));
  fflush(stdout);
  return ours;
}

/// Bits toward the system.
class Sender {
 public:
  [[nodiscard]] bool idle() const { return left_ == 0; }
  void start(unsigned char byte) {
    bits_ = (0x100U | byte) << 1U;
    left_ = kFrameBits * kClocksPerBit;
  }
  int line() {
    if (left_ == 0) return 1;
    const int bit = kFrameBits - 1 - (left_ - 1) / kClocksPerBit;
    --left_;
    return static_cast<int>((bits_ >> static_cast<unsigned>(bit)) & 1U);
  }

 private:
  unsigned bits_ = 0;
  int left_ = 0;
};

/// Bits from the system, read in their middle.
class Receiver {
 public:
  [[nodiscard]] bool idle() const { return time_ < 0; }
  /// The byte that ends in this cycle, or -1.
  int take(int line) {
    if (time_ < 0) {
      if (line == 0) time_ = 0;
      return -1;
    }
    ++time_;
    const int bit = time_ / kClocksPerBit;
    if (time_ % kClocksPerBit != kClocksPerBit / 2 || bit == 0) return -1;
    if (bit < kFrameBits - 1) {
      byte_ = (byte_ >> 1U) | (line != 0 ? 0x80U : 0U);
      return -1;
    }
    time_ = -1;
    return static_cast<int>(byte_);
  }

 private:
  int time_ = -1;
  unsigned byte_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const long lose = argc == 3 && strcmp(argv[1], "--lose") == 0 ? atol(argv[2]) : 0;
  const int terminal = open_terminal();
  const auto context = std::make_unique<VerilatedContext>();
  context->randReset(2);  // registers begin at random, the same in each run
  context->randSeed(1);
  const auto top = std::make_unique<Vsf_serial_system>(context.get());
  Sender sender;
  Receiver receiver;
  long sent = 0, received = 0, cycles = 0, idle = 0;
  for (;;) {
    unsigned char byte = 0;
    if (cycles > 16 && sender.idle() && read(terminal, &byte, 1) == 1 && ++sent != lose) {
      sender.start(byte);
    }
    top->rst_ni = cycles >= 8;
    top->rx_i = sender.line();
    top->clk_i = 0;
    top->eval();
    top->clk_i = 1;
    top->eval();
    ++cycles;
    const int answer = top->rst_ni != 0 ? receiver.take(top->tx_o) : -1;
    if (answer >= 0 && ++received != lose) {
      const auto out = static_cast<unsigned char>(answer);
      // As on a wire, what nobody takes in time is gone.
      if (write(terminal, &out, 1) != 1 && errno != EAGAIN) return 1;
    }
    const bool at_rest = sender.idle() && receiver.idle() && top->busy_o == 0;
    idle = at_rest ? idle + 1 : 0;
    if (idle >= kIdleCycles) {
      pollfd waiting{terminal, POLLIN, 0};
      poll(&waiting, 1, 1);
      idle = 0;
    }
  }
}
