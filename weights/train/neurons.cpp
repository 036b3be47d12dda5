// SPDX-License-Identifier: Apache-2.0
#include "weights/train/neurons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/quantize/quantize.hpp"
#include "sim/device/hall.hpp"

namespace spinforge::train {
namespace {

/// The field of every register set, Oe; code 0 is no field. 240 Oe is left out, since nothing in
/// situ is known of it, and -150 Oe, since a core has 16 sets and it is gated off like -500 Oe.
constexpr std::array<int, 16> kFields{
    0, 100, 150, 160, 180, 200, 220, 280, 300, 500, -180, -200, -220, -280, -320, -500};

constexpr int kUnityGain = 128;

int scaled(double x, int frac_bits) {
  return static_cast<int>(std::lround(std::ldexp(x, frac_bits)));
}

bool measured_in_situ(int field) {
  return std::any_of(device::kInSitu.begin(), device::kInSitu.end(), [&](const auto& set) {
    return set.field == static_cast<double>(field);
  });
}

network::FieldRegisters hall_registers(int field, int trained, int frac_bits) {
  const device::InSituCodes codes =
      device::codes(device::in_situ(measured_in_situ(field) ? field : trained), frac_bits);
  network::FieldRegisters set;
  set.name = fmt::format("{} Oe", field);
  set.gate_en = device::gate_open(field, device::kFullCurrent);
  set.gain = set.gate_en ? device::field_gain(field) : 0;
  set.th_lo = codes.low;
  set.th_hi = codes.high;
  set.th_rest = scaled(0.15, frac_bits);
  return set;
}

/// One step is a pulse cycle, a write slot and four reads: kappa 0.2556, b 0.0034.
NeuronChoice hall(int trained, int frac_bits) {
  NeuronChoice choice;
  network::Neuron& neuron = choice.neuron;
  neuron.name = fmt::format("H{}", trained);
  neuron.model = "hall";
  neuron.kind = network::NeuronKind::kWall;
  neuron.frac_bits = frac_bits;
  neuron.v_min = -(1 << (frac_bits + 1));
  neuron.ka = 131;  // 0.2556 * 2^9
  neuron.sa = 9;
  neuron.be = scaled(0.0034, frac_bits);
  neuron.has_gain = true;
  for (const int field : kFields) {
    neuron.fields.push_back(hall_registers(field, trained, frac_bits));
  }
  const auto own = std::find(kFields.begin(), kFields.end(), trained);
  choice.field_code = static_cast<int>(own - kFields.begin());
  const network::FieldRegisters& set = neuron.fields[static_cast<std::size_t>(choice.field_code)];
  choice.drive_scale = static_cast<double>(kUnityGain) / set.gain;
  choice.cell = {.kappa = 0.2556F,
                 .b = 0.0034F,
                 .threshold = std::ldexp(static_cast<float>(set.th_lo), -frac_bits)};
  return choice;
}

NeuronChoice leaky(int frac_bits) {
  NeuronChoice choice;
  choice.cell = {.threshold = 1.0F, .law = Law::kLeaky, .beta = 0.95F};
  network::Neuron& neuron = choice.neuron;
  neuron.name = "L";
  neuron.model = "leaky";
  neuron.kind = network::NeuronKind::kLeaky;
  neuron.frac_bits = frac_bits;
  neuron.v_min = -(1 << (frac_bits + 1));
  neuron.sb = 10;
  neuron.beta = scaled(0.95, neuron.sb);
  neuron.threshold = 1 << frac_bits;
  neuron.fields = {network::FieldRegisters{.name = "on"}};
  return choice;
}

}  // namespace

const std::vector<std::string>& neuron_names() {
  static const std::vector<std::string> kNames{"dw", "hall180", "hall200", "hall220", "leaky"};
  return kNames;
}

NeuronChoice neuron_choice(std::string_view name, int frac_bits) {
  if (name == "dw") return {.cell = {}, .neuron = quantize::wall_neuron(frac_bits)};
  if (name == "leaky") return leaky(frac_bits);
  if (name == "hall180") return hall(180, frac_bits);
  if (name == "hall200") return hall(200, frac_bits);
  if (name == "hall220") return hall(220, frac_bits);
  throw Error(ErrorCode::kUsage,
              "neuron",
              fmt::format("unknown; expected one of {}, got \"{}\"; choose another",
                          fmt::join(neuron_names(), ", "),
                          name));
}

}  // namespace spinforge::train
