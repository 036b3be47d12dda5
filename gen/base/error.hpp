// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace spinforge {

/// What went wrong, and at the same time the exit code of the tool that reports it. With 0, done,
/// and 1, compared and found unequal, which are no Errors, these are all exit codes that there are
/// (tool::as_error gives every exception its own).
enum class ErrorCode {
  kUsage = 2,  ///< the command line or an option's value
  kIo = 3,     ///< a file or directory cannot be read or written
  kParse = 4,  ///< a file's text or header is not what it should be
  kShape = 5,  ///< sizes that do not agree
  kRange = 6,  ///< a value outside its stated range
  kTool = 8,   ///< an external program is missing or failed
  kBug = 70,   ///< a bug of ours, which the user cannot mend; made by tool::as_error alone
};

/// A problem the user can mend. Libraries throw it; only a tool's main catches it.
/// The sentence reads "where: what; expected X, got Y; what to do".
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string_view where, std::string_view what)
      : std::runtime_error(whole(std::string(where) + ": " + std::string(what))),
        code_(code),
        where_(where) {}

  [[nodiscard]] ErrorCode code() const { return code_; }
  [[nodiscard]] int exit_code() const { return static_cast<int>(code_); }
  /// The file, option or field at fault, e.g. "layer 2 / bias".
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  /// what() ends at a NUL, which a file may hold: shown as text::printable shows it.
  static std::string whole(const std::string& sentence) {
    std::string out;
    for (const char c : sentence) {
      if (c == '\0') {
        out += "\\x00";
      } else {
        out += c;
      }
    }
    return out;
  }

  ErrorCode code_;
  std::string where_;
};

/// Checks an invariant of our own code; a failure is a bug of ours, never of the user.
inline void expects(bool condition,
                    std::string_view what,
                    const char* file = __builtin_FILE(),  // of the call: clang 14 has no
                    int line = __builtin_LINE()) {        // std::source_location
  if (!condition) {
    throw std::logic_error(std::string(file) + ":" + std::to_string(line) +
                           ": broken invariant: " + std::string(what));
  }
}

}  // namespace spinforge
