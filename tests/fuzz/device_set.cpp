// SPDX-License-Identifier: Apache-2.0
#include "sim/device/device.hpp"

#include "tests/fuzz/fuzz.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::refused_or_taken([&] {
    const std::string_view text = fuzz::text_of(data, size);
    const std::size_t equals = text.find(0x3d);
    device::Device device = device::named("hall-in-situ-180");
    device::change(device,
                   std::string(text.substr(0, equals)),
                   std::string(equals == text.npos ? "" : text.substr(equals + 1)));
  });
}
