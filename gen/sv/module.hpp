// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/sv/interface.hpp"
#include "gen/sv/package.hpp"

namespace spinforge::sv {

/// Width of a vector: its bits, and how the text spells them.
struct Width {
  int bits = 1;
  std::string text;  ///< expression of `bits`, e.g. "sf_core_pkg::Lanes"; empty: the number itself

  Width(int number) : bits(number) {}  // NOLINT: a number is a width
  Width(const Constant& constant)      // NOLINT: so is a constant
      : bits(static_cast<int>(constant.value)), text(constant.reference) {}
};

/// Something that can be connected: a name (or an expression of constants) and its width.
struct Signal {
  std::string name;
  int width = 1;
  bool is_constant = false;
};

/// A constant of `width` bits, for an input that is tied off.
[[nodiscard]] Signal tied(int width, std::int64_t value);
[[nodiscard]] Signal tied(int width, const Constant& value);

/// Bits high..low of `signal`, for an input; the signal itself where those are all of it.
[[nodiscard]] Signal slice(const Signal& signal, int high, int low);

/// An instance of `interface`. Every parameter and every port is given exactly once; Module::add
/// checks that, and the widths.
class Instance {
 public:
  Instance(const Interface& interface, std::string_view name);

  Instance& set(std::string_view parameter, const Constant& value);
  Instance& set(std::string_view parameter, std::int64_t value);
  /// A string parameter, as an expression.
  Instance& set_text(std::string_view parameter, std::string expression);
  Instance& connect(std::string_view port, const Signal& signal);

  /// Throws std::logic_error naming what is missing, unknown, given twice or of the wrong width.
  void check() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Interface& interface() const { return *interface_; }
  /// Signal connected to `port`.
  [[nodiscard]] const Signal& at(std::string_view port) const;
  [[nodiscard]] std::string print() const;

 private:
  Instance& set(std::string_view parameter, std::string text, std::int64_t value);

  const Interface* interface_;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> parameters_;  ///< name, text
  Parameters values_;
  std::vector<std::pair<std::string, Signal>> ports_;
};

/// A module of fixed sections, filled in any order and printed in this one:
///
///     module NAME #(
///       parameters
///     ) (
///       ports, in groups
///     );
///       signals, in groups
///       assignments, in groups
///       instances, each with its comment
///     endmodule
///
/// A name is declared once, and everything but an input is driven exactly once: print() throws
/// std::logic_error otherwise.
class Module {
 public:
  explicit Module(std::string_view name);

  /// A string parameter.
  void parameter(std::string_view name, std::string_view value, std::string_view comment);
  /// Starts a group of ports, signals or assignments with a comment above it.
  void group_ports(std::string_view comment);
  void group_signals(std::string_view comment);
  void group_assignments(std::string_view comment);

  /// Puts (* name = "value" *) above the next port.
  void attribute(std::string_view name, std::string_view value);
  Signal input(std::string_view name, const Width& width = 1);
  Signal output(std::string_view name, const Width& width = 1);
  Signal signal(std::string_view name, const Width& width = 1);
  /// A signal that takes an output nobody reads; "unused_" is put before its name.
  Signal unused(std::string_view name, const Width& width = 1);
  void assign(const Signal& target, const Signal& value);
  void add(const Instance& instance, std::string_view comment);

  /// The module as another one instantiates it; its widths depend on no parameter.
  [[nodiscard]] const Interface& interface() const { return interface_; }

  /// The file's text below `header`, which is printed as a comment.
  [[nodiscard]] std::string print(std::string_view header) const;

 private:
  struct Line {
    std::string comment;                ///< a group's title, and then nothing else
    std::string direction, type, name;  ///< direction with a blank, or empty
    std::string attributes = {};        ///< lines to put above
  };

  Signal declare(std::vector<Line>& section,
                 std::string_view direction,
                 std::string_view name,
                 const Width& width);
  void drive(const Signal& signal);
  [[nodiscard]] static std::string print(const std::vector<Line>& section,
                                         std::string_view before_group,
                                         std::string_view separator,
                                         std::string_view end);

  std::string name_;
  std::string parameters_;
  Interface interface_;
  std::vector<Line> ports_, signals_;
  std::string attributes_;  ///< of the next port
  std::string assignments_, instances_;
  std::vector<std::string> instance_names_;
  std::map<std::string, int, std::less<>> drivers_;  ///< declared names and their drivers so far
};

}  // namespace spinforge::sv
