// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace spinforge::harness {

using golden::kCommitted;

namespace {

/// What golden's flags are, of one lane.
unsigned flags_of(const SfCommit& commit, std::size_t lane) {
  return commit.spike[lane] * unsigned{golden::kSpike} +
         commit.armed[lane] * unsigned{golden::kArmed} +
         commit.over[lane] * unsigned{golden::kOver} + commit.mask[lane] * unsigned{kCommitted};
}

}  // namespace

LayerChecker::LayerChecker(int layer, std::uint32_t image, const golden::LayerTrace& trace)
    : layer_(layer),
      image_(image),
      trace_(trace),
      steps_(trace.field_code.size()),
      neurons_(trace.flags.size() / steps_),
      next_(neurons_) {
  for (std::size_t n = 0; n < neurons_; ++n) next_[n] = static_cast<std::uint16_t>(due(n, 0));
  left_ = static_cast<std::size_t>(
      std::count_if(trace_.flags.begin(), trace_.flags.end(), [](std::uint8_t f) {
        return (f & kCommitted) != 0;
      }));
}

/// The first step not before `from` at which the neuron is not gated off.
std::size_t LayerChecker::due(std::size_t neuron, std::size_t from) const {
  while (from < steps_ && (trace_.flags[from * neurons_ + neuron] & kCommitted) == 0) ++from;
  return from;
}

void LayerChecker::note(
    std::size_t step, int neuron, std::string_view field, std::string expected, std::string got) {
  if (mismatch_) return;
  mismatch_ = Mismatch{.image = image_,
                       .layer = layer_,
                       .step = static_cast<int>(step + 1),
                       .neuron = neuron,
                       .field = std::string(field),
                       .expected = std::move(expected),
                       .got = std::move(got),
                       .cycle = 0,
                       .commits = {}};
}

bool LayerChecker::check_frame(const SfCommit& commit) {
  const auto wrong = [&](std::size_t step, int neuron, std::string_view field, auto... texts) {
    note(step, neuron, field, texts...);
    broken_ = true;
    return false;
  };
  if (complete()) {
    return wrong(steps_ - 1,  // for the story: the layer is past its last step
                 static_cast<int>(commit.base),
                 "commit",
                 std::string("none, the layer has finished the image"),
                 fmt::format("step {}, neurons from {}", commit.step, commit.base));
  }
  if (commit.image != image_) {
    return wrong(
        step() - 1, -1, "image", fmt::format("{}", image_), fmt::format("{}", commit.image));
  }
  if (commit.step >= 1 && commit.step <= steps_) return true;
  return wrong(
      step() - 1, -1, "step", fmt::format("1..{}", steps_), fmt::format("{}", commit.step));
}

bool LayerChecker::equal(const SfCommit& commit, std::size_t base, std::size_t lanes) const {
  if (base + lanes > neurons_) return false;
  const std::size_t step = commit.step - 1U;
  const std::size_t cell = step * neurons_ + base;
  const std::uint8_t* flags = trace_.flags.data() + cell;
  const std::int32_t* potential = trace_.potential.data() + cell;
  const std::int32_t* drive = trace_.drive.data() + cell;
  // What a gated lane shows does not count, except that it must be gated in both.
  unsigned differ = 0;
  unsigned some = 0;
  for (std::size_t i = 0; i < lanes; ++i) {
    const unsigned got = flags_of(commit, i);
    const unsigned values = static_cast<unsigned>(commit.v[i] ^ potential[i]) |
                            static_cast<unsigned>(commit.d[i] ^ drive[i]);
    const unsigned open = commit.mask[i] != 0 ? ~0U : 0U;
    differ |= ((got ^ flags[i]) & kCommitted) | (open & ((got ^ flags[i]) | values)) |
              (open & static_cast<unsigned>(next_[base + i] ^ step));
    some |= open;
  }
  return differ == 0 && some != 0 && commit.code == trace_.field_code[step];
}

LayerChecker::Outcome LayerChecker::accept(const SfCommit& commit,
                                           std::size_t base,
                                           std::size_t lanes) {
  unsigned compared = 0;
  unsigned spikes = 0;
  unsigned over = 0;
  for (std::size_t i = 0; i < lanes; ++i) {
    compared += commit.mask[i];
    spikes += commit.mask[i] & commit.spike[i];
    over += commit.mask[i] & commit.over[i];
    if (commit.mask[i] != 0) {
      next_[base + i] = static_cast<std::uint16_t>(due(base + i, commit.step));
    }
  }
  left_ -= compared;
  return {.compared = compared, .mismatches = 0, .spikes = spikes, .over = over};
}

