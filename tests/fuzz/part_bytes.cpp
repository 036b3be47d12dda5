// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "sim/harness/wire.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

/// What a worker sends. Anything but a result is a bug of ours: a broken invariant, never worse.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view bytes = fuzz::text_of(data, size);
    const std::string again = harness::to_bytes(harness::chunk_from_bytes(bytes));
    if (bytes.substr(0, again.size()) != again) fuzz::fail("another result");
  } catch (const std::logic_error&) {
  }
  return 0;
}
