// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/lockstep.hpp"

#include <fmt/format.h>

#include <utility>

#include "gen/base/error.hpp"
#include "sim/harness/flight.hpp"
#include "sim/harness/story.hpp"

namespace spinforge::harness {

namespace {

constexpr int kQuietCycles = 8;    // behind the last image, in which nothing may come any more
constexpr int kOwnWork = 100'000;  // cycles that a design may take for what it does by itself

}  // namespace

Lockstep::Lockstep(Dut& dut,
                   const network::Network& network,
                   const plan::Plan& plan,
                   const Traffic& traffic,
                   Schedule schedule)
    : dut_(dut),
      network_(network),
      plan_(plan),
      traffic_(traffic),
      schedule_(std::move(schedule)),
      golden_(network),
      control_(network),
      configurator_(plan) {
  if (dut.layers() == network.layers.size()) return;
  throw Error(ErrorCode::kTool,
              "model",
              fmt::format("has another number of layers; expected {}, got {}; emit the directory "
                          "again",
                          network.layers.size(),
                          dut.layers()));
}

Lockstep::~Lockstep() = default;

/// Images in flight, at most. Streamed, more than a core holds: two in each buffer, one in the
/// replay of the first layer, one in the read-out, and one that waits.
std::size_t Lockstep::window() const {
  return traffic_.stream ? 2 * (network_.layers.size() + 1) + 3 : 1;
}

void Lockstep::reset() {
  flights_.clear();
  histories_.assign(plan_.layers.size(), {});
  control_ = ControlState(network_);
  configurator_.reset();
  withheld_ = 0;
  any_result_ = false;
  stop_ = false;
  inputs_ = {};
  // One clock is enough, and a longer reset would hide what that one misses.
  outputs_ = &dut_.tick(inputs_);
  inputs_.rst_n = 1;
  cycle_ = 0;
  stream_begin_ = -1;
  pace_.reset();
  if (traffic_.stream && !traffic_.stall) pace_.emplace(network_, plan_);
}

void Lockstep::start(const Chunk& chunk) {
  next_ = chunk.first;
  wave_begin_.reset();
  std::optional<std::uint64_t> pauses;
  if (traffic_.stall) pauses = *traffic_.stall * 0x10001 + chunk.first;
  dut_.pause(pauses);
  reset();
}

void Lockstep::admit(const dataset::Images& images, const Chunk& chunk) {
  const std::uint32_t end = chunk.first + chunk.count;
  while (flights_.size() < window() && next_ != end && !stop_) {
    auto flight = std::make_unique<Flight>();
    const std::uint32_t at = next_++;
    const std::uint32_t image = number(at);
    flight->pixels = images.image(at);
    run_golden(*flight, image, at == chunk.first);
    flight->record.image = image;
    predict(*flight);
    if (traffic_.broken) {
      const auto frames =
          draw_broken_frames(*traffic_.broken, image, flight->pixels.size(), beat());
      flight->broken.assign(frames.begin(), frames.end());
    }
    flight->record.layers.resize(plan_.layers.size(), {.first = -1, .last = -1, .bound = 0});
    flight->record.spikes.resize(plan_.layers.size());
    flight->record.over.resize(plan_.layers.size());
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
    if (wave_ != nullptr && wave_->image == at) {
      dut_.open_trace(wave_->path);
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
  drive_streams();
  drive_configuration();
  outputs_ = &dut_.tick(inputs_);
  take_configuration();
  take_pixel();
  take_commits();
  take_result(inputs_.result_ready != 0);
  watch_busy();
  count_layers();
  check_parity();
  ++cycle_;
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
  const SfCommit& commit = outputs_->commits[layer];
  if ((outputs_->busy >> layer & 1U) == 0) {
    fail({.image = commit.image,
          .layer = static_cast<int>(layer + 1),
          .step = commit.step,
          .neuron = static_cast<int>(commit.base),
          .field = "busy",
          .expected = "1 in the cycle of a commit",
          .got = "0",
          .cycle = cycle_ - flight.begin,
          .commits = histories_[layer].lines()});
  }
  LayerChecker& checker = flight.checkers[layer];
  const LayerChecker::Outcome outcome = checker.check(commit, plan_.layers[layer].neuron_lanes);
  flight.record.commits += outcome.compared;
  flight.record.mismatches += outcome.mismatches;
  flight.record.spikes[layer] += outcome.spikes;
  flight.record.over[layer] += outcome.over;
  result_.commits += outcome.compared;
  result_.mismatches += outcome.mismatches;
  if (outcome.mismatches > 0 && result_.first_mismatch.empty()) {
    Mismatch story = *checker.mismatch();
    story.cycle = cycle_ - flight.begin;
    story.commits = histories_[layer].lines();
    story.update = update_of(story, network_, flight.trace.layers[layer], commit);
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
  mismatch.number = mismatch.image;
  mismatch.image = index(mismatch.number);
  if (wave_begin_) mismatch.wave_cycle = cycle_ - *wave_begin_;
  result_.first_mismatch.push_back(std::move(mismatch));
}

void Lockstep::retire(const OnImage& on_image) {
  if (flights_.empty() || !flights_.front()->result_done || stop_) return;
  // Alone in the core, an image has left it when no layer is busy any more.
  if (window() == 1 && outputs_->busy != 0) return;
  Flight& flight = *flights_.front();
  check_timing(flight);
  flight.record.image = index(flight.record.image);
  if (wave_ != nullptr && wave_->image == flight.record.image) dut_.close_trace();
  if (count_rules_) golden::count_rules(network_, flight.trace, result_.rules);
  result_.images.push_back(flight.record);
  if (on_image) on_image(flight.record);
  flights_.pop_front();
}

std::uint32_t Lockstep::current_image() const {
  return flights_.empty() ? number(next_) : flights_.front()->record.image;
}

void Lockstep::check_parity() {
  if (outputs_->parity_error == 0 || stop_) return;
  fail({.image = current_image(),
        .field = "parity_error_o",
        .expected = "0",
        .got = "1",
        .cycle = cycle_,
        .commits = {}});
  stop_ = true;
}

void Lockstep::check_oddity() {
  const std::optional<Oddity>& odd = dut_.oddity();
  if (!odd || stop_) return;
  fail({.image = current_image(),
        .field = odd->what,
        .expected = odd->expected,
        .got = odd->got,
        .cycle = cycle_,
        .commits = {}});
  stop_ = true;
}

void Lockstep::clock_to_end(const dataset::Images& images,
                            const Chunk& chunk,
                            const OnImage& on_image) {
  for (;;) {
    admit(images, chunk);
    if (flights_.empty() || stop_) break;
    clock();
    retire(on_image);
    check_deadlock();
    check_oddity();
  }
  // Whatever still comes now belongs to no image.
  for (int i = 0;
       (i < kQuietCycles || (dut_.working() && (i < kOwnWork || dut_.withholding()))) && !stop_;
       ++i) {
    clock();
    check_oddity();
  }
}

/// Several images are in the core when it is reset, however they come afterwards.
void Lockstep::interrupt(const dataset::Images& images, const Chunk& chunk) {
  const bool stream = std::exchange(traffic_.stream, true);
  start(chunk);
  admit(images, chunk);
  std::int64_t left =
      draw_reset(*traffic_.resets, chunk.first, flights_.front()->timing.image_cycles);
  while (left > 0 && !stop_) {
    admit(images, chunk);
    if (flights_.empty()) break;
    clock();
    if (!result_.images.empty() || flights_.front()->sent > 0) --left;
    retire({});
    check_deadlock();
    check_oddity();
  }
  if (outputs_->busy != 0) ++result_.events[Event::kResetBusy];
  if (const Flight* const flight = sending(); flight != nullptr && flight->within_frame()) {
    ++result_.events[Event::kResetFrame];
  }
  // What differs counts; the images come again.
  result_.images.clear();
  result_.commits = 0;
  result_.rules = {};
  traffic_.stream = stream;
}

ChunkResult Lockstep::run(const dataset::Images& images,
                          const Chunk& chunk,
                          const OnImage& on_image,
                          const Wave* wave) {
  result_ = {};
  wave_ = wave;
  shift_ = number_of(traffic_, 0);
  if (traffic_.resets) interrupt(images, chunk);
  if (wave_ != nullptr && wave_begin_) dut_.close_trace();
  if (result_.first_mismatch.empty()) {
    start(chunk);
    clock_to_end(images, chunk, on_image);
    if (wave_ != nullptr && stop_) dut_.close_trace();
  }
  dut_.take_events(result_.events);
  return std::move(result_);
}

}  // namespace spinforge::harness
