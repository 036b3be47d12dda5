// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"

/// Data sets as files.
namespace spinforge::test {

/// An IDX file: its header of these sizes, and its bytes.
[[nodiscard]] std::string idx(const std::vector<std::size_t>& shape, const std::string& values);
[[nodiscard]] std::string idx(const std::vector<std::size_t>& shape,
                              std::span<const std::uint8_t> values);

/// Writes `images` into `directory`, which is made where it is not there, as the `split` "t10k" or
/// "train" in the format without channels; no file of labels where there are none.
void save_images(const dataset::Images& images,
                 const std::string& directory,
                 const std::string& split = "t10k");

}  // namespace spinforge::test
