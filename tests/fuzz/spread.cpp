// SPDX-License-Identifier: Apache-2.0
#include "gen/chip/spread.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const chip::Spread spread = chip::parse_spread("--spread", fuzz::text_of(data, size));
    static_cast<void>(chip::spread_text(spread));
  });
}
