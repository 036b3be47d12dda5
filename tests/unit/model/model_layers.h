// SPDX-License-Identifier: Apache-2.0
//
// As emit writes it, of a core of two layers: ports of all the types that Verilator has.
#pragma once

#define SF_LAYERS 2
#define SF_FOR_LAYERS(X) \
  X(1, 3, 16, 20)        \
  X(2, 40, 13, 17)
#define SF_MASK_BITS 40
#define SF_THRESHOLDS 1
#define SF_MEMORY_CHECK 1
