// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/idx.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

using namespace spinforge;

/// Plain or gzip, of images (3 dimensions) or labels (1).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  const std::string path = scratch.put("file", fuzz::text_of(data, size));
  for (const std::size_t dimensions : {1U, 3U}) {
    fuzz::refused_or_taken([&] {
      const dataset::Idx idx = dataset::read_idx(path, dimensions);
      std::size_t values = 1;
      for (const std::size_t length : idx.shape) values *= length;
      if (values != idx.values.size()) fuzz::fail("not as many values as the sizes say");
    });
  }
  return 0;
}
