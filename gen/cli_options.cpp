// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "gen/base/error.hpp"
#include "gen/cli.hpp"

namespace spinforge::cli {
namespace {

std::optional<int> count(const std::string& option, const std::string& text) {
  if (text == "auto") return std::nullopt;
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && rest == end && value >= 1 && value <= 256) return value;
  throw Error(ErrorCode::kUsage,
              option,
              fmt::format("not a number of lanes; expected 1..256 or auto, got \"{}\"; choose one "
                          "of these",
                          text));
}

}  // namespace

void PlanOptions::add_to(CLI::App& command) {
  command.add_option("--lanes", lanes_, "synapse lanes of every layer, 1..256 or auto")
      ->capture_default_str();
  command
      .add_option("--neuron-lanes",
                  neuron_lanes_,
                  "neuron macros of every layer, 1..256 or auto; rounded down to a divisor of the "
                  "layer's lanes")
      ->capture_default_str();
}

plan::Options PlanOptions::parse() const {
  plan::Options out;
  out.lanes = count("--lanes", lanes_);
  out.neuron_lanes = count("--neuron-lanes", neuron_lanes_);
  return out;
}

}  // namespace spinforge::cli
