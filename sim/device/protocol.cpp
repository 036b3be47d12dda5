// SPDX-License-Identifier: Apache-2.0
#include "sim/device/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "sim/device/protocol_parts.hpp"
#include "sim/device/units.hpp"

namespace spinforge::device {
namespace {

constexpr const char* kSet = "set";  // the parameter that chooses one of the paper's walls

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(',', begin)) != std::string::npos; begin = end + 1) {
    parts.push_back(text.substr(begin, end - begin));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

double parse_number(const Parameter& parameter, const std::string& text) {
  const std::string where = "--set " + parameter.name;
  const double value = text::number<double>(text).value_or(kNan);
  if (!std::isfinite(value)) {
    throw Error(ErrorCode::kUsage,
                where,
                fmt::format("expected a number{}{}, got '{}'",
                            parameter.unit.empty() ? "" : " in ",
                            parameter.unit,
                            text));
  }
  if (value < parameter.low || value > parameter.high) {
    throw Error(
        ErrorCode::kRange,
        where,
        fmt::format(
            "expected {} to {} {}, got {}", parameter.low, parameter.high, parameter.unit, text));
  }
  if (parameter.whole && value != std::floor(value)) {
    throw Error(ErrorCode::kUsage, where, fmt::format("expected a whole number, got {}", text));
  }
  return value;
}

std::vector<double> parse_numbers(const Parameter& parameter, const std::string& text) {
  std::vector<double> numbers;
  for (const std::string& part : split(text)) numbers.push_back(parse_number(parameter, part));
  if (numbers.size() > static_cast<std::size_t>(parameter.most)) {
    throw Error(ErrorCode::kUsage,
                "--set " + parameter.name,
                fmt::format("expected at most {} number{}, got {}",
                            parameter.most,
                            parameter.most == 1 ? "" : "s",
                            numbers.size()));
  }
  return numbers;
}

template <typename T>
const T& get(const std::map<std::string, T>& values, const std::string& name) {
  const auto found = values.find(name);
  expects(found != values.end(), "a protocol reads only parameters that it declares");
  return found->second;
}

}  // namespace

Settings::Settings(const std::vector<Parameter>& parameters, const Overrides& overrides) {
  std::vector<std::string> names;
  for (const Parameter& p : parameters) names.push_back(p.name);
  for (const auto& [name, value] : overrides) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw Error(ErrorCode::kUsage,
                "--set " + name,
                names.empty() ? "this protocol has no parameters; leave the option out"
                              : fmt::format("no such parameter here; choose one of: {}",
                                            fmt::join(names, ", ")));
  }
  for (const Parameter& p : parameters) {
    const auto given = overrides.find(p.name);
    const std::string value = given == overrides.end() ? p.value : given->second;
    text_[p.name] = value;
    if (p.choices.empty()) {
      numbers_[p.name] = parse_numbers(p, value);
    } else if (std::find(p.choices.begin(), p.choices.end(), value) == p.choices.end()) {
      throw Error(ErrorCode::kUsage,
                  "--set " + p.name,
                  fmt::format("expected one of {}, got '{}'", fmt::join(p.choices, ", "), value));
    }
  }
}

double Settings::number(const std::string& name) const { return get(numbers_, name).front(); }

int Settings::count(const std::string& name) const {
  return static_cast<int>(std::lround(number(name)));
}

const std::vector<double>& Settings::numbers(const std::string& name) const {
  return get(numbers_, name);
}

const std::string& Settings::word(const std::string& name) const { return get(text_, name); }

std::vector<std::string> Result::all_notes() const {
  std::vector<std::string> all = notes;
  all.insert(all.end(), paper_notes.begin(), paper_notes.end());
  return all;
}

void Result::leave_paper_out() {
  for (Value& value : values) value.paper.clear();
  paper_notes.clear();
}

