// SPDX-License-Identifier: Apache-2.0
#include "weights/train/current.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gen/base/error.hpp"
#include "sim/device/registers.hpp"
#include "sim/device/writing.hpp"
#include "weights/train/neurons.hpp"

namespace spinforge::train {

std::int64_t whole_lsb(float drive, int frac_bits) {
  return static_cast<std::int64_t>(std::ldexp(static_cast<double>(drive), frac_bits));
}

CurrentBound current_bound(const std::string& neuron, double current, int frac_bits) {
  const device::Device device = device_of(neuron);
  const int field_code = device::registers(device, frac_bits).field_code;
  const device::Writing writing(device, static_cast<std::size_t>(field_code));
  CurrentBound out{.asked = current, .unit = writing.unit()};
  out.drive = static_cast<float>(writing.drive_of(current));
  out.lsb = whole_lsb(out.drive, frac_bits);
  const auto current_of = [&](std::int64_t lsb) {
    return writing.strength(std::ldexp(static_cast<double>(lsb), -frac_bits));
  };
  out.used = current_of(out.lsb);
  if (out.lsb >= kFewestLsb) return out;
  throw Error(ErrorCode::kRange,
              "--max-current",
              fmt::format("leaves drives of {} LSB at F = {}; expected {} or more, which {:.4g} {} "
                          "make, got {:g} {}; raise it or --frac-bits",
                          out.lsb,
                          frac_bits,
                          kFewestLsb,
                          current_of(kFewestLsb),
                          out.unit,
                          current,
                          out.unit));
}

}  // namespace spinforge::train
