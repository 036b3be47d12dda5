// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// Images in the IDX format of MNIST and Fashion-MNIST; the files are described in
/// gen/dataset/README.md.
namespace spinforge::dataset {

/// A split of a data set.
struct Images {
  std::size_t count = 0;
  int height = 0;
  int width = 0;
  int channels = 1;
  std::vector<std::uint8_t> pixels;  ///< *Shape* [count][height][width][channels], row-major
  std::vector<std::uint8_t> labels;  ///< *Shape* [count], or empty where there are none

  /// The pixels of one image. Expects index < count.
  [[nodiscard]] std::span<const std::uint8_t> image(std::size_t index) const {
    const std::size_t size = static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
                             static_cast<std::size_t>(channels);
    return std::span(pixels).subspan(index * size, size);
  }
};

enum class Split { kTrain, kTest };

/// Whether a data set must come with labels, may, or may have whatever lies there: nobody looks.
enum class Labels { kNeeded, kOptional, kUnused };

/// Names of `count` classes: those of Fashion-MNIST for a network named fmnist-..., else numbers.
[[nodiscard]] std::vector<std::string> class_names(const std::string& network, std::size_t count);

/// File of the labels of a split, ".gz" left out.
[[nodiscard]] std::string labels_file(Split split);

/// The files that load() may read in `directory`, those that are there.
[[nodiscard]] std::vector<std::string> files_of(const std::string& directory);

/// Reads {train,t10k}-images-{idx3,idx4}-ubyte and {train,t10k}-labels-idx1-ubyte from `directory`,
/// plain or with .gz. *Errors*: kIo where a file is missing (the sentence says where the data can
/// be had), kUsage where there are images in both formats, kParse where a header, length or
/// compression is bad, kShape where images and labels do not agree in number.
[[nodiscard]] Images load(const std::string& directory,
                          Split split,
                          Labels labels = Labels::kNeeded);

/// The images at half their size: each pixel is the mean of a square of 2x2 of its channel,
/// rounded, ties up: (a + b + c + d + 2) >> 2. An odd last row or column is left out. Expects both
/// sides above 1.
[[nodiscard]] Images halved(const Images& images);

/// The images as a network of height x width x channels inputs sees them: halved where they are
/// exactly twice as large on both axes, else as they are. Those without channels of their own
/// (idx3) are taken to have the network's, one beside the other in their rows, where their width
/// then fits.
[[nodiscard]] Images sized_for(Images images, int height, int width, int channels);

}  // namespace spinforge::dataset
