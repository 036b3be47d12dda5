// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/trace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"

namespace spinforge::golden {

using network::Layer;
using network::Network;

namespace {

void check_size(std::size_t layer, const char* part, int expected, std::size_t got) {
  if (static_cast<std::size_t>(expected) == got) return;
  throw Error(ErrorCode::kShape,
              fmt::format("layer {} / {}", layer + 1, part),
              fmt::format("wrong size; expected {}, got {}; give one entry each", expected, got));
}

void check_codes(const Network& network,
                 std::size_t layer,
                 const std::vector<std::uint8_t>& codes) {
  if (codes.empty()) return;
  check_size(layer, "field code", network.steps, codes.size());
  const std::size_t sets = network.neuron_of(network.layers[layer]).fields.size();
  for (const std::uint8_t code : codes) {
    if (code < sets) continue;
    throw Error(ErrorCode::kRange,
                fmt::format("layer {} / field code", layer + 1),
                fmt::format("no such register set; expected 0..{}, got {}; use one that the neuron "
                            "has",
                            sets - 1,
                            code));
  }
}

void check_mask(const Network& network,
                std::size_t layer,
                const std::vector<std::vector<std::uint8_t>>& rows) {
  if (rows.empty()) return;
  check_size(layer, "mask", network.steps, rows.size());
  for (const auto& row : rows) check_size(layer, "mask", network.layers[layer].outputs, row.size());
}

}  // namespace

int field_code(const Network& network,
               const Control& control,
               std::size_t layer,
               std::size_t step) {
  if (layer < control.field_code.size() && !control.field_code[layer].empty()) {
    return control.field_code[layer][step];
  }
  return network.layers[layer].field_code;
}

std::span<const std::uint8_t> mask(const Control& control, std::size_t layer, std::size_t step) {
  if (layer < control.mask.size() && !control.mask[layer].empty()) return control.mask[layer][step];
  return {};
}

Trace make_trace(const Network& network) {
  Trace trace;
  const auto steps = static_cast<std::size_t>(network.steps);
  for (const Layer& layer : network.layers) {
    const std::size_t cells = steps * static_cast<std::size_t>(layer.outputs);
    LayerTrace& out = trace.layers.emplace_back();
    out.start.assign(static_cast<std::size_t>(layer.outputs), network.neuron_of(layer).v_rest);
    out.potential.resize(cells);
    out.drive.resize(cells);
    out.spike.resize(cells);
    out.flags.resize(cells);
    out.field_code.resize(steps);
  }
  if (network.input.coding == network::Coding::kRate) {
    trace.input_spikes.resize(steps * static_cast<std::size_t>(network.input.size()));
  }
  trace.counts.resize(static_cast<std::size_t>(network.layers.back().outputs));
  return trace;
}

void check_inputs(const Network& network,
                  std::span<const std::uint8_t> pixels,
                  const Control& control) {
  const auto size = static_cast<std::size_t>(network.input.size());
  if (pixels.size() != size) {
    throw Error(ErrorCode::kShape,
                "image",
                fmt::format("wrong number of pixels; expected {}, got {}; choose the data set that "
                            "network '{}' was made for",
                            size,
                            pixels.size(),
                            network.name));
  }
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    if (k < control.field_code.size()) check_codes(network, k, control.field_code[k]);
    if (k < control.mask.size()) check_mask(network, k, control.mask[k]);
  }
}

void count_spikes(Trace& trace) {
  const LayerTrace& last = trace.layers.back();
  const std::size_t classes = trace.counts.size();
  std::fill(trace.counts.begin(), trace.counts.end(), std::uint16_t{0});
  for (std::size_t row = 0; row < last.spike.size(); row += classes) {
    for (std::size_t i = 0; i < classes; ++i) {
      trace.counts[i] = static_cast<std::uint16_t>(trace.counts[i] + last.spike[row + i]);
    }
  }
  trace.predicted = winner<std::int32_t>(trace.counts, std::span(last.potential).last(classes));
}

}  // namespace spinforge::golden
