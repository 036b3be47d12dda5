// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gen/usage/command.hpp"

/// What the command lines of all our tools have in common: --version, help with examples, and
/// options that say where a result goes.
///
/// An option of one command takes two places: a member of its Arguments and a line in its
/// add_options. One that several commands of a tool share has its name, text and range in a
/// function (gen/cli.hpp, sim/cli.hpp), a call in each of these commands, and a member of the
/// struct that they share, such as classify::Selection, whose library also uses it once.
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
  /// The same for one whose options are members of Arguments: `add_options` adds them, and `work`
  /// runs once they are read; what it returns, if anything, is the exit code.
  template <class Arguments, class Result>
  void add_command(const std::string& name,
                   const Help& help,
                   void (*add_options)(Command& command, Arguments& to),
                   Result (*work)(const Arguments& given)) {
    auto arguments = std::make_shared<Arguments>();
    Command* const command = add_command(name, help);
    add_options(*command, *arguments);
    command->callback([this, arguments, work] {
      exit_code_ = [&] {
        if constexpr (std::is_void_v<Result>) {
          work(*arguments);
          return 0;
        } else {
          return work(*arguments);
        }
      }();
    });
  }
  /// Reads the command line and runs the subcommand that it names. What goes wrong is told on
  /// stderr, and standard output that cannot be written is an error: see tool::run. Returns the
  /// exit code, see ErrorCode.
  [[nodiscard]] int run(int argc, char** argv);
  /// The same for a line of words behind the tool's name; *errors* are thrown, not told.
  void parse(const std::string& line);

 private:
  void require_command(const std::string& name) const;

  std::unique_ptr<CLI::App> app_;
  std::vector<std::unique_ptr<Command>> commands_;
  int exit_code_ = 0;  ///< of the subcommand that ran
};

/// "0.1.0 (revision 1a2b3c4)"; without the bracket where the sources are no clone.
[[nodiscard]] std::string version();

/// An option that says where a result goes: FILE, written whole or not at all.
class Output {
 public:
  /// `option`: "--json", for instance. `part`: the file of a network that this result is, by name.
  explicit Output(std::string option, std::string part = {})
      : option_(std::move(option)), part_(std::move(part)) {}
  /// `what`: the text of the option's help, "the result as JSON". With this, - is standard output,
  /// where then nothing else is printed.
  void add_to(Command& command, const std::string& what);
  /// For a result that is no text. `help` is all of the option's help.
  Option* add_file_to(Command& command, const std::string& help);
  /// What is written beside it, under its name with `ending` in the place of its own.
  [[nodiscard]] Output beside(const std::string& ending) const;

  [[nodiscard]] const std::string& option() const { return option_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& part() const { return part_; }
  [[nodiscard]] bool wanted() const { return !path_.empty(); }
  [[nodiscard]] bool to_stdout() const { return path_ == "-"; }
  /// Writes `text` where it was asked for. *Errors*: kIo.
  void write(const std::string& text) const;

 private:
  std::string option_, part_, path_;
};

/// A directory into which a command puts files whose names it learns as it works.
struct OutputFolder {
  std::string option;  ///< "--out", for instance
  std::string path;    ///< "": there is none
  /// Those in whose place an Output might be, by name; "*.fst": of any name with that ending.
  std::vector<std::string> files;
};

/// For all outputs of a command, before its long work; `inputs` are the files, networks and emitted
/// directories that it reads. Returns true where standard output is left for people to read.
/// *Errors*: kIo where a file could not be written later; kUsage where two of them would go to one
/// place, or one over a file that is read (directory::read_at) or that is a network's, and for a
/// folder that lies in a directory that is read.
[[nodiscard]] bool prepare(std::initializer_list<Output> outputs,
                           const std::vector<std::string>& inputs = {},
                           const std::vector<OutputFolder>& folders = {});

}  // namespace spinforge::usage
