// SPDX-License-Identifier: Apache-2.0

#include "tests/unit/harness/fake_model.hpp"

#include <algorithm>
#include <csignal>
#include <deque>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "rtl/model/model_abi.h"
#include "sim/expected/timing.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/traffic.hpp"

using namespace spinforge;
using test::FakeConfig;
using test::Fault;

namespace {

struct TimedCommit {
  std::int64_t cycle;
  std::size_t layer;
  SfCommit commit;
};

FakeConfig config;

/// An image in the core, from its last pixel to its last result.
struct Played {
  std::uint32_t image = 0;   // its index among the images
  std::uint32_t number = 0;  // as the stream has it
  std::size_t beats = 0;     // results of it
  std::int64_t begin = 0;    // cycle of its first pixel
  golden::Trace trace;
  plan::Timing timing;
  std::deque<TimedCommit> commits;

  [[nodiscard]] bool at_fault(Fault fault) const {
    return config.fault == fault && config.image == image;
  }
  /// Result beats that it gives.
  [[nodiscard]] std::size_t wanted() const {
    return trace.counts.size() + (at_fault(Fault::kSecondResult) ? 1 : 0);
  }
  void make_commits(std::size_t layer);
  void spoil(std::size_t layer, SfCommit& commit) const;
  void show(std::int64_t cycle, bool first, SfOutputs& out) const;
};

}  // namespace

struct SfModel {
  std::deque<Played> played;           // whole ones, the oldest first
  std::optional<Played> arriving;      // whose pixels come
  std::size_t taken = 0;               // of them
  std::size_t images = 0;              // begun, broken ones too
  std::int64_t cycle = 0;              // held back while pixels of an image are late
  std::optional<plan::Stream> stream;  // since the core was last empty
  std::int64_t stream_begin = 0;       // cycle 0 of it, put off where an image came late

  void take_first_pixel(std::uint32_t given);
  void play(Played& image);
  void take_pixel(const SfInputs& in, SfOutputs& out);
  void give_commits(SfOutputs& out);
  void tick(const SfInputs& in, SfOutputs& out);
};

void SfModel::take_first_pixel(std::uint32_t given) {
  using harness::kStreamedNumbers;
  const std::uint32_t index = given >= kStreamedNumbers ? given - kStreamedNumbers : given;
  arriving.emplace();
  ++images;
  arriving->begin = cycle;
  if (index >= config.images->count) return;  // of a frame that will be broken
  arriving->image = index;
  arriving->number = given;
}

/// The image has all its pixels: what it will do.
void SfModel::play(Played& image) {
  golden::Golden golden(*config.network);
  const auto pixels = config.images->image(image.image);
  image.trace = golden.run(pixels, image.number);
  if (played.empty()) {
    stream.emplace(*config.network, *config.plan);
    stream_begin = image.begin;
  }
  image.timing =
      stream->next(expected::work_of(*config.network, *config.plan, pixels, image.trace));
  stream_begin = std::max(stream_begin, image.begin - image.timing.begin);
  if (image.at_fault(Fault::kSlow)) ++image.timing.image_cycles;
  if (image.at_fault(Fault::kFast)) --image.timing.image_cycles;
  if (image.at_fault(Fault::kLateStart)) ++image.timing.layers[config.layer].first;
  for (std::size_t k = 0; k < image.trace.layers.size(); ++k) image.make_commits(k);
  if (image.at_fault(Fault::kLateEnd)) ++image.timing.layers[config.layer].last;
  std::stable_sort(image.commits.begin(), image.commits.end(), [](const auto& a, const auto& b) {
    return a.cycle < b.cycle;
  });
}

