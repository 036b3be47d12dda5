// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/dataset.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/dataset/idx.hpp"

namespace spinforge::dataset {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSide = 65535;

/// The file `name` or `name`.gz of `directory`, the plain one first.
std::string find(const std::string& directory, const std::string& name) {
  std::error_code error;
  for (const char* const suffix : {"", ".gz"}) {
    const fs::path path = fs::path(directory) / (name + suffix);
    if (fs::exists(path, error)) return path.string();
  }
  throw Error(ErrorCode::kIo,
              (fs::path(directory) / name).string(),
              "not found, neither plain nor with .gz; Fashion-MNIST: `apt install "
              "dataset-fashion-mnist` puts it into /usr/share/datasets/fashion-mnist; MNIST: a "
              "directory with the four original IDX files");
}

}  // namespace

Images load(const std::string& directory, Split split) {
  const std::string prefix = split == Split::kTrain ? "train" : "t10k";
  const std::string images_path = find(directory, prefix + "-images-idx3-ubyte");
  const std::string labels_path = find(directory, prefix + "-labels-idx1-ubyte");
  Idx images = read_idx(images_path, 3);
  Idx labels = read_idx(labels_path, 1);
  if (images.shape[1] > kMaxSide || images.shape[2] > kMaxSide) {
    throw Error(
        ErrorCode::kParse,
        images_path,
        fmt::format("implausible image size; expected sides up to {}, got {} x {}; fetch the "
                    "file again",
                    kMaxSide,
                    images.shape[1],
                    images.shape[2]));
  }
  if (labels.shape[0] != images.shape[0]) {
    throw Error(ErrorCode::kShape,
                labels_path,
                fmt::format("does not belong to the images; expected {} labels, got {}; fetch both "
                            "files again",
                            images.shape[0],
                            labels.shape[0]));
  }
  return {.count = images.shape[0],
          .height = static_cast<int>(images.shape[1]),
          .width = static_cast<int>(images.shape[2]),
          .pixels = std::move(images.values),
          .labels = std::move(labels.values)};
}

Images halved(const Images& images) {
  expects(images.height > 1 && images.width > 1, "images of at least 2 x 2 pixels");
  Images out{.count = images.count,
             .height = images.height / 2,
             .width = images.width / 2,
             .pixels = {},
             .labels = images.labels};
  const auto pitch = static_cast<std::size_t>(images.width);
  const auto height = static_cast<std::size_t>(out.height);
  const auto width = static_cast<std::size_t>(out.width);
  out.pixels.reserve(out.count * height * width);
  for (std::size_t i = 0; i < images.count; ++i) {
    const std::span<const std::uint8_t> image = images.image(i);
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < width; ++x) {
        const std::size_t at = 2 * y * pitch + 2 * x;
        const int sum = image[at] + image[at + 1] + image[at + pitch] + image[at + pitch + 1];
        out.pixels.push_back(static_cast<std::uint8_t>((sum + 2) / 4));
      }
    }
  }
  return out;
}

Images sized_for(Images images, int height, int width) {
  const bool twice = images.height == 2 * height && images.width == 2 * width;
  return twice ? halved(images) : std::move(images);
}

}  // namespace spinforge::dataset
