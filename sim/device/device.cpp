// SPDX-License-Identifier: Apache-2.0
#include "sim/device/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>

#include "gen/base/embedded.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/device/units.hpp"

namespace spinforge::device {

/// devices/*.json; see gen/base/embedded.hpp.
std::span<const EmbeddedFile> embedded_devices();

namespace {

namespace fs = std::filesystem;

constexpr int kMostBases = 4;  // a chain of bases that is longer is taken for a circle
constexpr std::size_t kMostRegisterSets = 16;
constexpr double kAny = std::numeric_limits<double>::max();

const Key* find_key(Law law, std::string_view name, bool (*fits)(Place)) {
  for (const Key& key : keys()) {
    if (key.law == law && key.name == name && fits(key.place)) return &key;
  }
  return nullptr;
}

bool is_parameter(Place place) { return place == Place::kParameters || place == Place::kBoth; }
bool is_of_row(Place place) { return place == Place::kFields || place == Place::kBoth; }
bool is_of_pair(Place place) { return place == Place::kDensities; }

[[noreturn]] void refuse(ErrorCode code, const std::string& where, const std::string& what) {
  throw Error(code, where, what + "; correct the file");
}

/// `value` in `unit` as a number of `key`. *Errors*: kParse for a unit of another kind, kRange.
double in_unit_of(const Key& key, double value, const std::string& unit, const std::string& where) {
  const auto number = converted(value, unit, key.unit);
  if (!number) {
    throw Error(ErrorCode::kParse,
                where + " / unit",
                fmt::format("not a unit of it; expected \"{}\" or another of its kind, got \"{}\"; "
                            "correct it",
                            key.unit,
                            text::brief(unit)));
  }
  if (!(*number >= key.low && *number <= key.high)) {
    throw Error(ErrorCode::kRange,
                where,
                fmt::format("impossible value; expected {:g} to {:g} {}, got {:g}; correct it",
                            key.low,
                            key.high,
                            key.unit,
                            *number));
  }
  if (key.whole && *number != std::floor(*number)) {
    throw Error(ErrorCode::kRange,
                where,
                fmt::format("expected a whole number, got {:g}; correct it", *number));
  }
  return *number;
}

Quantity read_quantity(const Json& value, const Key& key, const std::string& where) {
  Reader reader(value, where);
  const std::string unit = reader.text("unit");
  Quantity q{.value = in_unit_of(key, reader.real("value", -kAny, kAny), unit, where),
             .source = reader.text("source")};
  if (q.source.empty()) {
    refuse(ErrorCode::kParse, reader.where("source"), "empty; expected where the number is from");
  }
  if (reader.has("uncertainty")) {
    q.uncertainty = converted(reader.real("uncertainty", 0, kAny), unit, key.unit);
  }
  reader.finish();
  return q;
}

Values read_values(const Json& object, Law law, bool (*fits)(Place), const std::string& where) {
  Values values;
  for (const std::string& name : Reader(object, where).keys()) {
    const Key* const key = find_key(law, name, fits);
    if (key == nullptr) {
      std::vector<std::string> known;
      for (const Key& other : keys()) {
        if (other.law == law && fits(other.place)) known.emplace_back(other.name);
      }
      refuse(ErrorCode::kParse,
             where + " / " + name,
             fmt::format("unknown key; expected one of {}", fmt::join(known, ", ")));
    }
    values[name] = read_quantity(object.at(name), *key, where + " / " + name);
  }
  return values;
}

/// The rows of a table, each with the keys `needed`.
std::vector<Values> read_rows(const Json& array,
                              Law law,
                              bool (*fits)(Place),
                              std::initializer_list<const char*> needed,
                              const std::string& where) {
  std::vector<Values> rows;
  for (const Json& row : array) {
    const std::string at = fmt::format("{}[{}]", where, rows.size());
    rows.push_back(read_values(row, law, fits, at));
    for (const char* const key : needed) {
      if (!rows.back().contains(key)) {
        refuse(ErrorCode::kParse, at + " / " + key, "missing; expected a number with its unit");
      }
    }
  }
  return rows;
}

void read_register_fields(const Json& object, Device& device, const std::string& where) {
  Reader reader(object, where);
  const Key field = *find_key(Law::kHall, "field", is_parameter);
  const std::string unit = reader.text("unit");
  device.register_source = reader.text("source");
  device.register_fields.clear();
  for (const double value : reader.reals("values", -kAny, kAny)) {
    device.register_fields.push_back(in_unit_of(field, value, unit, where));
  }
  reader.finish();
  if (device.register_fields.empty() || device.register_fields.size() > kMostRegisterSets) {
    refuse(
        ErrorCode::kRange,
        where + " / values",
        fmt::format(
            "expected 1 to {} fields, got {}", kMostRegisterSets, device.register_fields.size()));
  }
}

/// That numbers which belong together do.
void check(const Device& device) {
  const auto above = [&](const char* key, const char* other) {
    const auto value = device.find(key);
    const auto bound = device.find(other);
    if (!value || !bound || *value > *bound) return;
    refuse(ErrorCode::kRange,
           fmt::format("{} / parameters / {}", device.where, key),
           fmt::format(
               "impossible value; expected more than {}, {:g}, got {:g}", other, *bound, *value));
  };
  above("r_antiparallel", "r_parallel");
  above("threshold_mz", "rest_mz");
  above("full_current", "low_current");
  above("full_current", "onset_current");
  if (device.law == Law::kHall) above("threshold", "sigma");
  for (std::size_t i = 0; i < device.fields.size(); ++i) {
    const Values& row = device.fields[i];
    const std::string at = fmt::format("{} / fields[{}]", device.where, i);
    const auto threshold = device.find(row, "threshold");
    const auto sigma = device.find(row, "sigma");
    if (row.contains("sigma") && threshold && *sigma >= *threshold) {
      refuse(ErrorCode::kRange,
             at + " / sigma",
             fmt::format("impossible value; expected less than threshold, {:g} uV, got {:g}",
                         *threshold,
                         *sigma));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (device.fields[j].at("field").value != row.at("field").value ||
          device.find(device.fields[j], "current") != device.find(row, "current")) {
        continue;
      }
      refuse(ErrorCode::kParse,
             at + " / field",
             fmt::format("given twice: {:g} Oe is in fields[{}] with the same current",
                         row.at("field").value,
                         j));
    }
  }
  for (std::size_t i = 1; i < device.current_density.size(); ++i) {
    if (device.current_density[i - 1].at("current").value <
        device.current_density[i].at("current").value) {
      continue;
    }
    refuse(ErrorCode::kRange,
           fmt::format("{} / current_density[{}] / current", device.where, i),
           "expected more than in the row before");
  }
}

bool is_path(const std::string& text) {
  return text.find('/') != std::string::npos || text.ends_with(".json");
}

const EmbeddedFile* find_embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_devices()) {
    if (file.stem() == name) return &file;
  }
  return nullptr;
}

