// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <string>

#include "gen/base/error.hpp"

/// What the main functions of our tools have in common.
namespace spinforge::tool {

/// Runs `body`, which gives the exit code, and sees to it that
/// - what it throws is a sentence on stderr behind the tool's `name`, see as_error;
/// - what went to standard output has arrived there, or the tool fails (kIo);
/// - an empty argument is refused (kUsage): no option and no path of ours may be empty.
[[nodiscard]] int run(const std::string& name,
                      int argc,
                      const char* const* argv,
                      const std::function<int()>& body);

/// The Error that `problem` is to be told as: itself, kIo for a failing file system, else kBug.
[[nodiscard]] Error as_error(const std::exception& problem);

/// What is said of `error` on a terminal: one line of less than 2,000 characters, cut in its
/// middle, but for what another program said.
[[nodiscard]] std::string sentence(const Error& error);

/// Prints `text` on standard error. Where that is full or closed nobody can be told, and it is
/// lost.
void say(const std::string& text);

/// Flushes standard output. *Errors*: kIo where it is full or closed, also by an earlier write.
void flush_standard_output();

}  // namespace spinforge::tool
