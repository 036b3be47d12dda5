// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/rtl_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/report.hpp"
#include "sim/sweep/sweep.hpp"

namespace spinforge::harness {

namespace {

using Json = nlohmann::ordered_json;

const std::vector<network::FieldRegisters>& fields_of(const network::Network& network,
                                                      const network::Layer& layer) {
  return network.neuron_of(layer).fields;
}

Json point_json(const FieldPoint& point) {
  const Summary& summary = point.summary;
  const Spread cycles = image_cycles(summary);
  return {
      {"code", point.code},
      {"field", point.set.name},
      {"gate_en", point.set.gate_en},
      {"gain", point.set.gain},
      {"th_lo", point.set.th_lo},
      {"accuracy", accuracy(summary).value_or(0)},
      {"spikes_per_image", spikes_per_image(summary)},
      {"cycles_per_image", {{"min", cycles.min}, {"mean", cycles.mean}, {"max", cycles.max}}},
      {"commits_compared", summary.commits},
      {"mismatches", summary.mismatches},
      {"timing_model_exact", timing_answer(summary) == "-" ? Json() : Json(summary.timing_exact)}};
}

std::string sum_text(const std::vector<double>& values) {
  std::string out;
  for (const double value : values) {
    out += fmt::format("{}{:.1f}", out.empty() ? "" : " + ", value);
  }
  return out;
}

std::string row(const FieldPoint& point) {
  const Summary& summary = point.summary;
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {:.0f} | {} | {} | {} |\n",
                     point.code,
                     point.set.name,
                     point.set.gate_en ? "open" : "closed",
                     point.set.gain,
                     point.set.th_lo,
                     text::percent(accuracy(summary).value_or(0)),
                     sum_text(spikes_per_image(summary)),
                     image_cycles(summary).mean,
                     text::thousands(static_cast<long long>(summary.commits)),
                     summary.mismatches,
                     timing_answer(summary));
}

plot::Panel panel(bool fields, const std::string& y_label) {
  plot::Panel out;
  out.x_label = fields ? "field (Oe)" : "field code";
  out.y_label = y_label;
  out.x_step = fields ? 100 : 1;
  out.y_low = 0;
  out.key = "off";
  return out;
}

}  // namespace

std::vector<FieldPoint> sweep_rtl(const VerifyOptions& options) {
  const network::Network network = load_design(options.directory).network;
  std::size_t codes = SIZE_MAX;
  for (const network::Layer& layer : network.layers) {
    codes = std::min(codes, fields_of(network, layer).size());
  }
  std::vector<FieldPoint> points;
  for (std::size_t code = 0; code < codes; ++code) {
    VerifyOptions one = options;
    one.labels = dataset::Labels::kNeeded;
    one.fields.reset();
    one.schedule = {};
    one.field_codes = {{.layer = {}, .code = static_cast<int>(code)}};
    const network::FieldRegisters& set = fields_of(network, network.layers.front())[code];
    points.push_back({static_cast<int>(code), set, verify(one)});
  }
  return points;
}

bool equal(const std::vector<FieldPoint>& points) {
  const auto same = [](const FieldPoint& p) {
    return p.summary.mismatches == 0 && !p.summary.images.empty() && p.summary.timing_exact;
  };
  const auto compared = [](const FieldPoint& p) { return p.summary.commits > 0; };
  return std::all_of(points.begin(), points.end(), same) &&
         std::any_of(points.begin(), points.end(), compared);
}

std::string json_text(const std::vector<FieldPoint>& points) {
  const Summary& any = points.front().summary;
  Json codes = Json::array();
  for (const FieldPoint& point : points) codes.push_back(point_json(point));
  const Json out = {{"network", any.network},
                    {"network_hash", any.network_hash},
                    {"dataset", text::utf8(any.dataset)},
                    {"simulator", any.simulator},
                    {"images", any.images.size()},
                    {"lanes", any.lanes},
                    {"neuron_lanes", any.neuron_lanes},
                    {"equal", equal(points)},
                    {"codes", codes}};
  return out.dump(2) + "\n";
}

std::string table_text(const std::vector<FieldPoint>& points) {
  constexpr std::string_view kHead =
      "| code | field | gate | gain | TH_LO | accuracy | spikes an image, by layer | cycles an "
      "image "
      "| updates compared | mismatches | timing exact |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n";
  const Summary& any = points.front().summary;
  std::string out = fmt::format("{} at every field code, {} images each of {}\n\n{}",
                                any.network,
                                any.images.size(),
                                any.dataset,
                                kHead);
  for (const FieldPoint& point : points) out += row(point);
  return out;
}

plot::Figure figure(std::vector<FieldPoint> points) {
  std::vector<std::string> names;
  for (const FieldPoint& point : points) names.push_back(point.set.name);
  const sweep::FieldAxis axis = sweep::field_axis(names);
  const auto x_of = [&](const FieldPoint& p) { return axis.x[static_cast<std::size_t>(p.code)]; };
  std::ranges::stable_sort(points, {}, x_of);
  plot::Figure out;
  out.title = points.front().summary.network + " in RTL, by field";
  out.panels = {panel(axis.fields, "accuracy (%)"),
                panel(axis.fields, "spikes an image"),
                panel(axis.fields, "cycles an image")};
  out.panel_height = 240;
  plot::Series accuracies{.style = plot::Style::kPoints};
  for (const FieldPoint& point : points) accuracies.x.push_back(x_of(point));
  plot::Series cycles = accuracies;
  std::vector<plot::Series> spikes(points.front().summary.lanes.size(), accuracies);
  for (const FieldPoint& point : points) {
    accuracies.y.push_back(100 * accuracy(point.summary).value_or(0));
    cycles.y.push_back(image_cycles(point.summary).mean);
    const std::vector<double> all = spikes_per_image(point.summary);
    for (std::size_t k = 0; k < all.size(); ++k) spikes[k].y.push_back(all[k]);
  }
  for (std::size_t k = 0; k < spikes.size(); ++k) spikes[k].name = fmt::format("layer {}", k + 1);
  out.panels[0].series = {accuracies};
  out.panels[0].y_high = 100;
  out.panels[1].series = spikes;
  out.panels[1].key = "top right";
  out.panels[2].series = {cycles};
  return out;
}

}  // namespace spinforge::harness
