// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/axi/driver.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace spinforge::test {

namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 500'000;  // cycles

template <class Function>
void find(void* handle, const char* name, Function*& out) {
  out = reinterpret_cast<Function*>(::dlsym(handle, name));
  if (out == nullptr) throw std::runtime_error(std::string("the model lacks ") + name);
}

}  // namespace

struct AxiDriver::Library {
  explicit Library(const std::string& path, std::uint32_t seed)
      : handle(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle == nullptr) throw std::runtime_error(::dlerror());
    AxiModel* (*create)(std::uint32_t) = nullptr;
    find(handle, "axi_create", create);
    find(handle, "axi_destroy", destroy);
    find(handle, "axi_tick", tick);
    model = create(seed);
  }
  ~Library() {
    destroy(model);
    ::dlclose(handle);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  void* handle;
  AxiModel* model = nullptr;
  void (*destroy)(AxiModel*) = nullptr;
  void (*tick)(AxiModel*, const AxiInputs*, AxiOutputs*) = nullptr;
};

AxiDriver::AxiDriver(const std::string& library,
                     const std::string& directory,
                     int pause,
                     std::uint64_t seed)
    : pause_(pause), random_(seed) {
  const fs::path before = fs::current_path();
  fs::current_path(directory);  // $readmemh looks there when the model starts
  library_ = std::make_unique<Library>(library, static_cast<std::uint32_t>(seed));
  for (int i = 0; i < 4; ++i) library_->tick(library_->model, &in_, &out_);
  fs::current_path(before);
  in_.resetn = 1;
}

AxiDriver::~AxiDriver() = default;

std::uint32_t AxiDriver::write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe) {
  in_.awaddr = address;
  in_.wdata = data;
  in_.wstrb = static_cast<std::uint8_t>(strobe);
  has_address_ = has_data_ = true;
  writes_ = 1;
  response_.reset();
  for (int i = 0; i < kPatience && !response_; ++i) tick();
  if (!response_) throw std::runtime_error("no response to a write");
  return *response_;
}

ReadBack AxiDriver::read(std::uint16_t address) {
  in_.araddr = address;
  has_read_ = true;
  reads_ = 1;
  read_.reset();
  for (int i = 0; i < kPatience && !read_; ++i) tick();
  if (!read_) throw std::runtime_error("no response to a read");
  return *read_;
}

void AxiDriver::send(std::span<const std::uint8_t> pixels, bool last) {
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels_.push_back({pixels[i], last && i + 1 == pixels.size()});
  }
}

std::vector<Packet> AxiDriver::results(std::size_t count) {
  for (int i = 0; i < kPatience && packets_.size() < count; ++i) tick();
  if (packets_.size() < count) throw std::runtime_error("results are missing");
  std::vector<Packet> out(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(count));
  packets_.erase(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(count));
  return out;
}

void AxiDriver::idle(int cycles) {
  for (int i = 0; i < cycles; ++i) tick();
}

/// A master never takes back what it has shown.
void AxiDriver::drive() {
  in_.awvalid = has_address_ && (in_.awvalid != 0 || go()) ? 1 : 0;
  in_.wvalid = has_data_ && (in_.wvalid != 0 || go()) ? 1 : 0;
  in_.arvalid = has_read_ && (in_.arvalid != 0 || go()) ? 1 : 0;
  in_.bready = go() ? 1 : 0;
  in_.rready = go() ? 1 : 0;
  in_.result_ready = take_results_ && go() ? 1 : 0;
  pixel_shown_ = !pixels_.empty() && (pixel_shown_ || go());
  in_.pixel_valid = pixel_shown_ ? 1 : 0;
  in_.pixel_data = pixels_.empty() ? 0xaa : pixels_.front().data;
  in_.pixel_last = !pixels_.empty() && pixels_.front().last ? 1 : 0;
}

/// What waits stays, with the same payload.
void AxiDriver::check(Watch& watch, bool valid, bool ready, std::uint64_t payload) {
  if (watch.waits && (!valid || payload != watch.payload)) {
    violation_ = fmt::format("cycle {}: {} changed while it waited", cycle_, watch.name);
  }
  watch.waits = valid && !ready;
  watch.payload = payload;
}

void AxiDriver::take_beat() {
  const bool last = out_.result_last != 0;
  if (out_.result_user != 0) {
    open_.cut = true;
    if (!last) violation_ = fmt::format("cycle {}: tuser without tlast", cycle_);
  } else {
    open_.classes.push_back(static_cast<int>(out_.result_data >> 16));
    open_.counts.push_back(static_cast<std::uint16_t>(out_.result_data & 0xffffU));
  }
  if (!last) return;
  packets_.push_back(open_);
  open_ = {};
}

void AxiDriver::observe() {
  check(watch_b_, out_.bvalid != 0, in_.bready != 0, out_.bresp);
  check(watch_r_,
        out_.rvalid != 0,
        in_.rready != 0,
        static_cast<std::uint64_t>(out_.rdata) << 2 | out_.rresp);
  check(
      watch_m_,
      out_.result_valid != 0,
      in_.result_ready != 0,
      static_cast<std::uint64_t>(out_.result_data) << 2 | out_.result_last << 1 | out_.result_user);
  if (out_.bvalid != 0 && (writes_ == 0 || has_address_ || has_data_)) {
    violation_ = fmt::format("cycle {}: a write response before its write", cycle_);
  }
  if (out_.rvalid != 0 && (reads_ == 0 || has_read_)) {
    violation_ = fmt::format("cycle {}: read data before its address", cycle_);
  }
  if (out_.bvalid != 0 && in_.bready != 0) {
    --writes_;
    response_ = out_.bresp;
  }
  if (out_.rvalid != 0 && in_.rready != 0) {
    --reads_;
    read_ = ReadBack{out_.rresp, out_.rdata};
  }
  if (out_.result_valid != 0 && in_.result_ready != 0) take_beat();
  if (in_.awvalid != 0 && out_.awready != 0) has_address_ = false;
  if (in_.wvalid != 0 && out_.wready != 0) has_data_ = false;
  if (in_.arvalid != 0 && out_.arready != 0) has_read_ = false;
  if (in_.pixel_valid != 0 && out_.pixel_ready != 0) {
    pixels_.pop_front();
    pixel_shown_ = false;
  }
}

void AxiDriver::tick() {
  drive();
  library_->tick(library_->model, &in_, &out_);
  observe();
  ++cycle_;
}

}  // namespace spinforge::test
