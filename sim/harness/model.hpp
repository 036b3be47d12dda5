// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/harness/dut.hpp"
#include "sim/harness/library.hpp"
#include "sim/harness/places.hpp"

namespace spinforge::harness {

/// A core built as a shared library, loaded and running.
class CoreModel : public Dut {
 public:
  /// Loads `library` (an absolute path) and creates a core whose registers start with random bits
  /// of `seed`, and clocks it once in reset; `directory` is the emitted one. *Errors*: those of
  /// Library.
  CoreModel(const std::string& library, const std::string& directory, std::uint32_t seed)
      : library_(library),
        tick_(library_.function<void(SfModel*, const SfInputs*, SfOutputs*)>("sf_tick")) {
    outputs_.commits = library_.commits().data();
    library_.create(directory, seed, [&] { (void)CoreModel::tick({}); });
  }

  [[nodiscard]] std::size_t layers() const override { return library_.layers(); }
  const SfOutputs& tick(const SfInputs& inputs) override {
    tick_(library_.model(), &inputs, &outputs_);
    if (inputs.pixel_valid != 0 && outputs_.pixel_ready == 0) ++events_[Event::kPixelStall];
    if (outputs_.result_valid != 0 && inputs.result_ready == 0) ++events_[Event::kResultStall];
    return outputs_;
  }
  void open_trace(const std::string& path) override { library_.open_trace(path); }
  void close_trace() override { library_.close_trace(); }
  void write_coverage(const std::string& path) override { library_.write_coverage(path); }
  /// Of a model that was built with kPlaces. *Errors*: see Places.
  [[nodiscard]] Places places() const { return Places(library_); }
  void take_events(EventCounts& counts) override { counts += std::exchange(events_, {}); }

 private:
  Library library_;
  void (*tick_)(SfModel*, const SfInputs*, SfOutputs*);
  SfOutputs outputs_{};
  EventCounts events_;
};

}  // namespace spinforge::harness
