// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/model.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"

namespace spinforge::harness {

namespace {

template <class Function>
void find(void* handle, const std::string& library, const char* name, Function*& out) {
  out = reinterpret_cast<Function*>(::dlsym(handle, name));
  if (out != nullptr) return;
  throw Error(ErrorCode::kTool,
              library,
              fmt::format("is not a core's model; expected function {}, got none; emit the "
                          "directory again",
                          name));
}

/// The working directory is another one for as long as this lives.
class Inside {
 public:
  explicit Inside(const std::string& directory) : before_(std::filesystem::current_path()) {
    std::error_code error;
    std::filesystem::current_path(directory, error);
    if (!error) return;
    throw Error(ErrorCode::kIo,
                directory,
                fmt::format("cannot be entered: {}; check its permissions", error.message()));
  }
  ~Inside() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace

void Model::Close::operator()(void* handle) const { ::dlclose(handle); }

Model::Model(const std::string& library, const std::string& directory, std::uint32_t seed)
    : handle_(::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_) {
    throw Error(ErrorCode::kTool,
                library,
                fmt::format("cannot be loaded ({}); remove it and run again", ::dlerror()));
  }
  std::uint32_t (*version)() = nullptr;
  std::uint32_t (*layer_count)() = nullptr;
  SfModel* (*create)(std::uint32_t) = nullptr;
  find(handle_.get(), library, "sf_abi_version", version);
  find(handle_.get(), library, "sf_layers", layer_count);
  find(handle_.get(), library, "sf_create", create);
  find(handle_.get(), library, "sf_destroy", destroy_);
  find(handle_.get(), library, "sf_tick", tick_);
  find(handle_.get(), library, "sf_trace_open", trace_open_);
  find(handle_.get(), library, "sf_trace_close", trace_close_);
  if (version() != SF_ABI_VERSION) {
    throw Error(
        ErrorCode::kTool,
        library,
        fmt::format("has another interface; expected version {}, got {}; emit the directory "
                    "again",
                    SF_ABI_VERSION,
                    version()));
  }
  commits_.resize(layer_count());
  outputs_.commits = commits_.data();
  const Inside inside(directory);
  model_ = create(seed);
  (void)tick({});
}

Model::~Model() {
  if (model_ != nullptr) destroy_(model_);
}

void Model::open_trace(const std::string& path) {
  if (trace_open_(model_, path.c_str()) != 0) return;
  throw Error(ErrorCode::kTool, path, "no waveform: the model was built without tracing");
}

void Model::close_trace() { trace_close_(model_); }

}  // namespace spinforge::harness
