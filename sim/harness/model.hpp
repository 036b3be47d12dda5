// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/harness/model_abi.h"

namespace spinforge::harness {

/// A core built as a shared library, loaded and running.
class Model {
 public:
  /// Loads `library` (an absolute path) and creates a core whose registers start with random bits
  /// of `seed`, and clocks it once in reset. $readmemh looks for its files from the working
  /// directory, which is `directory`, the emitted one, meanwhile. *Errors*: kTool where the library
  /// cannot be used, kIo where the directory cannot be entered.
  Model(const std::string& library, const std::string& directory, std::uint32_t seed);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] std::size_t layers() const { return commits_.size(); }

  /// One clock cycle. The outputs are those before the clock edge and stay valid until the next
  /// one.
  const SfOutputs& tick(const SfInputs& inputs) {
    tick_(model_, &inputs, &outputs_);
    return outputs_;
  }

  /// Starts a waveform file. *Errors*: kTool where the library was built without tracing.
  void open_trace(const std::string& path);
  void close_trace();

 private:
  struct Close {
    void operator()(void* handle) const;
  };

  std::unique_ptr<void, Close> handle_;
  SfModel* model_ = nullptr;
  void (*destroy_)(SfModel*) = nullptr;
  void (*tick_)(SfModel*, const SfInputs*, SfOutputs*) = nullptr;
  int (*trace_open_)(SfModel*, const char*) = nullptr;
  void (*trace_close_)(SfModel*) = nullptr;
  std::vector<SfCommit> commits_;
  SfOutputs outputs_{};
};

}  // namespace spinforge::harness
