// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/models/confusion.hpp"
#include "sim/models/training.hpp"

namespace spinforge::models {

/// What can be drawn of one network.
struct Portrait {
  TrainedNetwork model;
  std::vector<Epoch> epochs;  ///< empty: no training.jsonl
  Confusion confusion;        ///< empty: no record, or one from before it kept the matrix
};

}  // namespace spinforge::models
