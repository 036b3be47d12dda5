// SPDX-License-Identifier: Apache-2.0
#include "sim/chain/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/rng.hpp"
#include "sim/device/dw_neuron.hpp"
#include "sim/device/hall.hpp"
#include "sim/device/registers.hpp"
#include "sim/golden/neuron.hpp"

namespace spinforge::chain {
namespace {

constexpr int kSteps = 200;
constexpr device::Track kSingleTrack{0.0, 2.0};  // the reset comes before the track's end
constexpr device::Track kNetworkTrack{-2.0, 2.0};

/// How a domain wall gets through a step: in one of Euler's, or exactly.
enum class Walls { kEuler, kExact };

Stimulus wall_stimulus(const std::string& name,
                       const device::DwParameters& set,
                       Walls walls,
                       const device::Track& track = kSingleTrack) {
  const double dt = set.step;
  return {.name = name,
          .kappa = set.alpha * dt,
          .offset = set.beta * dt,
          .threshold = set.threshold,
          .low = track.low,
          .drive = {},
          .device =
              [=](double m, double drive, double share) {
                const double j = drive / (set.gamma * dt);
                return walls == Walls::kExact ? device::flow(set, m, j, share * dt, track)
                                              : device::euler_step(set, m, j, share * dt, track);
              },
          .unit = 1.0};
}

Stimulus hall_stimulus(const std::string& name,
                       const device::HallLeak& leak,
                       int reads,
                       double unit,
                       double threshold,
                       double drive) {
  Stimulus s{
      .name = name,
      .kappa = leak.lambda / unit,
      .offset = leak.offset * unit,
      .threshold = threshold,
      .low = 0.0,
      .drive = {},
      .device = [=](double v, double d, double) { return device::leaked(leak, v) + d / unit; },
      .unit = unit};
  for (int slot = 0; slot < kSteps; ++slot) {
    s.drive.push_back(slot % (reads + 1) == 0 ? drive * unit : 0.0);
  }
  return s;
}

/// One step is a cycle: a write slot and its reads. `exact`: the device in its slots.
Stimulus cycle_stimulus(const std::string& name, const device::InSitu& field, bool exact) {
  const double unit = field.threshold_share / field.threshold;
  const int slots = field.reads + 1;
  const int each = exact ? slots : 1;
  const device::HallLeak leak{field.leak.lambda * slots / each, field.leak.offset * slots / each};
  return {.name = name,
          .kappa = slots * field.leak.lambda / unit,
          .offset = slots * field.leak.offset * unit,
          .threshold = field.low() * unit,
          .low = 0.0,
          .drive = std::vector<double>(kSteps, field.drive * unit),
          .device =
              [=](double v, double d, double) {
                for (int i = 0; i < each; ++i) v = device::leaked(leak, v);
                return v + d / unit;
              },
          .unit = unit};
}

std::string wall_name(double j) { return fmt::format("S, {:.1f}e11 A/m2", j * 1e-11); }

/// Sets S and P, and S as a network neuron: signed state, one random drive a step.
void add_wall(Walls walls, std::vector<Stimulus>& list) {
  const auto s_set = device::dw_parameters(device::named("dw-s"));
  for (const double j : {0.9e11, 1.0e11, 1.2e11, 1.5e11, 2.0e11, 3.0e11}) {
    Stimulus s = wall_stimulus(wall_name(j), s_set, walls);
    s.drive.assign(kSteps, s_set.gamma * j * s_set.step);
    list.push_back(s);
  }
  const auto p_set = device::dw_parameters(device::named("dw-p"));
  for (const int steps : {4, 5, 6, 8}) {  // of one period; the first two carry the pulse
    Stimulus s =
        wall_stimulus(fmt::format("P, {:.0f} MHz", 1e-6 / (steps * p_set.step)), p_set, walls);
    for (int i = 0; i < kSteps; ++i) {
      const double j = i % steps < 2 ? p_set.pulse_amplitude : 0.0;
      s.drive.push_back(p_set.gamma * j * p_set.step);
    }
    list.push_back(s);
  }
}

void add_random_wall(Walls walls, std::vector<Stimulus>& list) {
  const auto set = device::dw_parameters(device::named("dw-s"));
  Stimulus s = wall_stimulus("S, random signed drives", set, walls, kNetworkTrack);
  rng::Sequence random(1);
  for (int i = 0; i < kSteps; ++i) s.drive.push_back(-0.3 + 0.8 * random.real());
  list.push_back(s);
}

/// Set S with its reset pulse; in whole steps where the device takes steps.
void add_dead_wall(Walls walls, std::vector<Stimulus>& list) {
  const device::Device& file = device::named("dw-s");
  const auto set = device::dw_parameters(file);
  const double time = device::reset_time(file) / set.step;
  for (const double j : {1.2e11, 1.5e11, 2.0e11, 3.0e11}) {
    Stimulus s = wall_stimulus(wall_name(j) + ", dead time", set, walls);
    s.drive.assign(kSteps, set.gamma * j * set.step);
    s.dead_time = walls == Walls::kExact ? time : std::round(time);
    list.push_back(s);
  }
}

void add_hall(std::vector<Stimulus>& list) {
  const device::Device& file = device::named("hall-ex-situ");
  const device::Hall bar = device::hall(file);
  const double ex_situ_unit = 1.0 / file.number("full_scale");
  struct Bias {
    double field, current, threshold;
  };
  for (const Bias& b : {Bias{220.0, 15.0, 15.0},
                        Bias{200.0, 15.0, 15.0},
                        Bias{220.0, 13.0, 15.0},
                        Bias{-220.0, 15.0, 15.0},
                        Bias{-180.0, 6.0, 4.0}}) {
    list.push_back(hall_stimulus(fmt::format("ex situ, {} Oe, {} mA", b.field, b.current),
                                 bar.leak,
                                 bar.reads,
                                 ex_situ_unit,
                                 b.threshold * ex_situ_unit,
                                 device::pulse_drive(bar, b.field, b.current)));
  }
  for (const device::InSitu& field : device::hall(device::named("hall-in-situ")).fields) {
    const double unit = field.threshold_share / field.threshold;
    list.push_back(hall_stimulus(fmt::format("in situ, {} Oe", field.field),
                                 field.leak,
                                 field.reads,
                                 unit,
                                 field.low() * unit,
                                 field.drive));
  }
}

/// Cycles of the fields that networks use, alone and with the dead time of the field reset.
void add_cycles(bool exact, std::vector<Stimulus>& list) {
  const device::Device& file = device::named("hall-in-situ");
  const auto fields = device::hall(file).fields;
  for (const device::InSitu& field : fields) {
    list.push_back(cycle_stimulus(fmt::format("cycle, {} Oe", field.field), field, exact));
  }
  for (const device::InSitu& field : fields) {
    Stimulus s = cycle_stimulus(fmt::format("cycle, {} Oe, dead time", field.field), field, exact);
    s.dead_time = file.number("reset_time");
    list.push_back(s);
  }
}

/// Cycles with a closed window under drives of which some jump over it.
void add_windows(std::vector<Stimulus>& list) {
  for (const device::InSitu& field : device::hall(device::named("hall-in-situ")).fields) {
    Stimulus s =
        cycle_stimulus(fmt::format("cycle, {} Oe, closed window", field.field), field, false);
    s.high = field.high() * s.unit;
    rng::Sequence random(static_cast<std::uint64_t>(field.field));
    for (double& drive : s.drive) drive = 0.5 * random.real();
    list.push_back(s);
  }
}

}  // namespace

std::vector<Stimulus> stimuli() {
  std::vector<Stimulus> list;
  add_wall(Walls::kEuler, list);
  add_hall(list);
  add_random_wall(Walls::kEuler, list);
  add_cycles(false, list);
  add_dead_wall(Walls::kEuler, list);
  add_windows(list);
  return list;
}

std::vector<Stimulus> exact_stimuli() {
  std::vector<Stimulus> list;
  add_wall(Walls::kExact, list);
  add_random_wall(Walls::kExact, list);
  add_dead_wall(Walls::kExact, list);
  add_cycles(true, list);
  return list;
}

network::Neuron registers(const Stimulus& stimulus, int frac_bits) {
  const auto code = [&](double value) {
    return static_cast<int>(std::lround(std::ldexp(value, frac_bits)));
  };
  const device::LeakCode leak = device::leak_code(stimulus.kappa);
  network::FieldRegisters field;
  field.th_lo = code(stimulus.threshold);
  const int top = (1 << (frac_bits + 1)) - 1;
  field.th_hi = stimulus.high ? std::min(code(*stimulus.high), top) : top;
  field.th_rest = code(0.15);
  network::Neuron neuron;
  neuron.name = stimulus.name;
  neuron.frac_bits = frac_bits;
  neuron.v_min = code(stimulus.low);
  neuron.ka = leak.ka;
  neuron.sa = leak.sa;
  neuron.be = code(stimulus.offset);
  neuron.closed = stimulus.high.has_value();
  neuron.refractory = static_cast<int>(std::lround(stimulus.dead_time));
  neuron.fields = {field};
  return neuron;
}

namespace {

/// The device under its stimulus: its comparator looks at the end of each step.
class DeviceRun {
 public:
  explicit DeviceRun(const Stimulus& stimulus) : s_(stimulus) {}