Device parse(const std::string& text, const std::string& where, int depth);

/// A file or an embedded device; a path that is not absolute begins at `directory`.
Device load(const std::string& name, const std::string& directory, int depth) {
  if (is_path(name)) {
    const std::string path = directory.empty() ? name : (fs::path(directory) / name).string();
    return parse(files::read(path), path, depth);
  }
  if (const EmbeddedFile* const file = find_embedded(name)) {
    return parse(std::string(file->content), name, depth);
  }
  throw Error(
      ErrorCode::kUsage,
      "device",
      fmt::format("no device '{}'; choose one of {}, or give a file: a path with / or .json",
                  name,
                  fmt::join(device_names(), ", ")));
}

Law law_of(const std::string& word) {
  for (const Law law : {Law::kDw, Law::kHall}) {
    if (word == name_of(law)) return law;
  }
  return Law::kLeaky;
}

Device parse(const std::string& text, const std::string& where, int depth) {
  const Json json = parse_json(text, where);
  Reader reader(json, where);
  (void)reader.whole("schema_version", 1, 1);
  const Law law = law_of(reader.choice("law", {"dw", "hall", "leaky"}));
  Device device;
  if (reader.has("base")) {
    if (depth == kMostBases) refuse(ErrorCode::kParse, reader.where("base"), "a circle of bases");
    const std::string base = reader.text("base");
    device = load(base, is_path(where) ? fs::path(where).parent_path().string() : "", depth + 1);
    if (device.law != law) {
      refuse(ErrorCode::kParse,
             reader.where("base"),
             fmt::format("another law; expected a device of law {}, got {}",
                         name_of(law),
                         name_of(device.law)));
    }
  }
  device.where = where;
  if (is_path(where)) device.files.push_back(where);
  device.name = fs::path(where).stem().string();
  device.law = law;
  const auto line = [&](const std::string& key) -> std::string {
    std::string words = reader.text(key);
    if (text::printable(words, false) == words) return words;
    refuse(ErrorCode::kParse, reader.where(key), "expected one line without control characters");
  };
  device.text = line("text");
  device.neuron = reader.identifier("neuron");
  device.label = reader.has("label") ? line("label") : device.name;
  for (auto& [name, q] :
       read_values(reader.object("parameters"), law, is_parameter, reader.where("parameters"))) {
    device.parameters[name] = q;
  }
  if (reader.has("fields")) {
    device.fields =
        read_rows(reader.array("fields"), law, is_of_row, {"field"}, reader.where("fields"));
  }
  if (reader.has("current_density")) {
    device.current_density = read_rows(reader.array("current_density"),
                                       law,
                                       is_of_pair,
                                       {"current", "density"},
                                       reader.where("current_density"));
  }
  if (reader.has("register_fields")) {
    if (law != Law::kHall) {
      refuse(ErrorCode::kParse, reader.where("register_fields"), "only a Hall bar has fields");
    }
    read_register_fields(reader.object("register_fields"), device, reader.where("register_fields"));
  }
  reader.finish();
  check(device);
  return device;
}

