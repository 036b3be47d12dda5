// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/wire.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const Json kept = parse_json(fuzz::text_of(data, size), "part");
    const Json again = harness::to_json(harness::chunk_from_json(kept, "part"));
    if (again != kept) fuzz::fail("another part");
  });
}