const std::vector<Protocol>& protocols() {
  struct Model {
    const char* name;
    std::vector<Protocol> protocols;
    std::vector<std::string> devices;  ///< where a protocol names none
  };
  static const std::vector<Protocol> all = [] {
    std::vector<Protocol> list;
    for (const Model& model : {Model{"dw", dw_protocols(), {}},
                               Model{"wall", wall_protocols(), {"dw-p"}},
                               Model{"hall", hall_protocols(), {"hall-ex-situ"}},
                               Model{"hall-in-situ", in_situ_protocols(), {"hall-in-situ"}},
                               Model{"crossbar", crossbar_protocols(), {"hall-ex-situ"}}}) {
      for (Protocol protocol : model.protocols) {
        protocol.model = model.name;
        if (protocol.devices.empty()) protocol.devices = model.devices;
        list.push_back(protocol);
      }
    }
    return list;
  }();
  return all;
}

const Protocol& find_protocol(std::string_view model, std::string_view name) {
  return find_protocol(protocols(), model, name);
}

const Protocol& find_protocol(std::span<const Protocol> list,
                              std::string_view model,
                              std::string_view name) {
  std::vector<std::string> models;
  std::vector<std::string> names;
  for (const Protocol& p : list) {
    if (models.empty() || models.back() != p.model) models.push_back(p.model);
    if (p.model != model) continue;
    if (p.name == name) return p;
    names.push_back(p.name);
  }
  if (names.empty()) {
    throw Error(ErrorCode::kUsage,
                "MODEL",
                fmt::format("no model '{}'; choose one of: {}", model, fmt::join(models, ", ")));
  }
  throw Error(ErrorCode::kUsage,
              "PROTOCOL",
              fmt::format("model '{}' has no protocol '{}'; choose one of: {}",
                          model,
                          name,
                          fmt::join(names, ", ")));
}

namespace {

constexpr int kMostListed = 12;  // fields or currents in one figure

/// The distinct numbers of a key in the rows of `device`.
std::vector<double> distinct(const Device& device, const char* key) {
  std::vector<double> found;
  for (const Values& row : device.fields) {
    const auto value = row.find(key);
    if (value == row.end()) continue;
    if (std::find(found.begin(), found.end(), value->second.value) == found.end()) {
      found.push_back(value->second.value);
    }
  }
  return found;
}

/// As a setting.
std::string listed(std::span<const double> numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

}  // namespace

Protocol protocol_of(const Device& device, std::string_view name) {
  static const std::map<Law, std::vector<std::string>> kModels{
      {Law::kDw, {"dw", "wall"}}, {Law::kHall, {"hall", "hall-in-situ", "crossbar"}}};
  const auto models = kModels.find(device.law);
  std::vector<std::string> names;
  for (const Protocol& known : protocols()) {
    if (models == kModels.end()) break;
    const auto& list = models->second;
    if (std::find(list.begin(), list.end(), known.model) == list.end()) continue;
    names.push_back(known.name);
    if (known.name != name) continue;
    Protocol protocol = known;
    protocol.devices = {device.name};
    std::erase_if(protocol.parameters, [](const Parameter& p) { return p.name == kSet; });
    for (Parameter& p : protocol.parameters) {
      std::string own;
      if (p.name == "fields" || p.name == "currents") {
        p.most = std::max(p.most, kMostListed);
        const std::vector<double> all = distinct(device, p.name == "fields" ? "field" : "current");
        const std::size_t shown = std::min(all.size(), static_cast<std::size_t>(p.most));
        own = listed(std::span(all).first(shown));
        if (shown < all.size()) {
          protocol.left_out[p.name] = listed(std::span(all).subspan(shown));
        }
      }
      if ((p.name == "field" || p.name == "current") && device.has(p.name)) {
        own = fmt::format("{}", device.number(p.name));
      }
      if (!own.empty()) p.value = own;
    }
    return protocol;
  }
  throw Error(ErrorCode::kUsage,
              "PROTOCOL",
              names.empty()
                  ? fmt::format("a device of law {} has no protocols", name_of(device.law))
                  : fmt::format("no protocol '{}' for a device of law {}; choose one of: {}",
                                name,
                                name_of(device.law),
                                fmt::join(names, ", ")));
}

std::vector<Device> devices_of(const Protocol& protocol, const Overrides& overrides) {
  std::vector<Device> devices;
  for (const std::string& name : protocol.devices) devices.push_back(named(name));
  const auto is_set = [](const Parameter& p) { return p.name == kSet; };
  if (std::any_of(protocol.parameters.begin(), protocol.parameters.end(), is_set)) {
    std::string name = Settings(protocol.parameters, overrides).word(kSet);
    name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
    devices.push_back(named("dw-" + name));
  }
  return devices;
}

Result run(const Protocol& protocol, const Overrides& overrides, Devices devices) {
  Result result = protocol.run(Settings(protocol.parameters, overrides), devices);
  for (const auto& [name, numbers] : protocol.left_out) {
    if (overrides.contains(name)) continue;
    result.notes.push_back(
        fmt::format("Left out, though the device has them: {} {}. --set {}=... shows them.",
                    name,
                    numbers,
                    name));
  }
  result.figure.title = result.title;
  return result;
}

Result run(const Protocol& protocol, const Overrides& overrides) {
  return run(protocol, overrides, devices_of(protocol, overrides));
}

std::string csv(const Result& result) {
  std::string text;
  std::size_t rows = 0;
  for (const Column& column : result.columns) {
    text += (text.empty() ? "" : ",") + column.name;
    rows = std::max(rows, column.values.size());
  }
  text += '\n';
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
      const auto& values = result.columns[i].values;
      if (i > 0) text += ',';
      if (row < values.size() && !std::isnan(values[row])) {
        text += fmt::format("{:.9g}", values[row] + 0.0);
      }
    }
    text += '\n';
  }
  return text;
}

