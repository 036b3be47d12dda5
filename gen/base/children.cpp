// SPDX-License-Identifier: Apache-2.0
#include "gen/base/children.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"

namespace spinforge::process {

namespace {

/// What stands before the bytes of a message.
struct Head {
  std::uint32_t kind;
  std::uint32_t size;
  std::uint64_t number;
};

void send(int pipe, std::uint32_t kind, std::uint64_t number, std::string_view bytes) {
  const Head head{kind, static_cast<std::uint32_t>(bytes.size()), number};
  std::string whole(reinterpret_cast<const char*>(&head), sizeof head);
  whole += bytes;
  if (files::write_all(pipe, whole) != 0) ::_exit(1);  // the parent is gone
}

/// The child: works, then ends without the parent's destructors.
[[noreturn]] void be_child(int pipe, const std::function<void(const Child::Tell&)>& work) {
  const auto tell = [pipe](std::uint32_t kind, std::uint64_t number, std::string_view bytes) {
    send(pipe, kind, number, bytes);
  };
  try {
    work(tell);
  } catch (const std::exception& problem) {
    const Error error = tool::as_error(problem);
    const std::string what = std::string(error.what()).substr(error.where().size() + 2);
    tell(kChildError, static_cast<std::uint64_t>(error.code()), error.where() + '\0' + what);
  }
  std::fflush(nullptr);
  ::_exit(0);
}

}  // namespace

SharedMemory::SharedMemory(std::size_t bytes)
    : bytes_(std::max<std::size_t>(bytes, 1)),
      memory_(::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
  if (memory_ != MAP_FAILED) return;
  throw Error(ErrorCode::kTool,
              "shared memory",
              fmt::format("cannot be had: {}; close some programs", std::strerror(errno)));
}

SharedMemory::~SharedMemory() { ::munmap(memory_, bytes_); }

Child::Child(const std::function<void(const Tell& tell)>& work) {
  int ends[2];
  const pid_t parent = ::getpid();
  std::fflush(nullptr);  // what we have printed is not the child's to print
  const bool piped = ::pipe2(ends, O_CLOEXEC) == 0;
  pid_ = piped ? ::fork() : -1;
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // died before that
    ::close(ends[0]);
    be_child(ends[1], work);
  }
  const int error = errno;
  if (piped) {
    ::close(ends[1]);
    pipe_.reset(ends[0]);
  }
  if (pid_ > 0) return;
  throw Error(ErrorCode::kTool,
              "worker",
              fmt::format("cannot be started: {}; use fewer --jobs", std::strerror(error)));
}

Child::~Child() {
  if (!running()) return;
  kill();
  (void)wait();
}

bool Child::receive() {
  return read_some(pipe(), [&](std::string_view bytes) { buffer_ += bytes; });
}

std::optional<Message> Child::message() {
  Head head{};
  if (buffer_.size() < sizeof head) return {};
  std::memcpy(&head, buffer_.data(), sizeof head);
  if (buffer_.size() < sizeof head + head.size) return {};
  Message out{head.kind, head.number, buffer_.substr(sizeof head, head.size)};
  buffer_.erase(0, sizeof head + head.size);
  if (out.kind != kChildError) return out;
  const std::size_t end = out.bytes.find('\0');
  throw Error(
      static_cast<ErrorCode>(out.number), out.bytes.substr(0, end), out.bytes.substr(end + 1));
}

void Child::kill() const { ::kill(pid_, SIGKILL); }

std::string Child::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  pipe_.reset(-1);
  if (WIFSIGNALED(status)) {
    return fmt::format(
        "was ended by signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  }
  return WEXITSTATUS(status) == 0 ? "" : fmt::format("ended with code {}", WEXITSTATUS(status));
}

bool read_some(int pipe, const std::function<void(std::string_view)>& take) {
  std::array<char, 1 << 16> bytes;
  const ssize_t got = ::read(pipe, bytes.data(), bytes.size());
  if (got < 0 && errno == EINTR) return true;
  if (got > 0) take({bytes.data(), static_cast<std::size_t>(got)});
  return got > 0;
}

}  // namespace spinforge::process
