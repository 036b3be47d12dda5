// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace spinforge::train {

/// Uses `threads` threads in Torch, its matrix products and our loops. 0: all the machine has.
void set_threads(int threads);

}  // namespace spinforge::train