std::string json_text(const Protocol& protocol, const Overrides& overrides, const Result& result) {
  Json values = Json::array();
  for (const Value& v : result.values) {
    values.push_back({{"name", v.name}, {"value", v.value}, {"unit", v.unit}, {"paper", v.paper}});
  }
  Json columns = Json::object();
  for (const Column& column : result.columns) columns[column.name] = column.values;
  const Json json = {{"model", protocol.model},
                     {"protocol", protocol.name},
                     {"source", protocol.source},
                     {"title", result.title},
                     {"settings", Settings(protocol.parameters, overrides).all()},
                     {"values", values},
                     {"columns", columns},
                     {"notes", result.all_notes()}};
  return json.dump(1) + "\n";
}

namespace {

std::string number_text(double value, int digits) {
  if (std::isnan(value)) return "never";
  constexpr double kWhole = 1e9;  // registers and counts are below
  if (value == std::round(value) && std::fabs(value) < kWhole) {
    return fmt::format("{:.0f}", value + 0.0);
  }
  return fmt::format("{:.{}g}", value, digits);
}

}  // namespace

std::vector<std::vector<std::string>> value_rows(const Result& result, int digits) {
  std::vector<std::vector<std::string>> rows{{"quantity", "model", "unit", "paper"}};
  for (const Value& v : result.values) {
    rows.push_back(
        {symbols(v.name), number_text(v.value, digits), symbols(v.unit), symbols(v.paper)});
  }
  return rows;
}

std::string describe_protocols(std::span<const Protocol> list) {
  std::string text;
  std::string model;
  for (const Protocol& p : list) {
    if (p.model != model) text += fmt::format("\n{}\n", model = p.model);
    text += fmt::format("  {:<18} {} ({})\n", p.name, p.text, p.source);
    for (const Parameter& q : p.parameters) {
      const std::string unit = q.unit.empty() ? "" : " " + q.unit;
      text += fmt::format("      {}={}{}: {}\n", q.name, q.value, unit, q.text);
    }
  }
  return text;
}

std::vector<double> scaled(const std::vector<double>& values, double factor) {
  return mapped(values, [factor](double value) { return value * factor; });
}

std::vector<double> range(double low, double high, double step) {
  std::vector<double> values;
  const auto count = std::lround(std::floor((high - low) / step + 1e-9));
  for (long i = 0; i <= count; ++i) values.push_back(low + static_cast<double>(i) * step);
  return values;
}

std::string mhz(double frequency) { return fmt::format("{:.0f} MHz", frequency); }

std::string label(double value) { return fmt::format("{:.4g}", value + 0.0); }  // no "-0"

}  // namespace spinforge::device
