// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/sandbox.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/process.hpp"
#include "sim/harness/cache.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

constexpr const char* kBwrapAdvice = "`apt install bubblewrap` provides it, or leave --sandbox out";

bool is_file(const SandboxOutput& output) { return !output.path.empty() && output.path != "-"; }

/// What any program and the compilers need.
Words system_view() {
  Words out{"--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"};
  for (const char* const path : {"/bin", "/sbin", "/lib", "/lib32", "/lib64"}) {
    std::error_code ignored;
    if (fs::is_symlink(path, ignored)) {
      out.insert(out.end(), {"--symlink", fs::read_symlink(path).string(), path});
    } else {
      out.insert(out.end(), {"--ro-bind-try", path, path});
    }
  }
  for (const char* const path : {"/opt", "/etc/alternatives", "/etc/ld.so.cache"}) {
    out.insert(out.end(), {"--ro-bind-try", path, path});
  }
  return out;
}

/// bwrap's command line up to the program's.
Words bwrap(const Words& visible, const std::string& own) {
  Words out{"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"};
  const char* const path = std::getenv("PATH");
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"HOME", own},
                                    {"TMPDIR", own},
                                    {"PATH", path == nullptr ? "/usr/bin:/bin" : path}}) {
    out.insert(out.end(), {"--setenv", name, value});
  }
  const Words system = system_view();
  out.insert(out.end(), system.begin(), system.end());
  const std::string here = fs::current_path().string();
  out.insert(out.end(), {"--dir", here});
  for (const std::string& given : visible) {
    const std::string absolute = fs::absolute(given).string();
    out.insert(out.end(), {"--ro-bind-try", absolute, absolute});
  }
  out.insert(out.end(), {"--bind", own, own, "--chdir", here});
  return out;
}

/// Waits for a program that shares our input and outputs; its exit code.
int run_in_front(const Words& command) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, words[0], nullptr, nullptr, words.data(), environ);
  if (error != 0) {
    throw Error(ErrorCode::kTool,
                command[0],
                fmt::format("cannot be started: {}; {}", std::strerror(error), kBwrapAdvice));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  throw Error(ErrorCode::kTool,
              command[0],
              fmt::format("was ended by signal {} ({}); run again",
                          WTERMSIG(status),
                          ::strsignal(WTERMSIG(status))));
}

/// The run may have put anything there: only a plain file is read.
void take_output(const SandboxOutput& output, const std::string& from) {
  struct stat status {};
  if (::lstat(from.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::kTool,
                fmt::format("{} {}", output.option, output.path),
                "the run in the sandbox left no such file; run again without --sandbox if you "
                "trust the directory");
  }
  files::write_output(output.path, files::read(from));
}

}  // namespace

std::vector<std::string> with_option(std::vector<std::string> arguments,
                                     const std::string& option,
                                     const std::string& value) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with(option + "=")) {
      arguments[i] = option + "=" + value;
      return arguments;
    }
    if (arguments[i] == option && i + 1 < arguments.size()) {
      arguments[i + 1] = value;
      return arguments;
    }
  }
  arguments.push_back(option);
  arguments.push_back(value);
  return arguments;
}

int run_in_sandbox(const SandboxRun& run) {
  if (!process::on_path("bwrap")) {
    throw Error(ErrorCode::kTool, "bwrap", fmt::format("is not on PATH; {}", kBwrapAdvice));
  }
  const std::string tool = fs::read_symlink("/proc/self/exe").string();
  const files::TemporaryDirectory scratch = make_scratch();
  Words visible = run.visible;
  visible.push_back(tool);
  const Words sandbox = bwrap(visible, scratch.path());
  Words probe = sandbox;
  probe.emplace_back("true");
  if (const process::Exit exit = process::run(probe, "/", {}, kBwrapAdvice); exit.status != 0) {
    throw Error(ErrorCode::kTool,
                "bwrap",
                fmt::format("cannot make a sandbox here ({}); allow user namespaces, or leave "
                            "--sandbox out",
                            exit.output.substr(0, exit.output.find('\n'))));
  }
  Words arguments = run.arguments;
  for (const SandboxOutput& output : run.outputs) {
    if (is_file(output)) {
      arguments = with_option(arguments, output.option, scratch / output.option.substr(2));
    }
  }
  Words command = sandbox;
  command.push_back(tool);
  command.insert(command.end(), arguments.begin(), arguments.end());
  const int code = run_in_front(command);
  for (const SandboxOutput& output : run.outputs) {
    // 0 and 1: it compared, and wrote what it was asked for, but for the record of an unequal run.
    const bool owed = code == 0 || (code == 1 && output.option != "--record");
    if (is_file(output) && owed) take_output(output, scratch / output.option.substr(2));
  }
  return code;
}

}  // namespace spinforge::harness