bool LayerChecker::claim(std::size_t neuron, std::size_t step) {
  const auto wrong = [&](std::size_t at, const std::string& expected, const std::string& got) {
    note(at, static_cast<int>(neuron), "commit", expected, got);
    broken_ = true;
    return false;
  };
  if (neuron >= neurons_) return wrong(step, fmt::format("neurons below {}", neurons_), "this one");
  if ((trace_.flags[step * neurons_ + neuron] & kCommitted) == 0) {
    return wrong(step, "none, the neuron is gated off", "one");
  }
  const std::size_t next = next_[neuron];
  if (step < next) return wrong(step, "one a step", "a second one");
  if (step > next) {
    return wrong(next, "one", fmt::format("none, the neuron went on to step {}", step + 1));
  }
  next_[neuron] = static_cast<std::uint16_t>(due(neuron, step + 1));
  --left_;
  return true;
}

LayerChecker::Outcome LayerChecker::compare_lanes(const SfCommit& commit, std::size_t lanes) {
  Outcome out;
  const std::size_t step = commit.step - 1U;
  const bool same_code = commit.code == trace_.field_code[step];
  for (std::size_t i = 0; i < lanes && !broken_; ++i) {
    if (commit.mask[i] == 0) continue;
    const std::size_t neuron = commit.base + i;
    ++out.compared;
    out.spikes += commit.spike[i];
    out.over += commit.over[i];
    if (!claim(neuron, step)) {
      ++out.mismatches;
      break;
    }
    const std::size_t cell = step * neurons_ + neuron;
    const std::uint8_t flags = trace_.flags[cell];
    bool same = same_code;
    const auto field = [&](std::string_view name, std::int64_t expected, std::int64_t got) {
      if (expected == got) return;
      note(step,
           static_cast<int>(neuron),
           name,
           fmt::format("{}", expected),
           fmt::format("{}", got));
      same = false;
    };
    field("field code", trace_.field_code[step], commit.code);
    field("d", trace_.drive[cell], commit.d[i]);
    field("v", trace_.potential[cell], commit.v[i]);
    for (const golden::NamedFlag& each : golden::kFlags) {
      field(each.name, (flags & each.flag) != 0, (flags_of(commit, i) & each.flag) != 0);
    }
    if (!same) ++out.mismatches;
  }
  if (out.compared == 0) {
    note(step, static_cast<int>(commit.base), "mask", "a neuron at least", "none");
    out.mismatches = 1;
  }
  return out;
}

LayerChecker::Outcome LayerChecker::check(const SfCommit& commit, int lanes) {
  Outcome out;
  if (broken_) return out;
  if (!check_frame(commit)) return {.compared = 0, .mismatches = 1, .spikes = 0, .over = 0};
  const std::size_t base = commit.base;
  const std::size_t used =
      std::min(static_cast<std::size_t>(lanes), base < neurons_ ? neurons_ - base : 0);
  const bool rest_unused =
      std::all_of(commit.mask + used, commit.mask + lanes, [](std::uint8_t m) { return m == 0; });
  if (used > 0 && rest_unused && equal(commit, base, used)) {
    out = accept(commit, base, used);
  } else {
    out = compare_lanes(commit, static_cast<std::size_t>(lanes));
  }
  return out;
}

std::size_t LayerChecker::step() const { return *std::ranges::min_element(next_) + std::size_t{1}; }

std::string LayerChecker::missing() const {
  const std::size_t first = step();
  return fmt::format("{} neurons at step {} of {}",
                     std::ranges::count(next_, static_cast<std::uint16_t>(first - 1)),
                     first,
                     steps_);
}

void CommitHistory::add(std::int64_t cycle, const SfCommit& commit, int lanes) {
  Entry& entry = entries_[count_++ % entries_.size()];
  entry.cycle = cycle;
  entry.base = commit.base;
  entry.image = commit.image;
  entry.step = commit.step;
  entry.code = commit.code;
  entry.lanes = lanes;
  entry.neurons = std::accumulate(commit.mask, commit.mask + lanes, 0);
  entry.spikes = std::accumulate(commit.spike, commit.spike + lanes, 0);
  std::copy_n(commit.v, entry.v.size(), entry.v.begin());
}

std::vector<std::string> CommitHistory::lines() const {
  std::vector<std::string> out;
  const std::size_t kept = std::min(count_, entries_.size());
  for (std::size_t i = count_ - kept; i < count_; ++i) {
    const Entry& e = entries_[i % entries_.size()];
    out.push_back(
        fmt::format("cycle {:>6}: image {}, step {}, neurons {}..{} ({} of {} lanes), field code "
                    "{}, {} spikes, "
                    "v = {}{}",
                    e.cycle,
                    e.image,
                    e.step,
                    e.base,
                    e.base + static_cast<std::uint32_t>(e.lanes) - 1,
                    e.neurons,
                    e.lanes,
                    e.code,
                    e.spikes,
                    fmt::join(e.v.begin(), e.v.begin() + std::min<int>(e.lanes, 4), " "),
                    e.lanes > 4 ? " .." : ""));
  }
  return out;
}

}  // namespace spinforge::harness
