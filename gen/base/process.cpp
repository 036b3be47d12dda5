// SPDX-License-Identifier: Apache-2.0
#include "gen/base/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "gen/base/error.hpp"

namespace spinforge::process {

namespace {

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      throw Error(ErrorCode::kTool,
                  "pipe",
                  fmt::format("cannot be made: {}; close some programs", std::strerror(errno)));
    }
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    ::close(read);
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write() {
    if (write >= 0) ::close(write);
    write = -1;
  }
};

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk;
  for (;;) {
    const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

/// Reports errno through `failed`, and ends the process.
[[noreturn]] void give_up(const Pipe& failed) {
  const int problem = errno;
  [[maybe_unused]] const ssize_t sent = ::write(failed.write, &problem, sizeof problem);
  ::_exit(127);
}

/// Exit code of a child, or 128 and the signal that ended it.
int exit_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// In the child: becomes the program, or gives up.
[[noreturn]] void become(const std::vector<std::string>& command,
                         const std::string& directory,
                         const std::vector<std::string>& environment,
                         const Pipe& output,
                         const Pipe& failed) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  for (const std::string& entry : environment) ::putenv(const_cast<char*>(entry.c_str()));
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  ::dup2(output.write, STDOUT_FILENO);
  ::dup2(output.write, STDERR_FILENO);
  if (::chdir(directory.c_str()) == 0) ::execvp(words[0], words.data());
  give_up(failed);
}

/// Ends the guard's process group: the program, all that it started, and the guard.
void end_group(int) { ::kill(0, SIGKILL); }

/// The process between us and the program. A program that is only killed itself leaves what it
/// started to run on: make its compilers, for instance. So the guard leads a process group with the
/// program in it, and ends that group when it is told to end or when we die, however we die.
template <class Program>
[[noreturn]] void guard(pid_t parent, Pipe& output, Pipe& failed, const Program& program) {
  ::setpgid(0, 0);
  struct sigaction action {};
  action.sa_handler = end_group;
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaction(number, &action, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // died before that
  const pid_t child = ::fork();
  if (child == 0) program();
  if (child < 0) give_up(failed);
  output.close_write();
  failed.close_write();
  ::_exit(exit_of(child));
}

}  // namespace

std::optional<std::string> on_path(const std::string& program) {
  const char* const variable = std::getenv("PATH");
  const std::string path = variable == nullptr ? "" : variable;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    std::string candidate = path.substr(begin, end - begin) + "/" + program;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return {};
}

Exit run(const std::vector<std::string>& command,
         const std::string& directory,
         const std::vector<std::string>& environment,
         const std::string& advice) {
  Pipe output;
  Pipe failed;
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    guard(parent, output, failed, [&] { become(command, directory, environment, output, failed); });
  }
  int problem = child < 0 ? errno : 0;
  output.close_write();
  failed.close_write();
  Exit exit;
  if (child > 0) {
    exit.output = read_all(output.read);
    exit.status = exit_of(child);
    [[maybe_unused]] const ssize_t got = ::read(failed.read, &problem, sizeof problem);
  }
  if (problem == 0) return exit;
  throw Error(ErrorCode::kTool,
              command[0],
              fmt::format("cannot be started: {}; {}", std::strerror(problem), advice));
}

}  // namespace spinforge::process
