// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"

namespace spinforge::harness {

Library::Inside::Inside(const std::string& directory)
    : before_(std::filesystem::current_path().string()) {
  std::error_code error;
  std::filesystem::current_path(directory, error);
  if (!error) return;
  throw Error(ErrorCode::kIo,
              directory,
              fmt::format("cannot be entered: {}; check its permissions", error.message()));
}

Library::Inside::~Inside() {
  std::error_code ignored;
  std::filesystem::current_path(before_, ignored);
}

void Library::Close::operator()(void* handle) const { ::dlclose(handle); }

Library::Library(const std::string& path)
    : path_(path), handle_(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) {
    throw Error(ErrorCode::kTool,
                path,
                fmt::format("cannot be loaded ({}); remove it and run again", ::dlerror()));
  }
  const std::uint32_t version = function<std::uint32_t()>("sf_abi_version")();
  if (version != SF_ABI_VERSION) {
    throw Error(
        ErrorCode::kTool,
        path,
        fmt::format("has another interface; expected version {}, got {}; emit the directory "
                    "again",
                    SF_ABI_VERSION,
                    version));
  }
  create_ = function<SfModel*(std::uint32_t)>("sf_create");
  destroy_ = function<void(SfModel*)>("sf_destroy");
  commits_.resize(function<std::uint32_t()>("sf_layers")());
}

Library::~Library() {
  if (model_ != nullptr) destroy_(model_);
}

void* Library::find(const char* name) const {
  void* const found = ::dlsym(handle_.get(), name);
  if (found != nullptr) return found;
  throw Error(ErrorCode::kTool,
              path_,
              fmt::format("is not a core's model; expected function {}, got none; emit the "
                          "directory again",
                          name));
}

void Library::open_trace(const std::string& path) {
  if (function<int(SfModel*, const char*)>("sf_trace_open")(model_, path.c_str()) != 0) return;
  throw Error(ErrorCode::kTool, path, "no waveform: the model was built without tracing");
}

void Library::close_trace() { function<void(SfModel*)>("sf_trace_close")(model_); }

void Library::write_coverage(const std::string& path) {
  if (function<int(SfModel*, const char*)>("sf_coverage_write")(model_, path.c_str()) != 0) return;
  throw Error(ErrorCode::kTool,
              path_,
              "no coverage: the model was built without it; remove it and run again");
}

}  // namespace spinforge::harness