void Played::make_commits(std::size_t layer) {
  const golden::LayerTrace& from = trace.layers[layer];
  const auto steps = from.field_code.size();
  const std::size_t neurons = from.flags.size() / steps;
  const auto lanes = static_cast<std::size_t>(config.plan->layers[layer].neuron_lanes);
  std::vector<SfCommit> all;
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t base = 0; base < neurons; base += lanes) {
      SfCommit commit{};
      commit.valid = 1;
      commit.code = from.field_code[t];
      commit.step = static_cast<std::uint16_t>(t + 1);
      commit.base = static_cast<std::uint32_t>(base);
      commit.image = number;
      for (std::size_t i = 0; i < std::min(lanes, neurons - base); ++i) {
        const std::size_t cell = t * neurons + base + i;
        commit.mask[i] = (from.flags[cell] & golden::kCommitted) != 0;
        commit.spike[i] = from.spike[cell];
        commit.armed[i] = (from.flags[cell] & golden::kArmed) != 0;
        commit.over[i] = (from.flags[cell] & golden::kOver) != 0;
        commit.v[i] = from.potential[cell];
        commit.d[i] = from.drive[cell];
      }
      const bool any = std::any_of(commit.mask, commit.mask + lanes, [](auto m) { return m != 0; });
      if (any) all.push_back(commit);
    }
  }
  if (config.fault == Fault::kNoCommits) return;
  const bool here = config.layer == layer;
  if (here && at_fault(Fault::kLostCommit)) all.erase(all.begin() + std::ptrdiff_t(config.commit));
  if (here && at_fault(Fault::kTwice)) {
    all.insert(all.begin() + std::ptrdiff_t(config.commit), all[config.commit]);
  }
  if (here && at_fault(Fault::kOneTooMany)) all.push_back(all.back());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (here && i == config.commit) spoil(layer, all[i]);
    const auto before_last = static_cast<std::int64_t>(all.size() - 1 - i);
    commits.push_back({begin + timing.layers[layer].last - before_last, layer, all[i]});
  }
}

void Played::spoil(std::size_t layer, SfCommit& commit) const {
  const std::size_t lane = config.lane;
  const auto lanes = static_cast<std::size_t>(config.plan->layers[layer].neuron_lanes);
  if (at_fault(Fault::kV)) ++commit.v[lane];
  if (at_fault(Fault::kD)) --commit.d[lane];
  if (at_fault(Fault::kSpike)) commit.spike[lane] ^= 1;
  if (at_fault(Fault::kArmed)) commit.armed[lane] ^= 1;
  if (at_fault(Fault::kOver)) commit.over[lane] ^= 1;
  if (at_fault(Fault::kCode)) ++commit.code;
  if (at_fault(Fault::kStep)) commit.step = static_cast<std::uint16_t>(commit.step + 5);
  if (at_fault(Fault::kImage)) ++commit.image;
  if (at_fault(Fault::kBase)) commit.base += static_cast<std::uint32_t>(lanes);
  if (at_fault(Fault::kLostLane)) commit.mask[lane] = 0;
  if (at_fault(Fault::kEmptyMask)) std::fill_n(commit.mask, lanes, std::uint8_t{0});
  if (at_fault(Fault::kExtraLane)) commit.mask[lanes - 1] = 1;
}

/// `first`: the oldest one in the core, whose results come next.
void Played::show(std::int64_t cycle, bool first, SfOutputs& out) const {
  const std::int64_t at = cycle - begin;
  const std::size_t classes = trace.counts.size();
  const std::int64_t first_beat = timing.image_cycles - static_cast<std::int64_t>(classes);
  if (first && at >= first_beat && beats < wanted() && !at_fault(Fault::kNoResult)) {
    const std::size_t beat = std::min(beats, classes - 1);
    out.result_valid = 1;
    out.result_last = beat + 1 == classes && !at_fault(Fault::kLastMissing);
    out.result_class = static_cast<std::uint16_t>(trace.predicted + at_fault(Fault::kClass));
    out.result_count = static_cast<std::uint16_t>(trace.counts[beat] + at_fault(Fault::kCount));
    out.result_image = number + at_fault(Fault::kResultImage);
  }
  for (std::size_t k = 0; k < timing.layers.size(); ++k) {
    const bool busy = at >= timing.layers[k].first && at <= timing.layers[k].last;
    if (busy || (at_fault(Fault::kBusyForever) && k == config.layer)) {
      out.busy |= std::uint64_t{1} << k;
    }
  }
}

