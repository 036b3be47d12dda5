// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gen/base/outputs.hpp"
#include "gen/base/tool.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/usage/usage.hpp"
#include "sim/classify/images.hpp"
#include "sim/cli.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/rtl_sweep.hpp"
#include "sim/plot/plot.hpp"

namespace spinforge::sim {

namespace {

using harness::FieldPoint;

const usage::Help kHelp{
    .summary = "Run an emitted core at each of its field codes, in lockstep with the golden model.",
    .details =
        "Tells accuracy, spikes and cycles by code. Exit code 0: all equal; 1: something\n"
        "differs; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-gen emit weights/models/fmnist-fc-hall180 -o hall", ""},
        {"spinforge-sim sweep-rtl hall --images 2000 --json sweep.json --plot sweep.svg", ""}}};

struct Arguments {
  harness::VerifyOptions options;
  usage::Output json{"--json"};
  std::string plot;
};

/// The field of a register set called e.g. "-180 Oe".
std::optional<double> field_of(const FieldPoint& point) {
  int oersted = 0;
  int read = 0;
  if (std::sscanf(point.set.name.c_str(), "%d Oe%n", &oersted, &read) != 1) return {};
  if (read != static_cast<int>(point.set.name.size())) return {};
  return oersted;
}

/// Where the points stand on the x axis: their fields, or their codes where not all are fields.
struct Axis {
  std::vector<FieldPoint> points;
  std::vector<double> x;
  bool fields = true;
};

Axis axis_of(std::vector<FieldPoint> points) {
  Axis axis;
  axis.fields = std::all_of(
      points.begin(), points.end(), [](const FieldPoint& p) { return field_of(p).has_value(); });
  if (axis.fields) {
    std::sort(points.begin(), points.end(), [](const FieldPoint& a, const FieldPoint& b) {
      return field_of(a) < field_of(b);
    });
  }
  for (const FieldPoint& p : points) axis.x.push_back(axis.fields ? *field_of(p) : p.code);
  axis.points = std::move(points);
  return axis;
}

plot::Panel panel(const Axis& axis, const std::string& y_label) {
  plot::Panel out;
  out.x_label = axis.fields ? "field (Oe)" : "field code";
  out.y_label = y_label;
  out.x_step = axis.fields ? 100 : 1;
  out.y_low = 0;
  out.key = "off";
  return out;
}

plot::Figure figure(const std::vector<FieldPoint>& points) {
  const Axis axis = axis_of(points);
  plot::Figure out;
  out.title = points.front().summary.network + " in RTL, by field";
  out.panels = {
      panel(axis, "accuracy (%)"), panel(axis, "spikes an image"), panel(axis, "cycles an image")};
  out.panel_height = 240;
  plot::Series accuracy{.x = axis.x, .style = plot::Style::kPoints};
  plot::Series cycles = accuracy;
  std::vector<plot::Series> spikes(points.front().summary.lanes.size(), accuracy);
  for (const FieldPoint& point : axis.points) {
    accuracy.y.push_back(100 * harness::accuracy(point.summary).value_or(0));
    cycles.y.push_back(harness::image_cycles(point.summary).mean);
    const std::vector<double> all = harness::spikes_per_image(point.summary);
    for (std::size_t k = 0; k < all.size(); ++k) spikes[k].y.push_back(all[k]);
  }
  for (std::size_t k = 0; k < spikes.size(); ++k) spikes[k].name = fmt::format("layer {}", k + 1);
  out.panels[0].series = {accuracy};
  out.panels[0].y_high = 100;
  out.panels[1].series = spikes;
  out.panels[1].key = "top right";
  out.panels[2].series = {cycles};
  return out;
}

void run(const Arguments& given, int& exit_code) {
  if (!given.plot.empty()) (void)plot::image_format(given.plot);  // before the work
  const bool talk = usage::prepare({given.json});
  inventory::require_no_input(given.options.directory, "--json", given.json.path());
  inventory::require_no_input(given.options.directory, "--plot", given.plot);
  files::require_writable("--plot", given.plot);
  const std::vector<FieldPoint> points = harness::sweep_rtl(given.options);
  classify::print_notes(points.front().summary.notes);
  if (talk) fmt::print("{}", harness::table_text(points));
  for (const FieldPoint& point : points) {
    if (point.summary.mismatch) {
      tool::say(harness::story(*point.summary.mismatch));
      tool::say(fmt::format("reproduce: {}\n", point.summary.reproduce));
    }
    if (point.summary.difference) {
      tool::say(harness::story(*point.summary.difference));
    }
  }
  given.json.write(harness::json_text(points));
  if (!given.plot.empty()) plot::write(figure(points), given.plot);
  exit_code = harness::equal(points) ? 0 : 1;
}

}  // namespace

void add_sweep_rtl_command(usage::Tool& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  harness::VerifyOptions& o = arguments->options;
  usage::Command* const command = tool.add_command("sweep-rtl", kHelp);
  command->add_option("DIR", o.directory, "written by spinforge-gen emit")->required();
  command->add_option("--dataset", o.dataset, classify::kDatasetHelp);
  command->add_option("--images", o.images, "test images for each code; default: all")->positive();
  command->add_option("--jobs", o.jobs, "processes; default: one for each core")->between(1, 1024);
  command->add_option("--build-dir", o.build_cache, "where built models are kept; see verify");
  command->add_flag("--quiet", o.quiet, "no progress");
  arguments->json.add_to(*command, "the result as JSON");
  command->add_option("--plot", arguments->plot, "draw it into FILE, .svg or .png (gnuplot)");
  o.wave_on_mismatch = false;
  command->callback([arguments, &exit_code] { run(*arguments, exit_code); });
}

}  // namespace spinforge::sim
