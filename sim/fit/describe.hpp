// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/fit/fit.hpp"

/// The device of a fit.
namespace spinforge::fit {

/// Fills `out.device`, named `name`, from `out.rows`: what they determine, with its source and its
/// standard deviation. What they do not is added to `out.left_out`, what its laws do not fit to
/// `out.notes`.
void describe_device(const Measurement& measurement, const std::string& name, Fitted& out);

}  // namespace spinforge::fit
