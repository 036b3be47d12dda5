// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/configurator.hpp"

#include <algorithm>
#include <utility>

namespace spinforge::harness {

void Configurator::add(std::uint32_t image, const ImageControl& control) {
  for (const MaskPage& page : control.pages) {
    const auto k = static_cast<std::size_t>(page.layer - 1);
    const auto lanes = static_cast<std::size_t>(plan_.layers[k].neuron_lanes);
    for (std::size_t first = 0; first < page.enabled.size(); first += lanes) {
      const std::size_t count = std::min(lanes, page.enabled.size() - first);
      const auto begin = page.enabled.begin() + static_cast<std::ptrdiff_t>(first);
      writes_.push_back({.image = image,
                         .select = {.layer = page.layer, .step = 0, .code = 0, .page = page.page},
                         .is_mask = true,
                         .word = static_cast<std::uint16_t>(first / lanes),
                         .lanes = {begin, begin + static_cast<std::ptrdiff_t>(count)}});
    }
  }
  // A full queue of one layer holds back what stands behind: a layer works on earlier steps than
  // the one before it, so its selects come a step later.
  std::vector<Select> selects = control.selects;
  const auto key = [](const Select& s) {
    return s.step == Select::kNow ? std::pair{0, s.layer} : std::pair{s.step + s.layer, s.layer};
  };
  std::sort(selects.begin(), selects.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
  for (const Select& select : selects) writes_.push_back({.image = image, .select = select});
}

bool Configurator::writes_page_of(const std::vector<unsigned>& pages) const {
  const Write& write = writes_.front();
  const auto k = static_cast<std::size_t>(write.select.layer - 1);
  return write.is_mask && (pages[k] >> write.select.page & 1U) != 0;
}

void Configurator::drive(SfInputs& inputs, const Core& core) {
  inputs.cfg_valid = 0;
  if (writes_.empty() || (core.pause && !refused_)) return;
  const Write& write = writes_.front();
  const Select& select = write.select;
  const bool now = !write.is_mask && select.step == Select::kNow;
  if ((now && !core.alone) || !core.page_free) return;
  inputs.cfg_valid = 1;
  inputs.cfg_is_mask = write.is_mask ? 1 : 0;
  inputs.cfg_layer = static_cast<std::uint8_t>(select.layer);
  inputs.cfg_now = now ? 1 : 0;
  inputs.cfg_step = static_cast<std::uint8_t>(select.step);
  inputs.cfg_code = static_cast<std::uint8_t>(select.code);
  inputs.cfg_page = static_cast<std::uint8_t>(select.page);
  inputs.cfg_word = write.word;
  inputs.cfg_image = write.image;
  std::fill(std::begin(inputs.cfg_mask), std::end(inputs.cfg_mask), std::uint8_t{0});
  std::copy(write.lanes.begin(), write.lanes.end(), std::begin(inputs.cfg_mask));
}

bool Configurator::take(const SfInputs& inputs, const SfOutputs& outputs) {
  const bool taken = inputs.cfg_valid != 0 && outputs.cfg_ready != 0;
  refused_ = inputs.cfg_valid != 0 && outputs.cfg_ready == 0;
  if (taken) writes_.pop_front();
  return taken;
}

bool Configurator::ready(std::uint32_t image, bool alone) const {
  if (writes_.empty() || writes_.front().image > image) return true;
  return alone && writes_.front().image == image && refused_;
}

}  // namespace spinforge::harness
