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

/// The images at half their size: each pixel is the mean of a square of 2x2, rounded, ties up:
/// (a + b + c + d + 2) >> 2. An odd last row or column is left out. Expects both sides above 1.
[[nodiscard]] Images halved(const Images& images);

/// The images as a network of height x width inputs sees them: halved where they are exactly twice
/// as large on both axes, else as they are.
[[nodiscard]] Images sized_for(Images images, int height, int width);

}  // namespace spinforge::dataset
