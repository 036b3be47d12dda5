// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/filelist.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

using namespace spinforge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  scratch.put("filelist.f", fuzz::text_of(data, size));
  return fuzz::refused_or_taken(
      [&] { static_cast<void>(harness::read_filelist(scratch.path(), "filelist.f")); });
}