/// At most one of each layer, the oldest image's first.
void SfModel::give_commits(SfOutputs& out) {
  for (std::size_t k = 0; k < config.network->layers.size(); ++k) {
    for (Played& image : played) {
      const auto due =
          std::find_if(image.commits.begin(), image.commits.end(), [&](const TimedCommit& c) {
            return c.layer == k && c.cycle <= cycle;
          });
      if (due == image.commits.end()) continue;
      out.commits[k] = due->commit;
      image.commits.erase(due);
      break;
    }
  }
}

void SfModel::take_pixel(const SfInputs& in, SfOutputs& out) {
  if (taken == 0) take_first_pixel(in.pixel_image);
  if (config.fault == Fault::kCrash && taken == 3) (void)std::raise(SIGKILL);
  ++taken;
  if (in.pixel_last == 0) return;
  if (taken == static_cast<std::size_t>(config.network->input.size())) {
    play(*arriving);
    played.push_back(std::move(*arriving));
  } else {
    out.frame_error |= config.fault != Fault::kFrameErrorLost;
  }
  arriving.reset();
  taken = 0;
}

void SfModel::tick(const SfInputs& in, SfOutputs& out) {
  out.pixel_ready = out.result_valid = out.result_last = 0;
  out.busy = 0;
  out.frame_error = config.fault == Fault::kFrameErrorStuck && in.rst_n != 0;
  for (std::size_t k = 0; k < config.network->layers.size(); ++k) out.commits[k].valid = 0;
  if (in.rst_n == 0) {
    played.clear();
    arriving.reset();
    taken = 0;
    return;
  }
  const bool room = played.empty() || cycle >= stream_begin + stream->next_begin();
  out.pixel_ready = (taken > 0 || room) && config.fault != Fault::kNeverReady;
  if (config.fault == Fault::kCommitWithoutImage && taken == 0 && played.empty())
    out.commits[0].valid = 1;
  for (std::size_t i = 0; i < played.size(); ++i) played[i].show(cycle, i == 0, out);
  give_commits(out);
  const bool accepted = in.pixel_valid != 0 && out.pixel_ready != 0;
  const bool late = taken > 0 && !accepted;  // what follows waits for this pixel
  if (accepted) take_pixel(in, out);
  if (!late) ++cycle;
  if (out.result_valid == 0 || in.result_ready == 0) return;
  Played& first = played.front();
  ++first.beats;
  if (first.beats == first.wanted() && !first.at_fault(Fault::kBusyForever)) played.pop_front();
}

extern "C" {

void fake_configure(const FakeConfig* wanted) { config = *wanted; }

uint32_t sf_abi_version(void) { return SF_ABI_VERSION; }
uint32_t sf_layers(void) { return static_cast<uint32_t>(config.network->layers.size()); }
SfModel* sf_create(uint32_t) { return new SfModel; }
void sf_destroy(SfModel* model) { delete model; }
void sf_tick(SfModel* model, const SfInputs* inputs, SfOutputs* outputs) {
  model->tick(*inputs, *outputs);
}
int sf_trace_open(SfModel*, const char*) { return 0; }

// A line that runs, and a bit that changes where a model is given more images than a part has.
int sf_coverage_write(SfModel* model, const char* path) {
  const std::string keys = "C '\1f\2sf_core.sv\1l\0021\1page\2v_";
  std::ofstream(path) << "# SystemC::Coverage-3\n"
                      << keys << "line/sf_core\1o\2block\1S\0021\1h\2TOP.sf_core' 1\n"
                      << keys << "toggle/sf_core\1o\2image[0]\1h\2TOP.sf_core' "
                      << (model->images > 16 ? 2 : 0) << "\n";
  return 1;
}
void sf_trace_close(SfModel*) {}

}  // extern "C"
