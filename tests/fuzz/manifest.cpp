// SPDX-License-Identifier: Apache-2.0
#include "gen/directory/inventory.hpp"
#include "gen/directory/manifest.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  scratch.put("manifest.json", fuzz::text_of(data, size));
  static_cast<void>(directory::strangers(scratch.path()));
  return fuzz::refused_or_taken(
      [&] { static_cast<void>(directory::read_manifest(scratch.path())); });
}
