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
Stimulus wall_stimulus(const std::string& name, const device::DwParameters& set, double dt) {
  const device::Track track{0.0, 2.0};  // the reset at the threshold comes before the track's end
  return {.name = name,
          .kappa = set.alpha * dt,
          .offset = set.beta * dt,
          .threshold = set.threshold,
          .low = track.low,
          .drive = {},
          .device =
              [=](double m, double drive) {
                return device::euler_step(set, m, drive / (set.gamma * dt), dt, track);
              },
          .unit = 1.0};
}

Stimulus hall_stimulus(const std::string& name,
                       const device::HallLeak& leak,
                       int reads,
                       double unit,
                       double threshold,
                       double drive) {
  Stimulus s{.name = name,
             .kappa = leak.lambda / unit,
             .offset = leak.offset * unit,
             .threshold = threshold,
             .low = 0.0,
             .drive = {},
             .device = [=](double v, double d) { return device::leaked(leak, v) + d / unit; },
             .unit = unit};
  for (int slot = 0; slot < kSteps; ++slot) {
    s.drive.push_back(slot % (reads + 1) == 0 ? drive * unit : 0.0);
  }
  return s;
}

void add_wall(std::vector<Stimulus>& list) {
  const auto s_set = device::dw_parameters(device::named("dw-s"));
  for (const double j : {0.9e11, 1.0e11, 1.2e11, 1.5e11, 2.0e11, 3.0e11}) {
    Stimulus s = wall_stimulus(fmt::format("S, {:.1f}e11 A/m2", j * 1e-11), s_set, s_set.step);
    s.drive.assign(kSteps, s_set.gamma * j * s_set.step);
    list.push_back(s);
  }
  const auto p_set = device::dw_parameters(device::named("dw-p"));
  for (const int steps : {4, 5, 6, 8}) {  // of one period; the first two carry the pulse
    Stimulus s =
        wall_stimulus(fmt::format("P, {:.0f} MHz", 1e-6 / (steps * p_set.step)), p_set, p_set.step);
    for (int i = 0; i < kSteps; ++i) {
      const double j = i % steps < 2 ? p_set.pulse_amplitude : 0.0;
      s.drive.push_back(p_set.gamma * j * p_set.step);
    }
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

}  // namespace

std::vector<Stimulus> stimuli() {
  std::vector<Stimulus> list;
  add_wall(list);
  add_hall(list);
  // Set S as a network neuron: signed state, one random drive a step.
  const auto set = device::dw_parameters(device::named("dw-s"));
  static constexpr device::Track kNetworkTrack{-2.0, 2.0};
  Stimulus s = wall_stimulus("S, random signed drives", set, set.step);
  s.low = kNetworkTrack.low;
  s.device = [set](double m, double drive) {
    return device::euler_step(set, m, drive / (set.gamma * set.step), set.step, kNetworkTrack);
  };
  rng::Sequence random(1);
  for (int i = 0; i < kSteps; ++i) s.drive.push_back(-0.3 + 0.8 * random.real());
  list.push_back(s);
  return list;
}

network::Neuron registers(const Stimulus& stimulus, int frac_bits) {
  const auto code = [&](double value) {
    return static_cast<int>(std::lround(std::ldexp(value, frac_bits)));
  };
  const device::LeakCode leak = device::leak_code(stimulus.kappa);
  network::FieldRegisters field;
  field.th_lo = code(stimulus.threshold);
  field.th_hi = (1 << (frac_bits + 1)) - 1;
  field.th_rest = code(0.15);
  network::Neuron neuron;
  neuron.name = stimulus.name;
  neuron.frac_bits = frac_bits;
  neuron.v_min = code(stimulus.low);
  neuron.ka = leak.ka;
  neuron.sa = leak.sa;
  neuron.be = code(stimulus.offset);
  neuron.fields = {field};
  return neuron;
}

Comparison compare(const Stimulus& stimulus, int frac_bits) {
  const network::Neuron neuron = registers(stimulus, frac_bits);
  // The reset is done here, so that V before it can be compared.
  network::Neuron observed = neuron;
  observed.reset = false;
  Comparison result{.name = stimulus.name};
  double state = 0.0;
  golden::NeuronState integer = golden::initial(neuron);
  int step = 0;
  for (const double drive : stimulus.drive) {
    ++step;
    const auto d = std::lround(std::ldexp(drive, frac_bits));
    const auto before = golden::step_wall(observed, neuron.fields[0], integer, d);
    integer = golden::step_wall(neuron, neuron.fields[0], integer, d).next;
    state = stimulus.device(state, drive);
    const bool fires = state * stimulus.unit >= stimulus.threshold;
    if (result.first_device == 0 && result.first_integer == 0) {
      const double v = std::ldexp(static_cast<double>(before.next.potential), -frac_bits);
      result.max_error = std::max(result.max_error, std::fabs(v - state * stimulus.unit));
    }
    if (before.spike && result.spikes_integer++ == 0) result.first_integer = step;
    if (fires && result.spikes_device++ == 0) result.first_device = step;
    if (fires) state = 0.0;
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
