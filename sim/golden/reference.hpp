// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/golden/golden.hpp"

namespace spinforge::golden {

/// The same as Golden::run, one neuron after the other with the functions of neuron.hpp. Slow, and
/// nothing but the definition; tests hold Golden against it.
[[nodiscard]] Trace reference(const network::Network& network,
                              std::span<const std::uint8_t> pixels,
                              std::uint32_t image,
                              const Control& control = {});

}  // namespace spinforge::golden
