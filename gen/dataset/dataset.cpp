// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/dataset.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/dataset/idx.hpp"

namespace spinforge::dataset {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSide = 65535;

// Behind the split's prefix.
constexpr const char* kGrey = "-images-idx3-ubyte";
constexpr const char* kChannels = "-images-idx4-ubyte";
constexpr const char* kLabels = "-labels-idx1-ubyte";
constexpr const char* kSuffixes[] = {"", ".gz"};

/// *Source*: the data set's README, by label.
constexpr std::array kClothes{"T-shirt/top",
                              "Trouser",
                              "Pullover",
                              "Dress",
                              "Coat",
                              "Sandal",
                              "Shirt",
                              "Sneaker",
                              "Bag",
                              "Ankle boot"};

std::string prefix(Split split) { return split == Split::kTrain ? "train" : "t10k"; }

/// The file `name` or `name`.gz of `directory`, the plain one first.
std::optional<std::string> find(const std::string& directory, const std::string& name) {
  std::error_code error;
  for (const char* const suffix : kSuffixes) {
    const fs::path path = fs::path(directory) / (name + suffix);
    if (fs::exists(path, error)) return path.string();
  }
  return {};
}

[[noreturn]] void missing(const std::string& directory, const std::string& name) {
  throw Error(ErrorCode::kIo,
              (fs::path(directory) / name).string(),
              "not found, neither plain nor with .gz; Fashion-MNIST: `apt install "
              "dataset-fashion-mnist` puts it into /usr/share/datasets/fashion-mnist; MNIST: a "
              "directory with the four original IDX files; your own: gen/dataset/README.md");
}

/// The images of one of the two formats, as the file's name tells it.
Images read_images(const std::string& directory, Split split) {
  const std::string grey = prefix(split) + kGrey;
  const std::string channels = prefix(split) + kChannels;
  const std::optional<std::string> three = find(directory, grey);
  const std::optional<std::string> four = find(directory, channels);
  if (!three && !four) missing(directory, grey);
  if (three && four) {
    throw Error(
        ErrorCode::kUsage,
        directory,
        fmt::format(
            "holds the images twice; expected {} or {}, got both; remove one", grey, channels));
  }
  const std::string path = three ? *three : *four;
  Idx images = read_idx(path, three ? 3 : 4);
  for (std::size_t side = 1; side < images.shape.size(); ++side) {
    if (images.shape[side] <= kMaxSide) continue;
    throw Error(ErrorCode::kParse,
                path,
                fmt::format("implausible image size; expected sides up to {}, got {}; fetch the "
                            "file again",
                            kMaxSide,
                            fmt::join(images.shape.begin() + 1, images.shape.end(), " x ")));
  }
  return {.count = images.shape[0],
          .height = static_cast<int>(images.shape[1]),
          .width = static_cast<int>(images.shape[2]),
          .channels = four ? static_cast<int>(images.shape[3]) : 1,
          .pixels = std::move(images.values),
          .labels = {}};
}

}  // namespace

std::vector<std::string> class_names(const std::string& network, std::size_t count) {
  const bool clothes = network.starts_with("fmnist-");
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) {
    names.push_back(clothes && k < kClothes.size() ? kClothes[k] : std::to_string(k));
  }
  return names;
}

std::string labels_file(Split split) { return prefix(split) + kLabels; }

std::vector<std::string> files_of(const std::string& directory) {
  std::vector<std::string> out;
  for (const Split split : {Split::kTrain, Split::kTest}) {
    for (const char* const name : {kGrey, kChannels, kLabels}) {
      for (const char* const suffix : kSuffixes) {
        const fs::path path = fs::path(directory) / (prefix(split) + name + suffix);
        std::error_code error;
        if (fs::exists(path, error)) out.push_back(path.string());
      }
    }
  }
  return out;
}

Images load(const std::string& directory, Split split, Labels labels) {
  Images images = read_images(directory, split);
  if (labels == Labels::kUnused) return images;
  const std::optional<std::string> path = find(directory, labels_file(split));
  if (!path && labels == Labels::kNeeded) missing(directory, labels_file(split));
  if (!path) return images;
  Idx idx = read_idx(*path, 1);
  if (idx.shape[0] != images.count) {
    throw Error(ErrorCode::kShape,
                *path,
                fmt::format("does not belong to the images; expected {} labels, got {}; fetch both "
                            "files again",
                            images.count,
                            idx.shape[0]));
  }
  images.labels = std::move(idx.values);
  return images;
}

Images halved(const Images& images) {
  expects(images.height > 1 && images.width > 1, "images of at least 2 x 2 pixels");
  Images out{.count = images.count,
             .height = images.height / 2,
             .width = images.width / 2,
             .channels = images.channels,
             .pixels = {},
             .labels = images.labels};
  const auto channels = static_cast<std::size_t>(images.channels);
  const auto pitch = static_cast<std::size_t>(images.width) * channels;
  const auto height = static_cast<std::size_t>(out.height);
  const auto row = static_cast<std::size_t>(out.width) * channels;
  out.pixels.reserve(out.count * height * row);
  for (std::size_t i = 0; i < images.count; ++i) {
    const std::span<const std::uint8_t> image = images.image(i);
    for (std::size_t y = 0; y < height; ++y) {
      for (std::size_t x = 0; x < row; ++x) {
        const std::size_t at = 2 * y * pitch + x / channels * 2 * channels + x % channels;
        const std::size_t below = at + pitch;
        const int sum = image[at] + image[at + channels] + image[below] + image[below + channels];
        out.pixels.push_back(static_cast<std::uint8_t>((sum + 2) / 4));
      }
    }
  }
  return out;
}

Images sized_for(Images images, int height, int width, int channels) {
  if (images.channels == 1 && channels > 1 && images.width % channels == 0) {
    const int own = images.width / channels;
    if (own == width || own == 2 * width) {
      images.width = own;
      images.channels = channels;
    }
  }
  const bool twice = images.height == 2 * height && images.width == 2 * width;
  return twice && images.channels == channels ? halved(images) : std::move(images);
}

}  // namespace spinforge::dataset
