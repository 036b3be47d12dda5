// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/wire.hpp"

#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"

namespace spinforge::harness {

namespace {

/// Writes every part it is given, or reads them back in the same order.
class Writer {
 public:
  template <class Value>
  void operator()(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      (*this)(value.size());
      bytes_ += value;
    } else {
      static_assert(std::is_trivially_copyable_v<Value>);
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  template <class Value>
  void operator()(const std::vector<Value>& values) {
    (*this)(values.size());
    for (const Value& value : values) part(*this, value);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <class Value>
  void operator()(Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      std::size_t size = 0;
      (*this)(size);
      expects(size <= bytes_.size(), "a whole string between processes");
      value = bytes_.substr(0, size);
      bytes_.remove_prefix(size);
    } else {
      static_assert(std::is_trivially_copyable_v<Value>);
      expects(sizeof value <= bytes_.size(), "a whole record between processes");
      std::memcpy(&value, bytes_.data(), sizeof value);
      bytes_.remove_prefix(sizeof value);
    }
  }
  template <class Value>
  void operator()(std::vector<Value>& values) {
    std::size_t size = 0;
    (*this)(size);
    values.resize(size);
    for (Value& value : values) part(*this, value);
  }

 private:
  std::string_view bytes_;
};

// One list of members for both directions: `Record` is const when written.
template <class Archive, class Record>
void part(Archive& archive, Record& record) {
  using Plain = std::remove_const_t<Record>;
  if constexpr (std::is_same_v<Plain, ImageRecord>) {
    archive(record.image);
    archive(record.predicted);
    archive(record.cycles);
    archive(record.predicted_cycles);
    archive(record.interval);
    archive(record.commits);
    archive(record.mismatches);
    archive(record.timing_check);
    archive(record.timing_exact);
    archive(record.layers);
    archive(record.spikes);
    archive(record.over);
  } else if constexpr (std::is_same_v<Plain, Mismatch>) {
    archive(record.image);
    archive(record.layer);
    archive(record.step);
    archive(record.neuron);
    archive(record.field);
    archive(record.expected);
    archive(record.got);
    archive(record.cycle);
    archive(record.commits);
    archive(record.update);
    archive(record.golden_class);
    archive(record.wave_cycle);
  } else if constexpr (std::is_same_v<Plain, TimingDifference>) {
    archive(record.image);
    archive(record.layer);
    archive(record.what);
    archive(record.expected);
    archive(record.got);
  } else {
    archive(record);
  }
}

}  // namespace

std::string to_bytes(const ChunkResult& result) {
  Writer writer;
  writer(result.images);
  writer(result.mismatches);
  writer(result.commits);
  writer(result.first_mismatch);
  writer(result.first_difference);
  writer(result.rules);
  return writer.take();
}

ChunkResult chunk_from_bytes(std::string_view bytes) {
  Reader reader(bytes);
  ChunkResult result;
  reader(result.images);
  reader(result.mismatches);
  reader(result.commits);
  reader(result.first_mismatch);
  reader(result.first_difference);
  reader(result.rules);
  return result;
}

}  // namespace spinforge::harness
