// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/lockstep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "gen/base/error.hpp"
#include "sim/harness/flight.hpp"
#include "sim/harness/story.hpp"

namespace spinforge::harness {

namespace {

constexpr int kResetCycles = 8;
constexpr std::int64_t kDeadlockSlack = 10'000;

}  // namespace

Lockstep::Lockstep(Model& model,
                   const network::Network& network,
                   const plan::Plan& plan,
                   const Traffic& traffic,
                   Schedule schedule)
    : model_(model),
      network_(network),
      plan_(plan),
      traffic_(traffic),
      schedule_(std::move(schedule)),
      golden_(network),
      window_(traffic.stream ? network.layers.size() + 3 : 1),
      control_(network),
      configurator_(plan) {
  if (model.layers() == network.layers.size()) return;
  throw Error(ErrorCode::kTool,
              "model",
              fmt::format("has another number of layers; expected {}, got {}; emit the directory "
                          "again",
                          network.layers.size(),
                          model.layers()));
}

Lockstep::~Lockstep() = default;

void Lockstep::reset() {
  flights_.clear();
  result_ = {};
  histories_.assign(plan_.layers.size(), {});
  control_ = ControlState(network_);
  configurator_.reset();
  withheld_ = 0;
  any_result_ = false;
  stop_ = false;
  inputs_ = {};
  for (int i = 0; i < kResetCycles; ++i) outputs_ = &model_.tick(inputs_);
  inputs_.rst_n = 1;
  cycle_ = 0;
}

void Lockstep::admit(const dataset::Images& images, const Chunk& chunk) {
  const std::uint32_t end = chunk.first + chunk.count;
  while (flights_.size() < window_ && next_ != end && !stop_) {
    auto flight = std::make_unique<Flight>();
    const std::uint32_t image = next_++;
    flight->pixels = images.image(image);
    run_golden(*flight, image, image == chunk.first);
    flight->record.image = image;
    flight->record.predicted_cycles = flight->timing.image_cycles;
    flight->record.layers.resize(plan_.layers.size(), {.first = -1, .last = -1, .bound = 0});
    flight->record.spikes.resize(plan_.layers.size());
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
      flight->record.layers[k].bound = flight->timing.layers[k].bound;
      flight->checkers.emplace_back(static_cast<int>(k + 1), image, flight->trace.layers[k]);
    }
    flight->since = cycle_;
    flight->withheld = withheld_;
    if (traffic_.stall && (!traffic_.stream || next_ == chunk.first + 1)) {
      // Without streaming the pauses depend on the image alone, so that it can be run by itself.
      const std::uint64_t seed = *traffic_.stall * 0x10001 + image;
      pixel_pauses_ = std::make_unique<Pauses>(seed);
      result_pauses_ = std::make_unique<Pauses>(~seed);
      config_pauses_ = std::make_unique<Pauses>(seed ^ 0x636f6e666967U);
    }
    if (wave_ != nullptr && wave_->image == image) {
      model_.open_trace(wave_->path);
      wave_begin_ = cycle_;
    }
    flights_.push_back(std::move(flight));
  }
}

Lockstep::Flight* Lockstep::sending() {
  for (const auto& flight : flights_) {
    if (flight->sending()) return flight.get();
  }
  return nullptr;
}

Lockstep::Flight* Lockstep::of_layer(std::size_t layer) {
  for (const auto& flight : flights_) {
    if (!flight->checkers[layer].complete()) return flight.get();
  }
  // None is due: the commit is held against the last image, whose checker says so.
  return flights_.empty() ? nullptr : flights_.back().get();
}

void Lockstep::clock() {
  Flight* const flight = sending();
  const bool was_waiting = inputs_.pixel_valid != 0 && outputs_->pixel_ready == 0;
  // A pixel once offered stays until it is taken.
  const bool pause = pixel_pauses_ && pixel_pauses_->pause() && !was_waiting;
  const bool offered = flight != nullptr && !pause && configured(*flight);
  inputs_.pixel_valid = offered ? 1 : 0;
  if (offered) {
    inputs_.pixel_data = flight->pixels[flight->sent];
    inputs_.pixel_last = flight->sent + 1 == flight->pixels.size() ? 1 : 0;
    inputs_.pixel_image = flight->record.image;
  }
  inputs_.result_ready = result_pauses_ && result_pauses_->pause() ? 0 : 1;
  if ((flight != nullptr && pause) || inputs_.result_ready == 0) ++withheld_;
  drive_configuration();
  outputs_ = &model_.tick(inputs_);
  take_configuration();
  take_pixel(offered);
  take_commits();
  take_result(inputs_.result_ready != 0);
  watch_busy();
  ++cycle_;
}