  /// One step; true where it fires. The state is the one before the reset.
  bool step(double drive) {
    const double reset = std::min(dead_, 1.0);
    dead_ -= reset;
    if (fired_) state = 0.0;
    fired_ = false;
    if (reset < 1.0) state = s_.device(state, drive, 1.0 - reset);
    const double v = state * s_.unit;
    fired_ = reset < 1.0 && v >= s_.threshold && !(s_.high && v > *s_.high);
    if (fired_) dead_ = s_.dead_time;
    return fired_;
  }

  double state = 0.0;

 private:
  const Stimulus& s_;
  double dead_ = 0.0;  // steps of the reset that are left
  bool fired_ = false;
};

}  // namespace

Comparison compare(const Stimulus& stimulus, int frac_bits) {
  const network::Neuron neuron = registers(stimulus, frac_bits);
  // The reset is done here, so that V before it can be compared.
  network::Neuron observed = neuron;
  observed.reset = false;
  Comparison result{.name = stimulus.name};
  DeviceRun run(stimulus);
  golden::NeuronState integer = golden::initial(neuron);
  int step = 0;
  for (const double drive : stimulus.drive) {
    ++step;
    const auto d = std::lround(std::ldexp(drive, frac_bits));
    const auto before = golden::step_wall(observed, neuron.fields[0], integer, d);
    integer = golden::step_wall(neuron, neuron.fields[0], integer, d).next;
    const bool fires = run.step(drive);
    if (result.first_device == 0 && result.first_integer == 0) {
      const double v = std::ldexp(static_cast<double>(before.next.potential), -frac_bits);
      result.max_error = std::max(result.max_error, std::fabs(v - run.state * stimulus.unit));
    }
    if (before.spike && result.spikes_integer++ == 0) result.first_integer = step;
    if (fires && result.spikes_device++ == 0) result.first_device = step;
  }
  return result;
}

Summary summarise(std::span<const Comparison> comparisons) {
  Summary s;
  for (const Comparison& c : comparisons) {
    s.max_error = std::max(s.max_error, c.max_error);
    if (c.first_device > 0 && c.first_integer > 0) {
      s.worst_shift = std::max(s.worst_shift, std::abs(c.first_device - c.first_integer));
    }
    s.equal_counts += c.spikes_device == c.spikes_integer ? 1 : 0;
    ++s.stimuli;
  }
  return s;
}

}  // namespace spinforge::chain
