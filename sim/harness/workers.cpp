// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/workers.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"
#include "sim/harness/wire.hpp"

namespace spinforge::harness {

namespace {

/// Shared with the children: which piece is next, and from which on none is wanted.
struct Board {
  std::atomic<std::size_t> next;
  std::atomic<std::size_t> end;
};
static_assert(std::atomic<std::size_t>::is_always_lock_free, "processes share the board");

class SharedBoard {
 public:
  explicit SharedBoard(std::size_t pieces) {
    void* memory =
        ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      throw Error(ErrorCode::kTool,
                  "shared memory",
                  fmt::format("cannot be had: {}; close some programs", std::strerror(errno)));
    }
    board_ = new (memory) Board{{0}, {pieces}};
  }
  ~SharedBoard() { ::munmap(board_, sizeof(Board)); }
  SharedBoard(const SharedBoard&) = delete;
  SharedBoard& operator=(const SharedBoard&) = delete;
  [[nodiscard]] Board& operator*() const { return *board_; }

 private:
  Board* board_;
};

/// What a child sends: a kind and so many bytes.
struct Head {
  enum Kind : std::uint32_t { kImage, kPiece, kError } kind;
  std::uint32_t size;
};

void write_all(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(pipe, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) ::_exit(1);  // the parent is gone
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void send(int pipe, Head::Kind kind, const std::string& payload) {
  const Head head{kind, static_cast<std::uint32_t>(payload.size())};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  write_all(pipe, bytes + payload);
}

template <class Number>
std::string number_bytes(Number value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <class Number>
Number take_number(std::string_view& bytes) {
  Number value;
  expects(bytes.size() >= sizeof value, "a whole number between processes");
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

/// The child: works until no piece is left, then ends without the parent's destructors.
[[noreturn]] void work(int pipe, Board& board, const std::function<Piece()>& start) {
  try {
    const Piece piece = start();
    for (;;) {
      const std::size_t index = board.next.fetch_add(1);
      if (index >= board.end.load()) break;
      const ChunkResult result = piece(index, [&](const ImageRecord& record) {
        send(pipe, Head::kImage, number_bytes(record.mismatches));
      });
      send(pipe, Head::kPiece, number_bytes(index) + to_bytes(result));
    }
  } catch (const std::exception& problem) {
    const Error error = tool::as_error(problem);
    const std::string what = std::string(error.what()).substr(error.where().size() + 2);
    send(pipe,
         Head::kError,
         number_bytes(error.code()) + number_bytes(error.where().size()) + error.where() + what);
  }
  std::fflush(stdout);
  ::_exit(0);
}

/// What a simulation prints. $fatal and Verilator's own errors are kept; everything else goes to
/// standard error, line by line, because standard output may be a report.
class Printed {
 public:
  void add(std::string_view bytes) {
    text_ += bytes;
    for (std::size_t end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
      line(text_.substr(0, end));
      text_.erase(0, end + 1);
    }
  }

  /// What is there is a line, though none ended it.
  void end() {
    if (!text_.empty()) add("\n");
  }

  /// "rtl/sf_rom.sv:71" and what happened there, of the first error; empty where none was printed.
  [[nodiscard]] std::pair<std::string, std::string> error() const {
    const std::size_t mark = error_.find_first_of(' ') + 1;  // behind %Error: or %Fatal:
    const std::size_t colon = error_.find(": ", mark);
    if (mark == 0 || colon == std::string::npos) return {"simulation", error_};
    std::string what = error_.substr(colon + 2);
    const std::size_t scope = what.find(": ");
    if (what.starts_with("Assertion failed in ") && scope != std::string::npos) {
      what.erase(0, scope + 2);
    }
    return {error_.substr(mark, colon - mark), what};
  }
  [[nodiscard]] bool has_error() const { return !error_.empty(); }

 private:
  void line(const std::string& text) {
    const std::size_t mark = std::min(text.find("%Error: "), text.find("%Fatal: "));
    if (mark != std::string::npos) {
      if (error_.empty()) error_ = text.substr(mark);
    } else if (text != "Aborting..." || error_.empty()) {
      tool::say(fmt::format("{}\n", text));
    }
  }

  std::string text_, error_;
};

class Child {
 public:
  Child(Board& board, const std::function<Piece()>& start) {
    int ends[2], prints[2];
    const pid_t parent = ::getpid();
    std::fflush(stdout);  // what we have printed is not the child's to print
    const bool piped = ::pipe(ends) == 0 && ::pipe(prints) == 0;
    pid_ = piped ? ::fork() : -1;
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      ::close(ends[0]);
      ::close(prints[0]);
      ::dup2(prints[1], STDOUT_FILENO);
      ::close(prints[1]);
      std::setvbuf(stdout, nullptr, _IOLBF, 0);  // RTL prints without a flush
      work(ends[1], board, start);
    }
    if (pid_ < 0) {
      throw Error(ErrorCode::kTool,
                  "worker",
                  fmt::format("cannot be started: {}; use fewer --jobs", std::strerror(errno)));
    }
    ::close(ends[1]);
    ::close(prints[1]);
    pipe_ = ends[0];
    prints_ = prints[0];
  }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int pipe() const { return pipe_; }
  /// Where its standard output comes.
  [[nodiscard]] int prints() const { return prints_; }
  [[nodiscard]] const Printed& printed() const { return printed_; }
  [[nodiscard]] bool running() const { return pid_ > 0; }

  /// Reads what is there; false at the end.
  bool receive() {
    std::array<char, 1 << 16> chunk;
    const ssize_t got = ::read(pipe_, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
  }

  /// Takes what it has printed; false at the end.
  bool listen() {
    std::array<char, 1 << 12> chunk;
    const ssize_t got = ::read(prints_, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    printed_.add({chunk.data(), static_cast<std::size_t>(got)});
    return true;
  }

  /// Next whole message, or nothing.
  std::optional<std::pair<Head::Kind, std::string>> message() {
    Head head{};
    if (buffer_.size() < sizeof head) return {};
    std::memcpy(&head, buffer_.data(), sizeof head);
    if (buffer_.size() < sizeof head + head.size) return {};
    std::string payload = buffer_.substr(sizeof head, head.size);
    buffer_.erase(0, sizeof head + head.size);
    return std::pair(head.kind, std::move(payload));
  }

  /// Waits for the child's end. Its status, see waitpid.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    while (listen()) {
    }
    printed_.end();
    ::close(pipe_);
    ::close(prints_);
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_ = 0;
  int pipe_ = -1;
  int prints_ = -1;
  std::string buffer_;
  Printed printed_;
};

/// Results of the pieces and what follows from them.
class Parent {
 public:
  Parent(Board& board, const OnProgress& on_progress, const OnPiece& on_piece)
      : board_(board), on_progress_(on_progress), on_piece_(on_piece) {}

  void handle(Head::Kind kind, std::string_view payload) {
    if (kind == Head::kImage) {
      ++images_;
      mismatches_ += take_number<std::uint64_t>(payload);
      if (on_progress_) on_progress_(images_, mismatches_);
    } else if (kind == Head::kPiece) {
      const auto index = take_number<std::size_t>(payload);
      ChunkResult result = chunk_from_bytes(payload);
      if (result.mismatches > 0 && index + 1 < board_.end.load()) board_.end.store(index + 1);
      if (on_piece_) on_piece_(index, result);
      results_.emplace(index, std::move(result));
    } else {
      const auto code = take_number<ErrorCode>(payload);
      const auto where = take_number<std::size_t>(payload);
      throw Error(code, payload.substr(0, where), payload.substr(where));
    }
  }

  std::vector<ChunkResult> take() {
    std::vector<ChunkResult> out;
    for (auto& [index, result] : results_) {
      if (index < board_.end.load()) out.push_back(std::move(result));
    }
    return out;
  }

 private:
  Board& board_;
  const OnProgress& on_progress_;
  const OnPiece& on_piece_;
  std::map<std::size_t, ChunkResult> results_;
  std::uint64_t images_ = 0;
  std::uint64_t mismatches_ = 0;
};

void require_clean_end(int status, const Printed& printed) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  if (printed.has_error()) {
    const auto [where, what] = printed.error();
    throw Error(ErrorCode::kTool, where, what + " (the simulation ended)");
  }
  const std::string how =
      WIFSIGNALED(status)
          ? fmt::format(
                "was ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)))
          : fmt::format("ended with code {}", WEXITSTATUS(status));
  throw Error(ErrorCode::kTool,
              "worker",
              fmt::format("{} in the middle of the simulation; run again with --jobs 1 to see "
                          "where",
                          how));
}

}  // namespace

std::vector<ChunkResult> run_workers(std::size_t pieces,
                                     int jobs,
                                     const std::function<Piece()>& start,
                                     const OnProgress& on_progress,
                                     const OnPiece& on_piece) {
  const SharedBoard board(pieces);
  Parent parent(*board, on_progress, on_piece);
  std::fflush(nullptr);  // or every child would print what is still in our buffers
  std::vector<std::unique_ptr<Child>> children;
  const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(jobs), pieces);
  for (std::size_t i = 0; i < count; ++i) {
    children.push_back(std::make_unique<Child>(*board, start));
  }
  while (!children.empty()) {
    std::vector<pollfd> waiting;
    for (const auto& child : children) {
      waiting.push_back({child->pipe(), POLLIN, 0});
      waiting.push_back({child->prints(), POLLIN, 0});
    }
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;  // EINTR
    for (std::size_t i = 0; i < children.size(); ++i) {
      Child& child = *children[i];
      if (waiting[2 * i + 1].revents != 0) (void)child.listen();
      if (waiting[2 * i].revents == 0) continue;
      const bool more = child.receive();
      while (const auto message = child.message()) parent.handle(message->first, message->second);
      if (!more) {
        const int status = child.wait();
        require_clean_end(status, child.printed());
      }
    }
    std::erase_if(children, [](const auto& child) { return !child->running(); });
  }
  return parent.take();
}

}  // namespace spinforge::harness
