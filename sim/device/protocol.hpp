// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/device/device.hpp"
#include "sim/plot/figure.hpp"

/// The paper's measurements and simulations by name: each is a function from its settings to
/// columns of numbers, a few named results and a figure.
namespace spinforge::device {

using plot::Band, plot::Figure, plot::HeatMap, plot::Mark, plot::Palette, plot::Panel;
using plot::Series, plot::Style;

/// One thing a protocol lets its user choose.
struct Parameter {
  std::string name{};
  std::string value{};  ///< default; a list is comma-separated
  std::string unit{};   ///< empty for words and counts
  std::string text{};
  double low = 0.0;  ///< range of every number of it; low > high means a word of `choices`
  double high = -1.0;
  std::vector<std::string> choices{};
  int most = 1;        ///< numbers it may hold
  bool whole = false;  ///< only integers
};

using Overrides = std::map<std::string, std::string>;

/// Checked values of a protocol's parameters.
class Settings {
 public:
  /// *Errors*: kUsage for an unknown name, a malformed or empty value, a wrong word, too many
  /// numbers; kRange for a number outside its range.
  Settings(const std::vector<Parameter>& parameters, const Overrides& overrides);

  [[nodiscard]] double number(const std::string& name) const;
  [[nodiscard]] int count(const std::string& name) const;
  [[nodiscard]] const std::vector<double>& numbers(const std::string& name) const;
  [[nodiscard]] const std::string& word(const std::string& name) const;
  /// Every setting as text, defaults included.
  [[nodiscard]] const std::map<std::string, std::string>& all() const { return text_; }

 private:
  std::map<std::string, std::string> text_;
  std::map<std::string, std::vector<double>> numbers_;
};

/// A column of the table; the unit is part of the name ("time_ns"). NaN is an empty cell.
struct Column {
  std::string name{};
  std::vector<double> values{};
};

/// A single figure of merit. NaN means "does not happen".
struct Value {
  std::string name{};
  double value = 0.0;
  std::string unit{};
  std::string paper{};  ///< what the paper states for it, empty where it states nothing
};

struct Result {
  std::string title{};
  std::vector<Column> columns{};
  std::vector<Value> values{};
  std::vector<std::string> notes{};        ///< what the model does not carry, in plain words
  std::vector<std::string> paper_notes{};  ///< what holds of the paper's devices alone
  Figure figure{};

  /// Both kinds of notes.
  [[nodiscard]] std::vector<std::string> all_notes() const;
  /// Takes out what is said of the paper: the result is of another device.
  void leave_paper_out();
};

/// What a protocol runs on: one device, but for those that compare some of the paper's.
using Devices = std::span<const Device>;

struct Protocol {
  std::string name{};
  std::string text{};    ///< one line
  std::string source{};  ///< figure or section of the paper
  std::vector<Parameter> parameters{};
  Result (*run)(const Settings&, Devices) = nullptr;
  std::vector<std::string> devices{};  ///< that it runs on unless told otherwise; empty: see `set`
  std::string model{};
  /// By parameter: numbers of the device's own for which its default has no room.
  std::map<std::string, std::string> left_out{};
};

/// All protocols, grouped by model, in the order of the help text.
[[nodiscard]] const std::vector<Protocol>& protocols();

/// *Errors*: kUsage for an unknown model or protocol, listing the choices.
[[nodiscard]] const Protocol& find_protocol(std::span<const Protocol> list,
                                            std::string_view model,
                                            std::string_view name);
[[nodiscard]] const Protocol& find_protocol(std::string_view model, std::string_view name);

/// The protocol as it runs on `device`, which has its name from the models of its law: no choice of
/// a set, and the device's own fields and currents, up to twelve, where a protocol has some by
/// default; a result names the others. *Errors*: kUsage for a protocol that the law does not have.
[[nodiscard]] Protocol protocol_of(const Device& device, std::string_view name);

/// What a protocol runs on by itself: its `devices`, or that of its parameter `set`.
[[nodiscard]] std::vector<Device> devices_of(const Protocol& protocol, const Overrides& overrides);

/// *Errors*: those of Settings; kRange where a device lacks a number that the protocol needs.
[[nodiscard]] Result run(const Protocol& protocol, const Overrides& overrides, Devices devices);
[[nodiscard]] Result run(const Protocol& protocol, const Overrides& overrides = {});

/// Header line and one line per row; numbers with nine significant digits. Short columns end in
/// empty cells.
[[nodiscard]] std::string csv(const Result& result);

/// Everything, settings included.
[[nodiscard]] std::string json_text(const Protocol& protocol,
                                    const Overrides& overrides,
                                    const Result& result);

/// The values as rows of a table below its header: whole numbers whole, others with so many
/// significant digits; units as symbols.
[[nodiscard]] std::vector<std::vector<std::string>> value_rows(const Result& result, int digits);

/// The list of models, protocols and parameters, for --help.
[[nodiscard]] std::string describe_protocols(std::span<const Protocol> list);

}  // namespace spinforge::device