void Lockstep::take_pixel(bool offered) {
  if (!offered || outputs_->pixel_ready == 0) return;
  Flight& flight = *sending();
  if (flight.sent++ == 0) {
    flight.begin = cycle_;
    flight.since = cycle_;
    flight.withheld = withheld_;
  }
}

void Lockstep::take_commits() {
  for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
    const SfCommit& commit = outputs_->commits[k];
    if (commit.valid == 0) continue;
    const int lanes = plan_.layers[k].neuron_lanes;
    Flight* flight = of_layer(k);
    histories_[k].add(flight == nullptr ? cycle_ : cycle_ - flight->begin, commit, lanes);
    if (flight == nullptr) {
      fail({.image = commit.image,
            .layer = static_cast<int>(k + 1),
            .step = commit.step,
            .neuron = static_cast<int>(commit.base),
            .field = "commit",
            .expected = "none, no image is in the core",
            .got = "one",
            .cycle = cycle_,
            .commits = {}});
      stop_ = true;
      continue;
    }
    check_commit(*flight, k);
  }
}

void Lockstep::check_commit(Flight& flight, std::size_t layer) {
  LayerChecker& checker = flight.checkers[layer];
  const LayerChecker::Outcome outcome =
      checker.check(outputs_->commits[layer], plan_.layers[layer].neuron_lanes);
  flight.record.commits += outcome.compared;
  flight.record.mismatches += outcome.mismatches;
  flight.record.spikes[layer] += outcome.spikes;
  result_.commits += outcome.compared;
  result_.mismatches += outcome.mismatches;
  if (outcome.mismatches > 0 && result_.first_mismatch.empty()) {
    Mismatch story = *checker.mismatch();
    story.cycle = cycle_ - flight.begin;
    story.commits = histories_[layer].lines();
    story.update = update_of(story, network_, flight.trace.layers[layer], outputs_->commits[layer]);
    keep_first(std::move(story));
  }
  if (checker.broken()) stop_ = true;
}

void Lockstep::fail(Mismatch mismatch) {
  ++result_.mismatches;
  if (!flights_.empty() && flights_.front()->record.image == mismatch.image) {
    ++flights_.front()->record.mismatches;
  }
  keep_first(std::move(mismatch));
}

void Lockstep::keep_first(Mismatch mismatch) {
  if (!result_.first_mismatch.empty()) return;
  for (const auto& flight : flights_) {
    if (flight->record.image == mismatch.image) mismatch.golden_class = flight->trace.predicted;
  }
  if (wave_begin_) mismatch.wave_cycle = cycle_ - *wave_begin_;
  result_.first_mismatch.push_back(std::move(mismatch));
}

void Lockstep::take_result(bool ready) {
  if (outputs_->result_valid == 0 || !ready) return;
  if (flights_.empty() || flights_.front()->result_done) {
    const std::uint32_t image = flights_.empty() ? next_ - 1 : flights_.front()->record.image;
    fail({.image = image, .field = "result", .expected = "none", .got = "one", .commits = {}});
    stop_ = true;
    return;
  }
  Flight& flight = *flights_.front();
  const std::size_t beat = flight.beats++;
  const std::vector<std::uint16_t>& counts = flight.trace.counts;
  const auto field = [&](const char* name, std::int64_t expected, std::int64_t got) {
    if (expected == got) return;
    fail({.image = flight.record.image,
          .field = fmt::format("{} of result beat {}", name, beat),
          .expected = fmt::format("{}", expected),
          .got = fmt::format("{}", got),
          .cycle = cycle_ - flight.begin,
          .commits = histories_.back().lines()});
  };
  const bool last = beat + 1 == counts.size();
  field("image", flight.record.image, outputs_->result_image);
  field("class", flight.trace.predicted, outputs_->result_class);
  field("count", counts[beat], outputs_->result_count);
  field("last", last, outputs_->result_last);
  if (last) finish(flight);
}

void Lockstep::finish(Flight& flight) {
  flight.result_done = true;
  flight.record.predicted = outputs_->result_class;
  flight.record.cycles = cycle_ - flight.begin + 1;
  flight.record.interval = any_result_ ? cycle_ - last_result_ : 0;
  last_result_ = cycle_;
  any_result_ = true;
  if (flights_.size() > 1) {
    flights_[1]->since = std::max(flights_[1]->since, cycle_);
    flights_[1]->withheld = withheld_;
  }
  for (std::size_t k = 0; k < flight.checkers.size(); ++k) {
    const LayerChecker& checker = flight.checkers[k];
    if (checker.complete() || checker.broken()) continue;
    fail({.image = flight.record.image,
          .layer = static_cast<int>(k + 1),
          .step = static_cast<int>(checker.step()),
          .field = "commit",
          .expected = "one of each neuron before the result",
          .got = "none of " + checker.missing(),
          .cycle = cycle_ - flight.begin,
          .commits = histories_[k].lines()});
    stop_ = true;
  }
}

