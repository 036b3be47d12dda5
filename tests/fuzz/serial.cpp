// SPDX-License-Identifier: Apache-2.0
#include "sim/host/frame.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  host::Parser parser(10);
  for (std::size_t i = 0; i < size; ++i) {
    const auto reply = parser.take(data[i]);
    if (reply && !reply->dropped && reply->counts.size() != 10) fuzz::fail("a reply of another size");
  }
  return 0;
}
