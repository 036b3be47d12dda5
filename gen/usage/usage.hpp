// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gen/usage/command.hpp"

/// What the command lines of all our tools have in common: --version, help with examples, and
/// options that say where a result goes.
namespace spinforge::usage {

/// A command line that works as it stands, and what it is for ("" where it says so itself).
struct Example {
  std::string command;
  std::string purpose;
};

/// What --help says of a tool or subcommand beside its options.
struct Help {
  std::string summary;            ///< one line; also in the list of subcommands
  std::string details;            ///< whole lines below it; may be empty
  std::vector<Example> examples;  ///< at least one
};

/// One of our tools: its help, --version, and a subcommand that must be named.
class Tool {
 public:
  Tool(const std::string& name, const Help& help);
  ~Tool();
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;

  Command* add_command(const std::string& name, const Help& help);
  /// Reads the command line and runs the subcommand that it names. What goes wrong is told on
  /// stderr, and standard output that cannot be written is an error: see tool::run. Returns the
  /// exit code: 0, an Error's code, or 70 for a bug of ours.
  [[nodiscard]] int run(int argc, char** argv);
  /// The same for a line of words behind the tool's name; *errors* are thrown, not told.
  void parse(const std::string& line);

 private:
  std::unique_ptr<CLI::App> app_;
  std::vector<std::unique_ptr<Command>> commands_;
};

/// "0.1.0 (revision 1a2b3c4)"; without the bracket where the sources are no clone.
[[nodiscard]] std::string version();

/// An option with one meaning in all tools: FILE, written whole or not at all, or - for standard
/// output, where then nothing else is printed.
class Output {
 public:
  /// `option`: "--json", for instance.
  explicit Output(std::string option) : option_(std::move(option)) {}
  /// `what`: the text of the option's help, "the result as JSON".
  void add_to(Command& command, const std::string& what);

  [[nodiscard]] const std::string& option() const { return option_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool wanted() const { return !path_.empty(); }
  [[nodiscard]] bool to_stdout() const { return path_ == "-"; }
  /// Writes `text` where it was asked for. *Errors*: kIo.
  void write(const std::string& text) const;

 private:
  std::string option_, path_;
};

/// For all outputs of a command, before its long work. Returns true where standard output is left
/// for people to read. *Errors*: kIo where a file could not be written later; kUsage where more
/// than one of them would go to standard output.
[[nodiscard]] bool prepare(std::initializer_list<Output> outputs);

}  // namespace spinforge::usage
