// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/configurator.hpp"

#include <algorithm>
#include <utility>

namespace spinforge::harness {

void Configurator::add_pages(std::uint32_t image, const std::vector<MaskPage>& pages) {
  for (const MaskPage& page : pages) {
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
}

void Configurator::add(std::uint32_t image, const ImageControl& control) {
  const std::size_t before = writes_.size();
  add_pages(image, control.pages);
  // Between the words of a page, too: they must not disturb it.
  const std::size_t words = writes_.size() - before;
  for (std::size_t i = 0; i < control.voids.size(); ++i) {
    const VoidWrite& write = control.voids[i];
    const std::size_t at = before + i + words * (i + 1) / (control.voids.size() + 1);
    writes_.insert(writes_.begin() + static_cast<std::ptrdiff_t>(at),
                   {.image = image,
                    .select = write.select,
                    .is_mask = write.is_mask,
                    .word = static_cast<std::uint16_t>(write.word),
                    .is_void = true,
                    .refused = write.refused});
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
  if (write.is_void) return false;
  const auto k = static_cast<std::size_t>(write.select.layer - 1);
  return write.is_mask && (pages[k] >> write.select.page & 1U) != 0;
}

void Configurator::drive(SfInputs& inputs, const Core& core) {
  inputs.cfg_valid = 0;
  if (writes_.empty() || (core.pause && !offered_)) return;
  const Write& write = writes_.front();
  const Select& select = write.select;
  const bool now = !write.is_mask && select.step == Select::kNow;
  if ((now && !write.is_void && !core.alone) || !core.page_free) return;
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

Configurator::Taken Configurator::take(const SfInputs& inputs,
                                       const SfOutputs& outputs,
                                       bool on_its_way) {
  const bool taken = inputs.cfg_valid != 0 && outputs.cfg_ready != 0;
  offered_ = inputs.cfg_valid != 0 && !taken;
  refused_ = offered_ && !on_its_way;
  if (!taken) return {.event = refused_ ? std::optional(Event::kQueueFull) : std::nullopt};
  const bool error = writes_.front().refused;
  const Event event = event_of(writes_.front());
  writes_.pop_front();
  return {.taken = true, .error = error, .event = event};
}

Event Configurator::event_of(const Write& write) {
  if (write.refused) return Event::kRefusedWrite;
  if (write.is_void) return Event::kVoidWrite;
  if (write.is_mask) return Event::kMaskWord;
  return write.select.step == Select::kNow ? Event::kFieldNow : Event::kFieldSelect;
}

bool Configurator::ready(std::uint32_t image, bool alone) const {
  if (writes_.empty() || writes_.front().image > image) return true;
  return alone && writes_.front().image == image && refused_;
}

}  // namespace spinforge::harness
