// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"

namespace spinforge::fit {
namespace {

std::string shown(const std::optional<Estimate>& e, int digits = 4) {
  if (!e) return "-";
  return fmt::format("{:.{}g} ± {:.2g}", e->value, digits, e->sd);
}

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json row_json(const Row& row) {
  const auto value = [](const std::optional<Estimate>& e) { return e ? Json(e->value) : Json(); };
  const auto sd = [](const std::optional<Estimate>& e) { return e ? Json(e->sd) : Json(); };
  return {{"field_Oe", row.field},
          {"current_mA", row.current},
          {"signal", row.signal},
          {"polarity", row.polarity},
          {"lambda_per_uV", value(row.lambda)},
          {"lambda_per_uV_sd", sd(row.lambda)},
          {"b0_uV", value(row.b0)},
          {"b0_uV_sd", sd(row.b0)},
          {"G_uV", row.drive.value},
          {"G_uV_sd", row.drive.sd},
          {"noise", value(row.noise)},
          {"noise_sd", sd(row.noise)},
          {"residual_uV", row.residual},
          {"voltmeter_uV", number(row.meter)},
          {"peak_uV", row.peak.value},
          {"peak_sd_uV", number(row.peak_sd)},
          {"background_uV", number(row.background)},
          {"rest_sd_uV", number(row.rest_sd)},
          {"misfit", row.misfit},
          {"chance", row.chance},
          {"fits", row.fits},
          {"operations", row.operations},
          {"readings", row.readings}};
}

}  // namespace

std::string human_text(const Fitted& fitted) {
  std::vector<std::vector<std::string>> rows{{"field, Oe",
                                              "current, mA",
                                              "lambda, 1/µV",
                                              "b0, µV",
                                              "G, µV",
                                              "noise",
                                              "voltmeter, µV",
                                              "peaks, µV",
                                              "residual, µV"}};
  for (const Row& row : fitted.rows) {
    rows.push_back({fmt::format("{:g}", row.field),
                    fmt::format("{:g}", row.current),
                    shown(row.lambda),
                    shown(row.b0),
                    row.signal && row.lambda ? shown(row.drive) : "no signal",
                    shown(row.noise),
                    row.meter ? fmt::format("{:.3g}", *row.meter) : "-",
                    row.peak_sd ? fmt::format("{:.4g}, sd {:.3g}", row.peak.value, *row.peak_sd)
                                : fmt::format("{:.4g}", row.peak.value),
                    fmt::format("{:.3g}", row.residual)});
  }
  std::string text = fitted.device.text + "; ± is one standard deviation\n\n" + text::table(rows);
  std::vector<std::vector<std::string>> laws{{"window and current", "value", "sd", "unit"}};
  for (const device::Key& key : device::keys()) {
    const auto found = fitted.device.parameters.find(key.name);
    const bool of_laws = key.name.starts_with("gain_") || key.name.starts_with("centre_") ||
                         key.name.starts_with("width_") || key.name == "onset_current" ||
                         key.name == "current_exponent";
    if (key.law != device::Law::kHall || !of_laws || found == fitted.device.parameters.end()) {
      continue;
    }
    const device::Quantity& q = found->second;
    laws.push_back({std::string(key.name),
                    fmt::format("{:.4g}", q.value),
                    q.uncertainty ? fmt::format("{:.2g}", *q.uncertainty) : "-",
                    std::string(key.unit)});
  }
  if (laws.size() > 1) text += "\n" + text::table(laws);
  text += "\n" + fitted.verdict + "\n";
  if (fitted.shared_leak && fitted.rows.size() > 1) text += "One leak serves all conditions.\n";
  for (const std::string& note : fitted.notes) text += note + "\n";
  for (const std::string& what : fitted.left_out) text += "Left out: " + what + ".\n";
  return text;
}

std::string json_text(const Fitted& fitted) {
  Json rows = Json::array();
  for (const Row& row : fitted.rows) rows.push_back(row_json(row));
  Json parameters = Json::object();
  for (const auto& [key, q] : fitted.device.parameters) {
    parameters[key] = {{"value", q.value}, {"source", q.source}};
    if (q.uncertainty) parameters[key]["uncertainty"] = *q.uncertainty;
  }
  const Json json = {{"device", fitted.device.name},
                     {"fits", fitted.fits},
                     {"verdict", fitted.verdict},
                     {"shared_leak", fitted.shared_leak},
                     {"chance_of_shared_leak", fitted.chance_of_shared},
                     {"fitted", rows},
                     {"parameters", parameters},
                     {"left_out", fitted.left_out},
                     {"notes", fitted.notes}};
  return json.dump(1) + "\n";
}

plot::Figure figure(const Fitted& fitted) {
  plot::Figure figure{.title = "Measured and fitted: " + fitted.device.name};
  for (const Row& row : fitted.rows) {
    plot::Series measured{.name = "measured, mean ± sd", .style = plot::Style::kPoints};
    plot::Series law{.name = "fitted law"};
    for (const MeanSlot& mean : row.means) {
      for (plot::Series* const series : {&measured, &law}) series->x.push_back(mean.slot);
      measured.y.push_back(mean.measured);
      measured.error.push_back(mean.spread);
      law.y.push_back(mean.fitted);
    }
    figure.panels.push_back(
        {.title =
             fmt::format("{:g} Oe, {:g} mA, {} operations", row.field, row.current, row.operations),
         .x_label = "slot",
         .y_label = row.background ? "V − V_{bg} (µV)" : "V (µV)",
         .series = {law, measured}});
  }
  figure.columns = figure.panels.size() > 1 ? 2 : 1;
  return figure;
}

}  // namespace spinforge::fit
