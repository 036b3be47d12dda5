// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"

namespace spinforge::harness {

namespace {

[[noreturn]] void refuse(int layer, const char* what, int low, int high, int got) {
  throw Error(
      ErrorCode::kUsage,
      fmt::format("control of layer {}", layer),
      fmt::format("no such {}; expected {}..{}, got {}; choose another", what, low, high, got));
}

void check_range(int layer, const char* what, int low, int high, int got) {
  if (got < low || got > high) refuse(layer, what, low, high, got);
}

}  // namespace

ControlState::ControlState(const network::Network& network) : network_(&network) {
  for (const network::Layer& layer : network.layers) {
    LayerState& state = layers_.emplace_back();
    state.code = layer.field_code;
    state.pages.resize(plan::kMaskPages);
    state.pages[0].assign(static_cast<std::size_t>(layer.outputs), 1);
  }
}

void ControlState::check(const Select& select) const {
  check_range(select.layer, "layer", 1, static_cast<int>(layers_.size()), select.layer);
  const network::Layer& layer = network_->layers[index(select.layer)];
  const auto codes = network_->neuron_of(layer).fields.size();
  check_range(select.layer, "step", Select::kNow, network_->steps, select.step);
  check_range(select.layer, "field code", 0, static_cast<int>(codes) - 1, select.code);
  check_range(select.layer, "mask page", 0, plan::kMaskPages - 1, select.page);
  if (!layers_[index(select.layer)].pages[static_cast<std::size_t>(select.page)].empty()) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("control of layer {}", select.layer),
              fmt::format("mask page {} has no contents; expected it written before it is selected",
                          select.page));
}

void ControlState::write(const MaskPage& page) {
  check_range(page.layer, "layer", 1, static_cast<int>(layers_.size()), page.layer);
  check_range(page.layer, "mask page to write", 1, plan::kMaskPages - 1, page.page);
  const int neurons = network_->layers[index(page.layer)].outputs;
  check_range(page.layer, "mask size", neurons, neurons, static_cast<int>(page.enabled.size()));
  layers_[index(page.layer)].pages[static_cast<std::size_t>(page.page)] = page.enabled;
}

golden::Control ControlState::apply(const ImageControl& control) {
  for (const MaskPage& page : control.pages) write(page);
  std::vector<Select> selects = control.selects;
  std::stable_sort(
      selects.begin(), selects.end(), [](auto& a, auto& b) { return a.step < b.step; });
  for (const Select& select : selects) check(select);
  golden::Control out;
  out.field_code.resize(layers_.size());
  out.mask.resize(layers_.size());
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    LayerState& state = layers_[k];
    state.used = 0;
    auto next = selects.begin();
    for (int step = 1; step <= network_->steps; ++step) {
      for (; next != selects.end() && next->step <= step; ++next) {
        if (index(next->layer) != k) continue;
        state.code = next->code;
        state.page = next->page;
      }
      state.used |= 1U << state.page;
      out.field_code[k].push_back(static_cast<std::uint8_t>(state.code));
      out.mask[k].push_back(state.pages[static_cast<std::size_t>(state.page)]);
    }
    if (state.used == 1U) out.mask[k].clear();  // page 0 throughout
  }
  return out;
}

}  // namespace spinforge::harness
