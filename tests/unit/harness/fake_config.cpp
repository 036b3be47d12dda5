// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <stdexcept>

#include "tests/unit/harness/fake_model.hpp"

namespace spinforge::test {

const std::string kFakeLibrary = SPINFORGE_FAKE_MODEL;

void configure_fake(const FakeConfig& config) {
  static void* const library = ::dlopen(kFakeLibrary.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(::dlerror());
  const auto configure =
      reinterpret_cast<void (*)(const FakeConfig*)>(::dlsym(library, "fake_configure"));
  configure(&config);
}

}  // namespace spinforge::test
