// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A device is a file: what is known of it, each number with its unit and where it comes from.
/// Models, registers, training and energy read it from here and from nowhere else.
/// devices/README.md has the keys.
namespace spinforge::device {

/// The update law a device follows; a key of its file.
enum class Law {
  kDw,    ///< domain wall: dm/dt = -alpha*m*|m| - beta*sgn(m) + gamma*J
  kHall,  ///< Hall bar in slots: v <- max(v - lambda*v^2 - b0, 0) + G
  kLeaky  ///< u <- beta*u + I, reset by subtraction one step later
};
[[nodiscard]] std::string_view name_of(Law law);

/// A number of a device, in the unit of its key.
struct Quantity {
  double value = 0.0;
  std::optional<double> uncertainty{};  ///< one standard deviation, where it is known
  std::string source{};  ///< "printed", "inferred", "fitted", "measured" or "choice", and of what
};

/// Numbers by their keys.
using Values = std::map<std::string, Quantity, std::less<>>;

/// Where in a file a number may stand.
enum class Place {
  kParameters,  ///< once
  kFields,      ///< in a row of "fields", where it goes before that of the parameters
  kBoth,
  kDensities  ///< in a row of "current_density"
};

/// A key of a device file: the one list that reading, the schema page and --device-set go by.
struct Key {
  Law law;
  std::string_view name;
  std::string_view unit;  ///< "1": a plain number. Any unit of the kind may stand in the file
  double low, high;       ///< range in `unit`
  std::string_view text;
  Place place = Place::kParameters;
  bool whole = false;
};
[[nodiscard]] std::span<const Key> keys();
inline constexpr double kMostField = 1e5;    ///< Oe, in files and settings
inline constexpr double kMostCurrent = 1e5;  ///< mA, of a Hall bar

struct Device {
  std::string name;   ///< of the file, without its ending
  std::string where;  ///< the path, or the name of an embedded one: begins error messages
  std::vector<std::string> files{};  ///< that were read for it: its own, and those of its bases
  Law law = Law::kDw;
  std::string text;    ///< one line
  std::string neuron;  ///< its name in a network
  std::string label;   ///< in titles: "set S"; the name where the file has none
  Values parameters;
  std::vector<Values> fields;           ///< what was measured at each field and current
  std::vector<Values> current_density;  ///< pairs, by rising current
  std::vector<double> register_fields;  ///< Oe: the field of each register set of a network
  std::string register_source;

  [[nodiscard]] bool has(std::string_view key) const { return parameters.contains(key); }
  [[nodiscard]] std::optional<double> find(std::string_view key) const;
  /// *Errors*: kRange where the file does not have it.
  [[nodiscard]] double number(std::string_view key) const;
  /// That of a row of `fields`, else that of the parameters.
  [[nodiscard]] std::optional<double> find(const Values& row, std::string_view key) const;
  [[nodiscard]] double number(const Values& row, std::string_view key) const;
};

/// Names of the embedded devices, sorted.
[[nodiscard]] std::vector<std::string> device_names();

/// An embedded device, read once. It exists.
[[nodiscard]] const Device& named(std::string_view name);

/// The device of a file, or an embedded one by its name: what holds a slash or ends in .json is a
/// path. *Errors*: kUsage for a name that there is not; those of files::read; kParse and kRange for
/// what a device file may not hold, with file and key.
[[nodiscard]] Device load_device(const std::string& name_or_path);

/// The device of each name or path. *Errors*: those of load_device.
[[nodiscard]] std::vector<Device> load_devices(const std::vector<std::string>& names);

/// The files that were read for them, those of bases among them.
[[nodiscard]] std::vector<std::string> files_of(const std::vector<Device>& devices);

/// The device that `text`, the content of the file `where`, holds. *Errors*: those of load_device.
[[nodiscard]] Device parse_device(const std::string& text, const std::string& where);

/// Changes a parameter, as `--device-set PARAMETER=VALUE` says it. A number of one field is meant
/// by PARAMETER@FIELD; without that, of the field at which the device works. VALUE is in the key's
/// unit, or has its unit behind it: "2ns". *Errors*: kUsage for a parameter that the device's law
/// does not have or no such field, kRange for a value out of range.
void change(Device& device, const std::string& parameter, const std::string& value);

/// The device as a file without a base.
[[nodiscard]] std::string json_text(const Device& device);

/// Every key with its unit and range, as Markdown tables: a part of devices/README.md.
[[nodiscard]] std::string schema_page();

}  // namespace spinforge::device
