// SPDX-License-Identifier: Apache-2.0
#include "gen/network/safetensors.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const network::Tensors tensors = network::unpack_tensors(fuzz::text_of(data, size), "t");
    const std::string packed = network::pack_tensors(tensors);
    if (network::pack_tensors(network::unpack_tensors(packed, "packed")) != packed) {
      fuzz::fail("other tensors");
    }
  });
}
