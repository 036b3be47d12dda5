// SPDX-License-Identifier: Apache-2.0
#include "sim/device/device.hpp"
#include "sim/device/registers.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const device::Device device = device::parse_device(std::string(fuzz::text_of(data, size)), "d.json");
    // What is written is read as the same.
    const std::string text = device::json_text(device);
    if (device::json_text(device::parse_device(text, "written")) != text) fuzz::fail("another device");
  });
}
