// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Units of device files and measurements, and what one is in another.
namespace spinforge::device {

/// `value` in `from` as a number in `to`: seconds, volts, amperes, metres, joules, ohms and A/m2
/// with their prefixes; fields in Oe, kOe, G, T, mT, A/m and kA/m (1 Oe = 0.1 mT: in vacuum).
/// Other units, "1/uV" for instance, are only themselves. Empty where the two are not of one kind.
[[nodiscard]] std::optional<double> converted(double value,
                                              std::string_view from,
                                              std::string_view to);

/// `text` with the signs that people read for units and operators that files and settings spell
/// out: "+- 2.6 uV" is "± 2.6 µV", "ohm" is "Ω", "1e11 A/m2" is "10¹¹ A/m²", "I^2 x 5" is "I² × 5".
[[nodiscard]] std::string symbols(std::string text);

}  // namespace spinforge::device
