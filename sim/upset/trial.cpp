// SPDX-License-Identifier: Apache-2.0
#include "sim/upset/trial.hpp"

#include <algorithm>
#include <vector>

#include "sim/expected/timing.hpp"
#include "sim/harness/checker.hpp"

namespace spinforge::upset {

namespace {

constexpr const char* kSignNames[kSigns] = {
    "", "no result", "busy", "bad result", "frame error", "config error", "parity"};
constexpr const char* kEffectNames[kEffects] = {"masked", "silent", "wrong", "detected"};

constexpr std::uint32_t kResetSeed = 1;  // of what registers hold before the first reset
constexpr std::int64_t kQuietCycles = 8;  // behind the end, in which nothing may come any more
constexpr std::int64_t kSlack = 1'000;    // of a watchdog

/// What one image shows at the ports, cycle by cycle.
class Watch {
 public:
  Watch(const harness::Design& design,
        std::uint32_t image,
        const golden::Trace& trace,
        std::int64_t limit)
      : design_(design), image_(image), trace_(trace), limit_(limit) {
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      checkers_.emplace_back(static_cast<int>(k + 1), image, trace.layers[k]);
    }
    trial_.sound = trace.predicted;
  }

  void look(const SfOutputs& out) {
    if (out.frame_error != 0) note(Sign::kFrameError);
    if (out.cfg_error != 0) note(Sign::kConfigError);
    if (out.parity_error != 0) note(Sign::kParity);
    for (std::size_t k = 0; k < checkers_.size(); ++k) {
      const SfCommit& commit = out.commits[k];
      if (commit.valid == 0) continue;
      // Of commits in a wrong order nothing more is compared.
      if (checkers_[k].check(commit, design_.plan.layers[k].neuron_lanes).mismatches > 0) {
        trial_.equal = false;
      }
    }
    if (out.result_valid != 0) take_result(out);
    const bool ended = beats_ >= trace_.counts.size() && out.busy == 0;
    quiet_ = ended ? quiet_ + 1 : 0;
    busy_ = out.busy != 0;
    ++cycles_;
  }

  [[nodiscard]] bool over() const { return quiet_ >= kQuietCycles || cycles_ >= limit_; }

  [[nodiscard]] Trial result() {
    if (beats_ < trace_.counts.size()) {
      note(Sign::kNoResult);
    } else if (busy_) {
      note(Sign::kBusy);
    }
    const auto complete = [](const harness::LayerChecker& checker) { return checker.complete(); };
    trial_.equal =
        trial_.equal && trial_.sign == Sign::kNone && std::ranges::all_of(checkers_, complete);
    return trial_;
  }

 private:
  void note(Sign sign) {
    if (trial_.sign == Sign::kNone) trial_.sign = sign;
  }

  void take_result(const SfOutputs& out) {
    const std::size_t beat = beats_++;
    if (beat >= trace_.counts.size()) return note(Sign::kBadResult);
    if (beat == 0) trial_.predicted = out.result_class;
    const bool last = beat + 1 == trace_.counts.size();
    const bool good = out.result_image == image_ && (out.result_last != 0) == last &&
                      out.result_class == trial_.predicted &&
                      out.result_class < trace_.counts.size();
    if (!good) note(Sign::kBadResult);
    trial_.equal = trial_.equal && out.result_class == trace_.predicted &&
                   out.result_count == trace_.counts[beat];
  }

  const harness::Design& design_;
  std::uint32_t image_;
  const golden::Trace& trace_;
  std::int64_t limit_;
  std::vector<harness::LayerChecker> checkers_;
  Trial trial_;
  std::size_t beats_ = 0;
  std::int64_t cycles_ = 0, quiet_ = 0;
  bool busy_ = false;
};

}  // namespace

const char* name_of(Sign sign) { return kSignNames[static_cast<std::size_t>(sign)]; }

const char* name_of(Effect effect) { return kEffectNames[static_cast<std::size_t>(effect)]; }

Effect effect_of(const Trial& trial) {
  if (trial.sign != Sign::kNone) return Effect::kDetected;
  if (trial.equal) return Effect::kMasked;
  return trial.predicted == trial.sound ? Effect::kSilent : Effect::kWrong;
}

Rig::Rig(const harness::Design& design, const std::string& library)
    : design_(design),
      core_(library, design.directory, kResetSeed),
      places_(core_.places()),
      golden_(design.network) {}

Rig::Expected Rig::expect(std::span<const std::uint8_t> pixels, std::uint32_t image) {
  const golden::Trace& trace = golden_.run(pixels, image);
  return {&trace, expected::predict(design_.network, design_.plan, pixels, trace).image_cycles};
}

Trial Rig::run(std::span<const std::uint8_t> pixels,
               std::uint32_t image,
               const Expected& expected,
               std::span<const Flip> flips) {
  SfInputs inputs{};
  (void)core_.tick(inputs);
  inputs.rst_n = inputs.result_ready = 1;
  inputs.pixel_image = image;
  Watch watch(design_, image, *expected.trace, 2 * expected.cycles + kSlack);
  const auto beat = static_cast<std::size_t>(design_.plan.pixels_per_beat);
  std::size_t sent = 0, done = 0;
  for (std::int64_t cycle = 0; !watch.over(); ++cycle) {
    for (; done < flips.size() && flips[done].cycle <= cycle; ++done) {
      places_.flip(flips[done].place, flips[done].word, flips[done].bit);
    }
    const std::size_t count = std::min(beat, pixels.size() - sent);
    inputs.pixel_valid = count > 0 ? 1 : 0;
    inputs.pixel_data = 0;
    for (std::size_t i = 0; i < count; ++i) {
      inputs.pixel_data |= std::uint32_t{pixels[sent + i]} << (8 * i);
    }
    inputs.pixel_keep = static_cast<std::uint8_t>((1U << count) - 1);
    inputs.pixel_last = sent + count == pixels.size() ? 1 : 0;
    const SfOutputs& out = core_.tick(inputs);
    if (inputs.pixel_valid != 0 && out.pixel_ready != 0) sent += count;
    watch.look(out);
  }
  for (std::size_t i = 0; i < done; ++i) {
    const Flip& flip = flips[i];
    if (kind_of(places_.all()[flip.place].path) == Kind::kWeights) {
      places_.flip(flip.place, flip.word, flip.bit);
    }
  }
  return watch.result();
}

}  // namespace spinforge::upset
