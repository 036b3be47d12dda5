// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

/// What the main functions of our tools have in common.
namespace spinforge::tool {

/// Runs `body`, which gives the exit code, and sees to it that
/// - an Error is a sentence on stderr behind the tool's `name`, and its code the exit code; so are
/// a
///   failing file system (kIo) and a bug of ours (70);
/// - what went to standard output has arrived there, or the tool fails (kIo);
/// - an empty argument is refused (kUsage): no option and no path of ours may be empty.
[[nodiscard]] int run(const std::string& name,
                      int argc,
                      const char* const* argv,
                      const std::function<int()>& body);

/// Prints `text` on standard error. Where that is full or closed nobody can be told, and it is
/// lost.
void say(const std::string& text);

/// Flushes standard output. *Errors*: kIo where it is full or closed, also by an earlier write.
void flush_standard_output();

}  // namespace spinforge::tool