Json quantity_json(const Key& key, const Quantity& q) {
  Json json = {{"value", q.value}, {"unit", key.unit}};
  if (q.uncertainty) json["uncertainty"] = *q.uncertainty;
  json["source"] = q.source;
  return json;
}

/// In the order of keys().
Json values_json(const Values& values, Law law, bool (*fits)(Place)) {
  Json json = Json::object();
  for (const Key& key : keys()) {
    const auto found = key.law == law && fits(key.place) ? values.find(key.name) : values.end();
    if (found != values.end()) json[std::string(key.name)] = quantity_json(key, found->second);
  }
  return json;
}

}  // namespace

std::optional<double> Device::find(std::string_view key) const {
  const auto found = parameters.find(key);
  return found == parameters.end() ? std::nullopt : std::optional(found->second.value);
}

double Device::number(std::string_view key) const {
  if (const auto value = find(key)) return *value;
  throw Error(ErrorCode::kRange,
              fmt::format("{} / parameters / {}", where, key),
              "missing, and needed here; expected a number with its unit; give it, or a base that "
              "has it");
}

std::optional<double> Device::find(const Values& row, std::string_view key) const {
  const auto found = row.find(key);
  return found == row.end() ? find(key) : std::optional(found->second.value);
}

double Device::number(const Values& row, std::string_view key) const {
  const auto found = row.find(key);
  return found == row.end() ? number(key) : found->second.value;
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_devices()) names.emplace_back(file.stem());
  return names;
}

const Device& named(std::string_view name) {
  static const std::map<std::string, Device, std::less<>> all = [] {
    std::map<std::string, Device, std::less<>> devices;
    for (const std::string& each : device_names()) devices[each] = load(each, "", 0);
    return devices;
  }();
  const auto found = all.find(name);
  expects(found != all.end(), "an embedded device is asked for by its name");
  return found->second;
}

Device load_device(const std::string& name_or_path) { return load(name_or_path, "", 0); }

std::vector<Device> load_devices(const std::vector<std::string>& names) {
  std::vector<Device> out;
  for (const std::string& name : names) out.push_back(load_device(name));
  return out;
}

std::vector<std::string> files_of(const std::vector<Device>& devices) {
  std::vector<std::string> out;
  for (const Device& each : devices) out.insert(out.end(), each.files.begin(), each.files.end());
  return out;
}

Device parse_device(const std::string& text, const std::string& where) {
  return parse(text, where, 0);
}

void change(Device& device, const std::string& parameter, const std::string& value) {
  const std::string option = "--device-set " + text::brief(parameter);
  const std::size_t at = parameter.find('@');
  const std::string name = parameter.substr(0, at);
  const Key* const once = find_key(device.law, name, is_parameter);
  const Key* const key = once != nullptr ? once : find_key(device.law, name, is_of_row);
  if (key == nullptr) {
    std::vector<std::string> known;
    for (const Key& other : keys()) {
      if (other.law == device.law && !is_of_pair(other.place)) known.emplace_back(other.name);
    }
    throw Error(ErrorCode::kUsage,
                option,
                fmt::format("no such parameter of law {}; choose one of {}",
                            name_of(device.law),
                            fmt::join(known, ", ")));
  }
  double number = 0.0;
  const char* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || !std::isfinite(number)) {
    throw Error(ErrorCode::kUsage,
                option,
                fmt::format("expected a number in {}, got '{}'", key->unit, text::brief(value)));
  }
  const std::string unit = rest < end ? text::trimmed({rest, end}) : std::string(key->unit);
  const Quantity set{.value = in_unit_of(*key, number, unit, option), .source = "--device-set"};
  const auto wanted = at == std::string::npos
                          ? device.find("field")
                          : text::number<double>(std::string_view(parameter).substr(at + 1));
  bool found = false;
  for (Values& row : device.fields) {
    if (name == "field" || name == "current" || !row.contains(name)) continue;
    if (row.at("field").value != wanted) continue;
    row[name] = set;
    found = true;
  }
  if (!found && at != std::string::npos) {
    throw Error(
        ErrorCode::kUsage,
        option,
        fmt::format(
            "{} has no {} of that field; leave @ out, or see its file", device.where, name));
  }
  if (!found) device.parameters[name] = set;
  check(device);
}

std::string json_text(const Device& device) {
  Json json = {{"schema_version", 1},
               {"law", name_of(device.law)},
               {"text", device.text},
               {"neuron", device.neuron}};
  if (device.label != device.name) json["label"] = device.label;
  json["parameters"] = values_json(device.parameters, device.law, is_parameter);
  for (const Values& row : device.fields) {
    json["fields"].push_back(values_json(row, device.law, is_of_row));
  }
  for (const Values& row : device.current_density) {
    json["current_density"].push_back(values_json(row, device.law, is_of_pair));
  }
  if (!device.register_fields.empty()) {
    json["register_fields"] = {
        {"values", device.register_fields}, {"unit", "Oe"}, {"source", device.register_source}};
  }
  return json.dump(1) + "\n";
}

}  // namespace spinforge::device
