// SPDX-License-Identifier: Apache-2.0
#include "sim/models/verified.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    static_cast<void>(models::read_verified(fuzz::text_of(data, size), "verified.json"));
  });
}
