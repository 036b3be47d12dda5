// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"
#include "gen/quantize/quantize.hpp"

namespace spinforge::quantize {

nlohmann::json to_json(const std::vector<LayerReport>& reports) {
  nlohmann::json layers = nlohmann::json::array();
  for (const LayerReport& report : reports) {
    layers.push_back({{"layer", layers.size() + 1},
                      {"weight_bits", report.weight_bits},
                      {"step", {report.step_min, report.step_max}},
                      {"weight_error_max", report.weight_error_max},
                      {"weight_error_rms", report.weight_error_rms},
                      {"saturated", report.saturated},
                      {"bias_error_max", report.bias_error_max},
                      {"mul", {report.mul_min, report.mul_max}},
                      {"mul_error_max", report.mul_error_max},
                      {"shift", report.shift},
                      {"counter", {report.bounds.counter_min, report.bounds.counter_max}},
                      {"counter_bits", report.counter_bits},
                      {"drive", {report.bounds.d0_min, report.bounds.d0_max}}});
  }
  return layers;
}

std::string to_text(const std::vector<LayerReport>& reports) {
  std::vector<std::vector<std::string>> rows{{"layer",
                                              "bits",
                                              "step",
                                              "max error",
                                              "saturated",
                                              "mul",
                                              "shift",
                                              "counter bound",
                                              "bits of C"}};
  for (const LayerReport& report : reports) {
    rows.push_back({fmt::format("{}", rows.size()),
                    fmt::format("{}", report.weight_bits),
                    fmt::format("{:.3g}..{:.3g}", report.step_min, report.step_max),
                    fmt::format("{:.3g}", report.weight_error_max),
                    text::thousands(report.saturated),
                    fmt::format("{}..{}", report.mul_min, report.mul_max),
                    fmt::format("{}", report.shift),
                    fmt::format("{}..{}", report.bounds.counter_min, report.bounds.counter_max),
                    fmt::format("{}", report.counter_bits)});
  }
  return text::table(rows);
}

}  // namespace spinforge::quantize
