// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/suite.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    static_cast<void>(
        regress::parse_suite(std::string(fuzz::text_of(data, size)), "s.json", "s", "/nowhere"));
  });
}
