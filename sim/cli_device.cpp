// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "sim/chain/chain.hpp"
#include "sim/cli.hpp"
#include "sim/device/gallery.hpp"
#include "sim/device/protocol.hpp"
#include "sim/device/registers.hpp"
#include "sim/fit/fit.hpp"
#include "sim/fit/report.hpp"
#include "sim/plot/plot.hpp"

namespace spinforge::sim {
namespace {

using device::Result;

const usage::Help kHelp{
    .summary = "Run one measurement or simulation of the paper on a device, or see its registers.",
    .details =
        "'device list' shows all protocols and 'device devices' the devices that come with the\n"
        "tool; a device of your own is a file (sim/device/devices/README.md), and its path stands\n"
        "wherever a name does. 'device gallery DIR' draws every figure into DIR.",
    .examples = {
        {"spinforge-sim device list", ""},
        {"spinforge-sim device dw pulse-train --plot fig6c.svg", ""},
        {"spinforge-sim device hall fields --set current=10 --csv f.csv --json f.json", ""},
        {"spinforge-sim device dw-s dc --device-set alpha=1.2e8", "another leak"},
        {"spinforge-sim device hall-in-situ-180 peaks --device-set noise=0.3", ""},
        {"spinforge-sim device registers dw-s --F 14", "KA, SA, BE, TH_LO .. and their errors"},
        {"spinforge-sim device fit curves.csv -o mine.json --plot fit.svg", "a device of your own"},
        {"spinforge-sim device gallery figures", "needs gnuplot"}}};

struct Options {
  std::string model, protocol;
  usage::Output csv{"--csv"}, json{"--json"}, plot{"--plot"};
  std::vector<std::string> settings, device_settings;
  usage::Output out{"-o,--out"};
  std::optional<std::uint32_t> frac_bits;
};

constexpr std::uint32_t kFracBits = 14;  // of registers unless --F says otherwise

/// The device protocols and the chain down to the integer neuron.
std::vector<device::Protocol> all_protocols() {
  std::vector<device::Protocol> all = device::protocols();
  for (const device::Protocol& p : chain::chain_protocols()) all.push_back(p);
  return all;
}

/// NAME=VALUE, of each name once. *Errors*: kUsage where one is none; `advice` is where the names
/// stand.
device::Overrides overrides(const std::vector<std::string>& settings,
                            const std::string& option,
                            const std::string& advice) {
  device::Overrides result;
  for (const std::string& setting : settings) {
    const auto equal = setting.find('=');
    if (equal == std::string::npos || equal == 0) {
      throw Error(ErrorCode::kUsage,
                  option,
                  fmt::format("expected NAME=VALUE, got '{}'; {}", setting, advice));
    }
    const std::string name = setting.substr(0, equal);
    if (!result.emplace(name, setting.substr(equal + 1)).second) {
      throw Error(ErrorCode::kUsage, option, fmt::format("{} is given twice; give it once", name));
    }
  }
  return result;
}

/// Every --device-set, on every device.
void change_devices(std::vector<device::Device>& devices, const Options& options) {
  for (const auto& [name, value] :
       overrides(options.device_settings, "--device-set", "'device schema' shows the names")) {
    for (device::Device& each : devices) device::change(each, name, value);
    if (!devices.empty()) continue;
    throw Error(ErrorCode::kUsage,
                "--device-set",
                "this protocol runs on the paper's devices as they are; leave it out");
  }
}

void print(const Result& result) {
  fmt::print("{}\n", result.title);
  if (!result.values.empty()) fmt::print("{}", text::table(device::value_rows(result, 5)));
  for (const std::string& note : result.all_notes()) fmt::print("{}\n", note);
}

/// *Errors*: kUsage where one of `given` was given; `what` says why it cannot.
void refuse_outputs(std::initializer_list<usage::Output> given, const std::string& what) {
  for (const usage::Output& output : given) {
    if (output.wanted()) {
      throw Error(ErrorCode::kUsage, output.option(), what + "; leave it out");
    }
  }
}

/// The same for settings.
void refuse_settings(const std::vector<std::string>& given,
                     const std::string& option,
                     const std::string& what) {
  if (!given.empty()) throw Error(ErrorCode::kUsage, option, what + "; leave it out");
}

void add_options(usage::Command& command, Options& to) {
  command
      .add_option("MODEL",
                  to.model,
                  "dw, wall, hall, hall-in-situ, crossbar, chain; a device's name or file; list; "
                  "devices; schema; registers; fit; gallery")
      ->required();
  command.add_option(
      "PROTOCOL",
      to.protocol,
      "what to run on it (or the registers' device, the CSV of fit, the gallery's DIR)");
  command.add_option("--set", to.settings, "NAME=VALUE: a parameter of the protocol")
      ->type_name("NAME=VALUE")
      ->one_value();
  command
      .add_option("--device-set",
                  to.device_settings,
                  "PARAMETER=VALUE: a number of the device, with its unit behind it or in the "
                  "unit of 'device schema'; PARAMETER@FIELD for that of one field (Oe)")
      ->type_name("PARAMETER=VALUE")
      ->one_value();
  command.add_option("--F", to.frac_bits, "registers: fractional bits, 4 to 16; 14 unless given");
  to.out.add_file_to(command, "fit: where the device goes")->type_name("FILE");
  to.csv.add_to(command, "the columns as CSV");
  to.json.add_to(command, "everything as JSON");
  to.plot.add_file_to(command, "draw the figure into FILE, .svg or .png (gnuplot)")
      ->type_name("FILE");
}

void list_devices() {
  std::vector<std::vector<std::string>> rows{{"device", "law", "what"}};
  for (const std::string& name : device::device_names()) {
    const device::Device& each = device::named(name);
    rows.push_back({name, std::string(device::name_of(each.law)), each.text});
  }
  fmt::print("{}", text::table(rows));
}

void print_registers(const Options& options) {
  refuse_outputs({options.csv, options.plot}, "'device registers' has none");
  refuse_settings(options.settings, "--set", "'device registers' has none; expected --device-set");
  if (options.protocol.empty()) {
    throw Error(ErrorCode::kUsage,
                "registers",
                "expected a device's name or file; e.g. device registers dw-s");
  }
  std::vector<device::Device> devices{device::load_device(options.protocol)};
  change_devices(devices, options);
  const bool talk = usage::prepare({options.json}, devices[0].files);
  const device::Registers found =
      device::registers(devices[0], static_cast<int>(options.frac_bits.value_or(kFracBits)));
  options.json.write(device::json_text(devices[0], found));
  if (talk) fmt::print("{}", device::human_text(devices[0], found));
}

void fit_curves(const Options& options) {
  refuse_outputs({options.csv}, "'device fit' has none");
  if (options.protocol.empty()) {
    throw Error(ErrorCode::kUsage,
                "fit",
                "expected a CSV file of measured curves; e.g. device fit curves.csv -o mine.json");
  }
  if (!options.out.wanted()) {
    throw Error(ErrorCode::kUsage, "--out", "expected a file for the device; give -o FILE");
  }
  const bool talk = usage::prepare({options.out, options.json, options.plot}, {options.protocol});
  if (options.plot.wanted()) (void)plot::image_format(options.plot.path());  // before the work
  const fit::Measurement curves =
      fit::parse_measurement(files::read(options.protocol), options.protocol);
  const fit::Fitted fitted =
      fit::fit(curves, std::filesystem::path(options.out.path()).stem().string());
  options.out.write(device::json_text(fitted.device));
  options.json.write(fit::json_text(fitted));
  if (options.plot.wanted()) plot::write(fit::figure(fitted), options.plot.path());
  if (talk) fmt::print("{}device in {}\n", fit::human_text(fitted), options.out.path());
}

void draw_gallery(const Options& options) {
  if (options.protocol.empty()) {
    throw Error(ErrorCode::kUsage, "gallery", "expected a directory; e.g. device gallery out");
  }
  device::write_gallery(options.protocol);
  fmt::print("{} figures and README.md in {}\n", device::gallery().size(), options.protocol);
}

/// A protocol and what it runs on.
struct Job {
  device::Protocol protocol;
  std::vector<device::Device> devices;
  std::vector<std::string> inputs;
};

Job job_of(const Options& options, const device::Overrides& settings) {
  const auto all = all_protocols();
  const auto is_model = [&](const device::Protocol& p) { return p.model == options.model; };
  const auto names = device::device_names();
  const bool is_name = std::find(names.begin(), names.end(), options.model) != names.end();
  const bool is_file = options.model.find_first_of("/.") != std::string::npos;
  if (std::any_of(all.begin(), all.end(), is_model) || (!is_name && !is_file)) {
    const auto& protocol = device::find_protocol(all, options.model, options.protocol);
    return {protocol, device::devices_of(protocol, settings), {}};
  }
  const device::Device own = device::load_device(options.model);
  return {device::protocol_of(own, options.protocol), {own}, own.files};
}

void run_protocol(const Options& options) {
  const device::Overrides settings =
      overrides(options.settings, "--set", "'device list' shows the names");
  Job job = job_of(options, settings);
  change_devices(job.devices, options);
  const bool talk = usage::prepare({options.csv, options.json, options.plot}, job.inputs);
  if (options.plot.wanted()) (void)plot::image_format(options.plot.path());  // before the work
  Result result = device::run(job.protocol, settings, job.devices);
  if (!job.inputs.empty() || !options.device_settings.empty()) result.leave_paper_out();
  options.csv.write(device::csv(result));
  options.json.write(device::json_text(job.protocol, settings, result));
  if (options.plot.wanted()) plot::write(result.figure, options.plot.path());
  if (talk) print(result);
}

void run(const Options& options) {
  const bool has_registers = options.model == "registers";
  if (options.frac_bits && !has_registers) {
    throw Error(ErrorCode::kUsage, "--F", "only 'device registers' has registers; leave it out");
  }
  if (options.model != "fit") {
    refuse_outputs({options.out}, "only 'device fit' makes a device");
  } else {
    refuse_settings(options.settings, "--set", "'device fit' takes no settings");
    refuse_settings(options.device_settings, "--device-set", "'device fit' takes no settings");
  }
  if (options.model == "fit") return fit_curves(options);
  if (has_registers) return print_registers(options);
  const std::map<std::string, void (*)(const Options&)> silent{
      {"list",
       [](const Options&) { fmt::print("{}", device::describe_protocols(all_protocols())); }},
      {"devices", [](const Options&) { list_devices(); }},
      {"schema", [](const Options&) { fmt::print("{}", device::schema_page()); }},
      {"gallery", draw_gallery}};
  const auto found = silent.find(options.model);
  if (found == silent.end()) return run_protocol(options);
  const std::string nothing = fmt::format(
      "'device {}' measures nothing; expected a model and a protocol with it", options.model);
  refuse_outputs({options.csv, options.json, options.plot}, nothing);
  refuse_settings(options.settings, "--set", nothing);
  refuse_settings(options.device_settings, "--device-set", nothing);
  if (options.model != "gallery" && !options.protocol.empty()) {
    throw Error(
        ErrorCode::kUsage,
        "PROTOCOL",
        fmt::format(
            "'device {}' takes none, got '{}'; leave it out", options.model, options.protocol));
  }
  found->second(options);
}

}  // namespace

void add_device_command(usage::Tool& tool) { tool.add_command("device", kHelp, add_options, run); }

}  // namespace spinforge::sim
