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
      seen_(neurons_) {
  open_step();
}

void LayerChecker::open_step() {
  // Steps in which the whole layer is gated off commit nothing.
  for (; step_ < steps_; ++step_) {
    const auto* flags = trace_.flags.data() + step_ * neurons_;
    left_ = static_cast<std::size_t>(
        std::count_if(flags, flags + neurons_, [](std::uint8_t f) { return f & kCommitted; }));
    if (left_ > 0) break;
  }
  std::fill(seen_.begin(), seen_.end(), std::uint8_t{0});
}

void LayerChecker::note(int neuron, std::string_view field, std::string expected, std::string got) {
  if (mismatch_) return;
  mismatch_ = Mismatch{.image = image_,
                       .layer = layer_,
                       .step = static_cast<int>(step_ + 1),
                       .neuron = neuron,
                       .field = std::string(field),
                       .expected = std::move(expected),
                       .got = std::move(got),
                       .cycle = 0,
                       .commits = {}};
}

bool LayerChecker::check_frame(const SfCommit& commit) {
  const auto wrong = [&](std::string_view field, std::uint64_t expected, std::uint64_t got) {
    note(-1, field, fmt::format("{}", expected), fmt::format("{}", got));
    broken_ = true;
    return false;
  };
  if (complete()) {
    step_ = steps_ - 1;  // for the story: the layer is past its last step
    note(static_cast<int>(commit.base),
         "commit",
         "none, the layer has finished the image",
         fmt::format("step {}, neurons from {}", commit.step, commit.base));
    step_ = steps_;
    broken_ = true;
    return false;
  }
  if (commit.image != image_) return wrong("image", image_, commit.image);
  if (commit.step == step_ + 1) return true;
  if (commit.step == step_ + 2) {
    const int lost = first_missing();
    note(lost, "commit", "one", fmt::format("none, the core went on to step {}", commit.step));
    broken_ = true;
    return false;
  }
  return wrong("step", step_ + 1, commit.step);
}

int LayerChecker::first_missing() const {
  for (std::size_t n = 0; n < neurons_; ++n) {
    const bool due = (trace_.flags[step_ * neurons_ + n] & kCommitted) != 0;
    if (due && seen_[n] == 0) return static_cast<int>(n);
  }
  return -1;
}

bool LayerChecker::equal(const SfCommit& commit, std::size_t base, std::size_t lanes) const {
  if (base + lanes > neurons_) return false;
  const std::size_t cell = step_ * neurons_ + base;
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
              (open & seen_[base + i]);
    some |= open;
  }
  return differ == 0 && some != 0 && commit.code == trace_.field_code[step_];
}

LayerChecker::Outcome LayerChecker::accept(const SfCommit& commit,
                                           std::size_t base,
                                           std::size_t lanes) {
  unsigned compared = 0;
  unsigned spikes = 0;
  for (std::size_t i = 0; i < lanes; ++i) {
    compared += commit.mask[i];
    spikes += commit.mask[i] & commit.spike[i];
    seen_[base + i] |= commit.mask[i];
  }
  left_ -= compared;
  return {.compared = compared, .mismatches = 0, .spikes = spikes};
}

bool LayerChecker::claim(std::size_t neuron) {
  const auto wrong = [&](const std::string& expected, const std::string& got) {
    note(static_cast<int>(neuron), "commit", expected, got);
    broken_ = true;
    return false;
  };
  if (neuron >= neurons_) return wrong(fmt::format("neurons below {}", neurons_), "this one");
  if ((trace_.flags[step_ * neurons_ + neuron] & kCommitted) == 0) {
    return wrong("none, the neuron is gated off", "one");
  }
  if (seen_[neuron] != 0) return wrong("one a step", "a second one");
  seen_[neuron] = 1;
  --left_;
  return true;
}

LayerChecker::Outcome LayerChecker::compare_lanes(const SfCommit& commit, std::size_t lanes) {
  Outcome out;
  const bool same_code = commit.code == trace_.field_code[step_];
  for (std::size_t i = 0; i < lanes && !broken_; ++i) {
    if (commit.mask[i] == 0) continue;
    const std::size_t neuron = commit.base + i;
    ++out.compared;
    out.spikes += commit.spike[i];
    if (!claim(neuron)) {
      ++out.mismatches;
      break;
    }
    const std::size_t cell = step_ * neurons_ + neuron;
    const std::uint8_t flags = trace_.flags[cell];
    bool same = same_code;
    const auto field = [&](std::string_view name, std::int64_t expected, std::int64_t got) {
      if (expected == got) return;
      note(static_cast<int>(neuron), name, fmt::format("{}", expected), fmt::format("{}", got));
      same = false;
    };
    field("field code", trace_.field_code[step_], commit.code);
    field("d", trace_.drive[cell], commit.d[i]);
    field("v", trace_.potential[cell], commit.v[i]);
    for (const golden::NamedFlag& each : golden::kFlags) {
      field(each.name, (flags & each.flag) != 0, (flags_of(commit, i) & each.flag) != 0);
    }
    if (!same) ++out.mismatches;
  }
  if (out.compared == 0) {
    note(static_cast<int>(commit.base), "mask", "a neuron at least", "none");
    out.mismatches = 1;
  }
  return out;
}

LayerChecker::Outcome LayerChecker::check(const SfCommit& commit, int lanes) {
  Outcome out;
  if (broken_) return out;
  if (!check_frame(commit)) return {.compared = 0, .mismatches = 1, .spikes = 0};
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
  if (left_ == 0) {
    ++step_;
    open_step();
  }
  return out;
}

std::string LayerChecker::missing() const {
  return fmt::format("{} neurons at step {} of {}", left_, step_ + 1, steps_);
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
