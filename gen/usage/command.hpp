// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

/// The command line, read by CLI11. Only command.cpp includes it: its templates would otherwise
/// cost more to compile than all the rest of a file that has options.
namespace spinforge::usage {

/// An option or a positional argument. Every function returns the option itself.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(option) {}
  Option* required();
  /// Heading under which the help lists it.
  Option* group(const std::string& name);
  /// What the help shows in the value's place, "FILE".
  Option* type_name(const std::string& name);
  /// The help shows the value it has without the option.
  Option* show_default();
  /// Refuses what is not one of `words`.
  Option* one_of(const std::vector<std::string>& words);
  /// Refuses what is not in low..high. (What is no decimal number of the value's type is refused
  /// anyway, in one sentence.)
  Option* between(int low, int high);
  Option* between(double low, double high);
  Option* positive();
  Option* not_negative();
  /// A list in one word, cut at `delimiter`.
  Option* list(char delimiter);
  /// One value each time it is given; what follows is another argument.
  Option* one_value();
  /// Cannot be given together with `other`.
  Option* excludes(const Option* other);
  /// Means nothing without `other`.
  Option* needs(const Option* other);

  /// How often it was given.
  [[nodiscard]] std::size_t count() const;
  /// "--json"; "NETWORK" for a positional argument.
  [[nodiscard]] std::string name() const;

 private:
  Option* after(CLI::Option* /*set*/) { return this; }

  CLI::Option& option_;
};

/// A tool or one of its subcommands, as far as its options go.
class Command {
 public:
  explicit Command(CLI::App& app);
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// `value` is written when the command line is read, and keeps what it has where the option is
  /// not given. T: an arithmetic type, std::string, or a std::optional or std::vector of them;
  /// command.cpp lists the types that are used.
  template <class T>
  Option* add_option(const std::string& name, T& value, const std::string& help);
  Option* add_flag(const std::string& name, bool& value, const std::string& help);
  /// The option called `name`, which exists.
  [[nodiscard]] Option* get_option(const std::string& name);
  /// All options added from now on show their defaults.
  void show_defaults();
  /// Runs `action` when the command was chosen and its options are read.
  void callback(std::function<void()> action);

 private:
  Option* keep(CLI::Option& option);

  CLI::App& app_;
  std::vector<std::unique_ptr<Option>> options_;
};

}  // namespace spinforge::usage
