// SPDX-License-Identifier: Apache-2.0
#include "gen/network/network.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

using namespace spinforge;

/// network.json, a line feed that ends its last line, a NUL, tensors.safetensors.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = text.find('\0');
  if (end == text.npos) return -1;  // not worth keeping
  scratch.put(network::kDescriptionFile, text.substr(0, end));
  scratch.put(network::kTensorsFile, text.substr(end + 1));
  return fuzz::refused_or_taken([&] {
    const network::Network network = network::load(scratch.path());
    const network::Files files = network::to_files(network);
    scratch.put(network::kDescriptionFile, files.description);
    scratch.put(network::kTensorsFile, files.tensors);
    if (network::load(scratch.path()) != network) fuzz::fail("another network");
  });
}
