// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Labelled images in the IDX format of MNIST and Fashion-MNIST.
namespace spinforge::dataset {

/// A split of a data set.
struct Images {
  std::size_t count = 0;
  int height = 0;
  int width = 0;
  std::vector<std::uint8_t> pixels;  ///< *Shape* [count][height*width], row-major
  std::vector<std::uint8_t> labels;  ///< *Shape* [count]

  /// The pixels of one image. Expects index < count.
  [[nodiscard]] std::span<const std::uint8_t> image(std::size_t index) const {
    const std::size_t size = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    return std::span(pixels).subspan(index * size, size);
  }
};

enum class Split { kTrain, kTest };

/// Reads {train,t10k}-{images-idx3,labels-idx1}-ubyte, plain or with .gz, from `directory`.
/// *Errors*: kIo where a file is missing (the sentence says where the data can be had), kParse
/// where its header, length or compression is bad, kShape where images and labels do not agree in
/// number.
[[nodiscard]] Images load(const std::string& directory, Split split);

}  // namespace spinforge::dataset
