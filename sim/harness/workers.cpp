// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/workers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gen/base/children.hpp"
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

/// What a child tells: a number of the work's own, a piece with its result.
enum Told : std::uint32_t { kNumber, kPiece };

/// The child: works until no piece is left.
void work_on(const process::Child::Tell& tell, Board& board, const std::function<Work()>& start) {
  const Work work = start();
  for (;;) {
    const std::size_t index = board.next.fetch_add(1);
    if (index >= board.end.load()) return;
    tell(kPiece, index, work(index, [&](std::uint64_t number) { tell(kNumber, number, {}); }));
  }
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

/// A child, and what it prints.
class Worker {
 public:
  Worker(Board& board, const std::function<Work()>& start) : Worker(Pipe(), board, start) {}

  [[nodiscard]] process::Child& child() { return child_; }
  /// Where its standard output comes.
  [[nodiscard]] int prints() const { return prints_.number(); }

  /// Takes what it has printed; false at the end.
  bool listen() {
    return process::read_some(prints(), [&](std::string_view bytes) { printed_.add(bytes); });
  }

  /// Waits for its end. *Errors*: kTool where that was none of its own.
  void wait() {
    const std::string how = child_.wait();
    while (listen()) {
    }
    printed_.end();
    if (how.empty()) return;
    if (printed_.has_error()) {
      const auto [where, what] = printed_.error();
      throw Error(ErrorCode::kTool, where, what + " (the simulation ended)");
    }
    throw Error(ErrorCode::kTool,
                "worker",
                how + " in the middle of the simulation; run again with --jobs 1 to see where");
  }

 private:
  struct Pipe {
    int read = -1, write = -1;
    Pipe() {
      int ends[2];
      if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw Error(ErrorCode::kTool,
                    "pipe",
                    fmt::format("cannot be made: {}; use fewer --jobs", std::strerror(errno)));
      }
      read = ends[0];
      write = ends[1];
    }
  };
  Worker(const Pipe& out, Board& board, const std::function<Work()>& start)
      : prints_(out.read), child_([&](const process::Child::Tell& tell) {
          ::dup2(out.write, STDOUT_FILENO);
          ::close(out.write);
          std::setvbuf(stdout, nullptr, _IOLBF, 0);  // RTL prints without a flush
          work_on(tell, board, start);
        }) {
    ::close(out.write);
  }

  files::Descriptor prints_;
  process::Child child_;
  Printed printed_;
};

}  // namespace

void share_work(std::size_t pieces,
                int jobs,
                const std::function<Work()>& start,
                const Tell& on_tell,
                const OnBytes& on_bytes) {
  const process::Shared<Board> shared(1);
  Board& board = shared.get().front();
  board.end = pieces;
  const auto handle = [&](const process::Message& message) {
    if (message.kind == kNumber) return on_tell(message.number);
    const auto index = static_cast<std::size_t>(message.number);
    if (!on_bytes(index, message.bytes) && index + 1 < board.end.load()) board.end = index + 1;
  };
  std::vector<std::unique_ptr<Worker>> workers;
  const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(jobs), pieces);
  for (std::size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(board, start));
  while (!workers.empty()) {
    std::vector<pollfd> waiting;
    for (const auto& worker : workers) {
      waiting.push_back({worker->child().pipe(), POLLIN, 0});
      waiting.push_back({worker->prints(), POLLIN, 0});
    }
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;  // EINTR
    for (std::size_t i = 0; i < workers.size(); ++i) {
      process::Child& child = workers[i]->child();
      if (waiting[2 * i + 1].revents != 0) (void)workers[i]->listen();
      if (waiting[2 * i].revents == 0) continue;
      const bool more = child.receive();
      while (const auto message = child.message()) handle(*message);
      if (!more) workers[i]->wait();
    }
    std::erase_if(workers, [](const auto& worker) { return !worker->child().running(); });
  }
}

std::vector<ChunkResult> run_workers(std::size_t pieces,
                                     int jobs,
                                     const std::function<Piece()>& start,
                                     const OnProgress& on_progress,
                                     const OnPiece& on_piece) {
  std::map<std::size_t, ChunkResult> results;
  std::size_t end = pieces;
  std::uint64_t images = 0, mismatches = 0;
  const auto start_work = [&]() -> Work {
    return [piece = start()](std::size_t index, const Tell& tell) {
      return to_bytes(piece(index, [&](const ImageRecord& record) { tell(record.mismatches); }));
    };
  };
  const auto count = [&](std::uint64_t of_image) {
    ++images;
    mismatches += of_image;
    if (on_progress) on_progress(images, mismatches);
  };
  const auto keep = [&](std::size_t index, const std::string& bytes) {
    ChunkResult result = chunk_from_bytes(bytes);
    const bool good = result.mismatches == 0;
    if (!good) end = std::min(end, index + 1);
    if (on_piece) on_piece(index, result);
    results.emplace(index, std::move(result));
    return good;
  };
  share_work(pieces, jobs, start_work, count, keep);
  std::vector<ChunkResult> out;
  for (auto& [index, result] : results) {
    if (index < end) out.push_back(std::move(result));
  }
  return out;
}

}  // namespace spinforge::harness
