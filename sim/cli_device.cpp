// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/chain/chain.hpp"
#include "sim/cli.hpp"
#include "sim/device/gallery.hpp"
#include "sim/device/protocol.hpp"
#include "sim/plot/plot.hpp"

namespace spinforge::sim {
namespace {

using device::Result;

const usage::Help kHelp{
    .summary = "Run one measurement or simulation of the paper on the device models.",
    .details = "'device list' shows all of them; 'device gallery DIR' draws every figure into DIR.",
    .examples = {
        {"spinforge-sim device list", ""},
        {"spinforge-sim device dw pulse-train --plot fig6c.svg", ""},
        {"spinforge-sim device hall fields --set current=10 --csv f.csv --json f.json", ""},
        {"spinforge-sim device gallery figures", "needs gnuplot"}}};

struct Options {
  std::string model, protocol;
  usage::Output csv{"--csv"}, json{"--json"}, plot{"--plot"};
  std::vector<std::string> settings;
};

/// The device protocols and the chain down to the integer neuron.
std::vector<device::Protocol> all_protocols() {
  std::vector<device::Protocol> all = device::protocols();
  for (const device::Protocol& p : chain::chain_protocols()) all.push_back(p);
  return all;
}

device::Overrides overrides(const std::vector<std::string>& settings) {
  device::Overrides result;
  for (const std::string& setting : settings) {
    const auto equal = setting.find('=');
    if (equal == std::string::npos || equal == 0) {
      throw Error(
          ErrorCode::kUsage,
          "--set",
          fmt::format("expected NAME=VALUE, got '{}'; 'device list' shows the names", setting));
    }
    result[setting.substr(0, equal)] = setting.substr(equal + 1);
  }
  return result;
}

void print(const Result& result) {
  fmt::print("{}\n", result.title);
  if (!result.values.empty()) fmt::print("{}", text::table(device::value_rows(result, 5)));
  for (const std::string& note : result.notes) fmt::print("{}\n", note);
}

/// For what measures nothing. *Errors*: kUsage where a place for a result was named.
void expect_no_result(const Options& options) {
  for (const usage::Output& output : {options.csv, options.json, options.plot}) {
    if (!output.wanted()) continue;
    throw Error(
        ErrorCode::kUsage,
        output.option(),
        fmt::format("'device {}' measures nothing; expected a model and a protocol with it; "
                    "leave it out",
                    options.model));
  }
}

void add_options(usage::Command& command, Options& to) {
  command
      .add_option("MODEL", to.model, "dw, wall, hall, hall-in-situ, crossbar, chain; list; gallery")
      ->required();
  command.add_option("PROTOCOL", to.protocol, "what to run on it (or the gallery's DIR)");
  command.add_option("--set", to.settings, "NAME=VALUE: a parameter of the protocol")
      ->type_name("NAME=VALUE")
      ->one_value();
  to.csv.add_to(command, "the columns as CSV");
  to.json.add_to(command, "everything as JSON");
  to.plot.add_file_to(command, "draw the figure into FILE, .svg or .png (gnuplot)")
      ->type_name("FILE");
}

void run(const Options& options) {
  const bool talk = usage::prepare({options.csv, options.json});
  if (options.model == "list" || options.model == "gallery") expect_no_result(options);
  if (options.model == "list") {
    fmt::print("{}", device::describe_protocols(all_protocols()));
    return;
  }
  if (options.model == "gallery") {
    if (options.protocol.empty()) {
      throw Error(ErrorCode::kUsage, "gallery", "expected a directory; e.g. device gallery out");
    }
    device::write_gallery(options.protocol);
    fmt::print("{} figures and README.md in {}\n", device::gallery().size(), options.protocol);
    return;
  }
  const auto all = all_protocols();
  const device::Protocol& protocol = device::find_protocol(all, options.model, options.protocol);
  if (options.plot.wanted()) (void)plot::image_format(options.plot.path());  // before the work
  const device::Overrides settings = overrides(options.settings);
  const Result result = device::run(protocol, settings);
  options.csv.write(device::csv(result));
  options.json.write(device::json_text(protocol, settings, result));
  if (options.plot.wanted()) plot::write(result.figure, options.plot.path());
  if (talk) print(result);
}

}  // namespace

void add_device_command(usage::Tool& tool) { tool.add_command("device", kHelp, add_options, run); }

}  // namespace spinforge::sim
