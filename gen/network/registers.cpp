// SPDX-License-Identifier: Apache-2.0
#include "gen/network/registers.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "gen/base/fixed.hpp"

namespace spinforge::network {
namespace {

constexpr auto kWall = NeuronKind::kWall;
constexpr auto kLeaky = NeuronKind::kLeaky;

template <std::int64_t Low, std::int64_t High>
Range fixed_range(const Neuron&) {
  return {Low, High};
}

std::int64_t lowest(const Neuron& neuron) { return fixed::signed_min(potential_bits(neuron)); }
std::int64_t highest(const Neuron& neuron) { return fixed::signed_max(potential_bits(neuron)); }

/// 0..1.0, where 1.0 is 2^bits. A `bits` that is out of its own range, checked further down, puts
/// no bound on this.
Range to_one(int bits) {
  if (bits < 1 || bits > 24) return {0, std::numeric_limits<int>::max()};
  return {0, std::int64_t{1} << bits};
}

Range be_range(const Neuron& n) { return to_one(n.frac_bits); }
Range beta_range(const Neuron& n) { return to_one(n.sb); }
Range threshold_range(const Neuron& n) { return {1, highest(n)}; }

constexpr Register kRegisters[] = {
    {"F", "FracBits", {}, &Neuron::frac_bits, fixed_range<4, 16>},
    {"V_MIN",
     "VMin",
     kWall,
     &Neuron::v_min,
     [](const Neuron& n) {
       return Range{lowest(n), 0};
     }},
    {"V_REST",
     "VRest",
     kWall,
     &Neuron::v_rest,
     [](const Neuron& n) {
       return Range{n.v_min, highest(n)};
     }},
    {"KA", "Ka", kWall, &Neuron::ka, fixed_range<0, 255>},
    {"SA", "Sa", kWall, &Neuron::sa, fixed_range<0, 24>},
    {"BE", "Be", kWall, &Neuron::be, be_range},
    {"reset", "Reset", kWall, &Neuron::reset, nullptr, "none", "rest"},
    {"N_RST", "Refractory", kWall, &Neuron::refractory, fixed_range<0, 255>},
    {"LEAK_GATED", "LeakGated", kWall, &Neuron::leak_gated},
    {"window", "Closed", kWall, &Neuron::closed, nullptr, "open", "closed", 2},
    {"BETA", "Beta", kLeaky, &Neuron::beta, beta_range},
    {"SB", "Sb", kLeaky, &Neuron::sb, fixed_range<1, 16>},
    {"TH", "Threshold", kLeaky, &Neuron::threshold, threshold_range},
    {"reset", "ResetToZero", kLeaky, &Neuron::reset_to_zero, nullptr, "subtract", "zero"},
    {"RS", "RestRs", kWall, &Neuron::rest_rs, fixed_range<0, 65535>, nullptr, nullptr, 2},
    {"SR", "RestSr", kWall, &Neuron::rest_sr, fixed_range<0, 24>, nullptr, nullptr, 2},
    {"NS", "NoiseNs", {}, &Neuron::noise_ns, fixed_range<0, 65535>},
    {"SN", "NoiseSn", {}, &Neuron::noise_sn, fixed_range<0, 24>},
    {"noise", "NoiseOnDrive", {}, &Neuron::noise_on_drive, nullptr, "add", "drive", 2},
};

bool is_wall(const Neuron& neuron) { return neuron.kind == kWall; }

constexpr FieldRegister kFieldRegisters[] = {
    {"GATE_EN",
     "FieldGate",
     [](const Neuron&) { return true; },
     &FieldRegisters::gate_en,
     [](const Neuron&) { return 1; }},
    {"GAIN",
     "FieldGain",
     [](const Neuron& n) { return n.has_gain; },
     &FieldRegisters::gain,
     [](const Neuron&) { return 9; }},
    {"TH_LO", "FieldThLo", is_wall, &FieldRegisters::th_lo, potential_bits},
    {"TH_HI", "FieldThHi", is_wall, &FieldRegisters::th_hi, potential_bits},
    {"TH_REST", "FieldThRest", is_wall, &FieldRegisters::th_rest, potential_bits},
};

constexpr OwnRegister kOwnRegisters[] = {
    {"TH_OFFSET",
     "th_offset",
     "ThOffsetBits",
     nullptr,
     kWall,
     &OwnRegisters::th_offset,
     Dtype::kI32,
     [](const Neuron& n) {
       return Range{lowest(n), highest(n)};
     },
     0},
    {"KA", "ka", "KaBits", "Ka", kWall, &OwnRegisters::ka, Dtype::kU8, fixed_range<0, 255>, 0},
    {"BE", "be", "BeBits", "Be", kWall, &OwnRegisters::be, Dtype::kI32, be_range, 0},
    {"BETA", "beta", "BetaBits", "Beta", kLeaky, &OwnRegisters::beta, Dtype::kI32, beta_range, 0},
    {"TH",
     "th",
     "ThresholdBits",
     "Threshold",
     kLeaky,
     &OwnRegisters::threshold,
     Dtype::kI32,
     threshold_range,
     0},
    {"GAIN_N",
     "gain_n",
     "GainBits",
     nullptr,
     {},
     &OwnRegisters::gain,
     Dtype::kI16,
     fixed_range<-32768, 32767>,
     1024},
    {"FAULT",
     "fault",
     "FaultBits",
     nullptr,
     {},
     &OwnRegisters::fault,
     Dtype::kU8,
     fixed_range<0, 3>,
     0},
};

}  // namespace

std::span<const OwnRegister> own_registers() { return kOwnRegisters; }

std::span<const Register> registers() { return kRegisters; }

std::span<const FieldRegister> field_registers() { return kFieldRegisters; }

std::int32_t shared_value(const OwnRegister& entry, const Neuron& neuron) {
  if (entry.common == nullptr) return static_cast<std::int32_t>(entry.neutral);
  const auto* const shared = std::ranges::find_if(kRegisters, [&](const Register& common) {
    return std::string_view(common.parameter) == entry.common;
  });
  return static_cast<std::int32_t>(value_of(*shared, neuron));
}

std::int64_t neutral_value(const Register& entry, const Neuron& neuron) {
  // A leaky neuron is clipped at both ends of its format.
  const bool clip = entry.member == decltype(entry.member)(&Neuron::v_min);
  return clip ? lowest(neuron) : value_of(entry, Neuron());
}

}  // namespace spinforge::network
