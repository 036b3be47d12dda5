// SPDX-License-Identifier: Apache-2.0
#include "tests/support/idx.hpp"

#include <filesystem>

#include "gen/base/files.hpp"

namespace spinforge::test {

std::string idx(const std::vector<std::size_t>& shape, const std::string& values) {
  std::string out{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  for (const std::size_t size : shape) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 255);
  }
  return out + values;
}

std::string idx(const std::vector<std::size_t>& shape, std::span<const std::uint8_t> values) {
  return idx(shape, std::string(values.begin(), values.end()));
}

void save_images(const dataset::Images& images,
                 const std::string& directory,
                 const std::string& split) {
  std::filesystem::create_directories(directory);
  const auto height = static_cast<std::size_t>(images.height);
  const auto width = static_cast<std::size_t>(images.width * images.channels);
  files::write(directory + "/" + split + "-images-idx3-ubyte",
               idx({images.count, height, width}, images.pixels));
  if (images.labels.empty()) return;
  files::write(directory + "/" + split + "-labels-idx1-ubyte", idx({images.count}, images.labels));
}

}  // namespace spinforge::test
