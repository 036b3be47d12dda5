// SPDX-License-Identifier: Apache-2.0
#include "gen/chip/chip.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const chip::Chip chip = chip::from_json(std::string(fuzz::text_of(data, size)), "c.json");
    const std::string text = chip::to_json(chip);
    if (chip::to_json(chip::from_json(text, "written")) != text) fuzz::fail("another chip");
  });
}
