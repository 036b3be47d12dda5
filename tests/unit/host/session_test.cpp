// SPDX-License-Identifier: Apache-2.0
#include "sim/host/session.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

#include "tests/support.hpp"

using namespace spinforge;
using namespace spinforge::host;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kPixels = 4;
constexpr Patience kPatience{.reply = 300ms, .quiet = 5ms, .attempts = 3};

/// A board of kPixels pixels and two classes at the other end of a pseudo-terminal: it answers the
/// n-th frame, counted from 0, as `answer` says.
class Board {
 public:
  using Answer = std::function<Bytes(int frame, const Bytes& bytes)>;

  explicit Board(Answer answer) : file_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    if (file_ < 0 || ::grantpt(file_) != 0 || ::unlockpt(file_) != 0) {
      throw std::runtime_error("no pseudo-terminal");
    }
    path_ = ::ptsname(file_);
    thread_ = std::jthread([this, answer](const std::stop_token& stop) { serve(stop, answer); });
  }
  ~Board() {
    thread_.request_stop();
    thread_.join();
    ::close(file_);
  }
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void serve(const std::stop_token& stop, const Answer& answer) {
    Bytes frame;
    for (int count = 0; !stop.stop_requested();) {
      pollfd waiting{.fd = file_, .events = POLLIN, .revents = 0};
      std::uint8_t byte = 0;
      if (::poll(&waiting, 1, 5) <= 0 || ::read(file_, &byte, 1) != 1) {
        ::usleep(1000);  // before the port is opened there is nobody at the other end
        continue;
      }
      frame.push_back(byte);
      if (frame.size() < kPixels + 3) continue;
      const Bytes bytes = answer(count++, frame);
      frame.clear();
      if (::write(file_, bytes.data(), bytes.size()) < 0) return;
    }
  }

  int file_;
  std::string path_;
  std::jthread thread_;
};

Bytes with_crc(Bytes body) {
  body.push_back(crc8(body));
  body.insert(body.begin(), 0x73);
  return body;
}

/// The right answer: class 1 and the first pixel as its count.
Bytes right(const Bytes& frame) { return with_crc({frame[1], 1, 0, frame[2]}); }

struct Outcome {
  Reply reply;
  int repeated;
};

Outcome classify(const Board::Answer& answer) {
  const Board board(answer);
  Port port(board.path(), 115200);
  Session session(port, 2, kPatience);
  const Bytes pixels{17, 0x73, 0x53, 0x0d};  // bytes that a terminal or a parser might take apart
  Reply reply = session.classify(pixels);
  return {reply, session.repeated()};
}

}  // namespace

TEST_CASE("an image comes back with its class and counts") {
  const Outcome outcome = classify([](int, const Bytes& frame) { return right(frame); });
  CHECK(outcome.reply.predicted == 1);
  CHECK(outcome.reply.counts == Bytes{0, 17});
  CHECK(outcome.repeated == 0);
}

TEST_CASE("a frame that the board dropped is sent again") {
  const Outcome outcome = classify([](int count, const Bytes& frame) {
    return count == 0 ? with_crc({frame[1], 0xff}) : right(frame);
  });
  CHECK(outcome.reply.counts == Bytes{0, 17});
  CHECK(outcome.repeated == 1);
}

TEST_CASE("an answer that is lost, damaged or another frame's is waited for and asked for again") {
  const Outcome outcome = classify([](int count, const Bytes& frame) -> Bytes {
    if (count == 0) return {};
    if (count == 1) return with_crc({static_cast<std::uint8_t>(frame[1] + 1), 0, 9, 9});
    return right(frame);
  });
  CHECK(outcome.reply.counts == Bytes{0, 17});
  CHECK(outcome.repeated == 2);
}

TEST_CASE("a board that never answers is an error") {
  test::error_of(
      ErrorCode::kIo, "3 times", [] { (void)classify([](int, const Bytes&) { return Bytes{}; }); });
}

TEST_CASE("a port that is not there, or no terminal, or has no such speed, is refused") {
  CHECK(test::error_of([] { Port("/nowhere/ttyUSB9", 115200); }).code() == ErrorCode::kIo);
  CHECK(test::error_of([] { Port("/dev/null", 115200); }).code() == ErrorCode::kIo);
  test::error_of(ErrorCode::kUsage, "got 12345", [] { Port("/dev/null", 12345); });
}
