// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rtl/model/model_abi.h"

namespace spinforge::harness {

/// A shared library with the functions of model_abi.h, and one model of it.
class Library {
 public:
  /// Loads `path` (absolute). *Errors*: kTool where it cannot be used.
  explicit Library(const std::string& path);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// The library's function `name`. *Errors*: kTool where it has none.
  template <class Function>
  [[nodiscard]] Function* function(const char* name) const {
    return reinterpret_cast<Function*>(find(name));
  }

  /// Makes the model, its registers full of random bits of `seed`, and calls `first_cycle` with it.
  /// $readmemh looks for its files from the working directory, which is `directory`, the emitted
  /// one, meanwhile. *Errors*: kIo where the directory cannot be entered.
  template <class FirstCycle>
  void create(const std::string& directory, std::uint32_t seed, const FirstCycle& first_cycle) {
    const Inside inside(directory);
    model_ = create_(seed);
    first_cycle();
  }

  [[nodiscard]] SfModel* model() const { return model_; }
  /// A commit for each layer.
  [[nodiscard]] std::vector<SfCommit>& commits() { return commits_; }
  [[nodiscard]] std::size_t layers() const { return commits_.size(); }

  /// Starts a waveform file. *Errors*: kTool where the library was built without tracing.
  void open_trace(const std::string& path);
  void close_trace();

  /// Writes what was covered since create(). *Errors*: kTool where the library was built without
  /// coverage.
  void write_coverage(const std::string& path);

 private:
  /// The working directory is another one for as long as this lives.
  class Inside {
   public:
    explicit Inside(const std::string& directory);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    std::string before_;
  };
  struct Close {
    void operator()(void* handle) const;
  };

  [[nodiscard]] void* find(const char* name) const;

  std::string path_;
  std::unique_ptr<void, Close> handle_;
  SfModel* model_ = nullptr;
  SfModel* (*create_)(std::uint32_t) = nullptr;
  void (*destroy_)(SfModel*) = nullptr;
  std::vector<SfCommit> commits_;
};

}  // namespace spinforge::harness