void Lockstep::watch_busy() {
  if (traffic_.stream || flights_.empty()) return;
  Flight& flight = *flights_.front();
  for (std::uint64_t busy = outputs_->busy; busy != 0; busy &= busy - 1) {
    const auto k = static_cast<std::size_t>(std::countr_zero(busy));
    if (k >= flight.record.layers.size()) break;
    plan::LayerTiming& layer = flight.record.layers[k];
    layer.last = cycle_ - flight.begin;
    if (layer.first < 0) layer.first = layer.last;
  }
}

void Lockstep::note_timing(
    const Flight& flight, int layer, const char* what, std::int64_t expected, std::int64_t got) {
  if (!result_.first_difference.empty()) return;
  result_.first_difference.push_back({flight.record.image, layer, what, expected, got});
}

void Lockstep::check_timing(Flight& flight) {
  ImageRecord& record = flight.record;
  const bool stalled = traffic_.stall.has_value() || traffic_.stream;
  const std::int64_t predicted = flight.timing.image_cycles;
  if (stalled ? record.cycles < predicted : record.cycles != predicted) {
    record.timing_exact = false;
    note_timing(flight, 0, "cycles", predicted, record.cycles);
  }
  if (stalled) return;
  for (std::size_t k = 0; k < record.layers.size(); ++k) {
    const plan::LayerTiming& want = flight.timing.layers[k];
    const plan::LayerTiming& got = record.layers[k];
    const int layer = static_cast<int>(k + 1);
    if (want == got) continue;
    record.timing_exact = false;
    if (want.first != got.first) {
      note_timing(flight, layer, "first busy cycle", want.first, got.first);
    } else {
      note_timing(flight, layer, "last busy cycle", want.last, got.last);
    }
  }
}

void Lockstep::retire(const OnImage& on_image) {
  if (flights_.empty() || !flights_.front()->result_done || stop_) return;
  // Alone in the core, an image has left it when no layer is busy any more.
  if (window_ == 1 && outputs_->busy != 0) return;
  Flight& flight = *flights_.front();
  check_timing(flight);
  if (wave_ != nullptr && wave_->image == flight.record.image) model_.close_trace();
  result_.images.push_back(flight.record);
  if (on_image) on_image(flight.record);
  flights_.pop_front();
}

void Lockstep::check_deadlock() {
  if (flights_.empty()) return;
  const Flight& flight = *flights_.front();
  const std::int64_t limit = 2 * flight.timing.image_cycles + kDeadlockSlack;
  const std::int64_t waited = cycle_ - flight.since - (withheld_ - flight.withheld);
  if (waited <= limit) return;
  std::string state = fmt::format("{} of {} pixels taken", flight.sent, flight.pixels.size());
  int stuck = 0;
  for (std::size_t k = 0; k < flight.checkers.size(); ++k) {
    if (flight.checkers[k].complete()) continue;
    if (stuck == 0) stuck = static_cast<int>(k + 1);
    state += fmt::format(", layer {} owes {}", k + 1, flight.checkers[k].missing());
  }
  state += fmt::format(", {} result beats", flight.beats);
  if (configurator_.left() > 0) {
    state += fmt::format(", {} configuration writes not taken", configurator_.left());
  }
  fail({.image = flight.record.image,
        .layer = stuck,
        .field = flight.result_done ? "busy" : "deadlock",
        .expected = flight.result_done ? "no layer busy after the result"
                                       : fmt::format("a result within {} cycles", limit),
        .got = state,
        .cycle = cycle_ - flight.begin,
        .commits = stuck > 0 ? histories_[static_cast<std::size_t>(stuck - 1)].lines()
                             : std::vector<std::string>{}});
  stop_ = true;
}

ChunkResult Lockstep::run(const dataset::Images& images,
                          const Chunk& chunk,
                          const OnImage& on_image,
                          const Wave* wave) {
  next_ = chunk.first;
  wave_ = wave;
  wave_begin_.reset();
  reset();
  for (;;) {
    admit(images, chunk);
    if (flights_.empty() || stop_) break;
    clock();
    retire(on_image);
    check_deadlock();
  }
  // Whatever still comes now belongs to no image.
  for (int i = 0; i < kResetCycles && !stop_; ++i) clock();
  if (wave_ != nullptr && stop_) model_.close_trace();
  return std::move(result_);
}

}  // namespace spinforge::harness
