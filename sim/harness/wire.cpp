// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/wire.hpp"

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/utf8.hpp"

namespace spinforge::harness {

namespace {

template <class Archive, class Record>
void members(Archive& archive, Record& record);

/// Neither a number nor a string nor a list: something with members.
template <class Value>
inline constexpr bool kIsRecord = std::is_class_v<Value> && !std::is_same_v<Value, std::string>;

/// The only enumeration that a result has.
bool is_timing_check(int number) {
  return number >= 0 && number <= static_cast<int>(TimingCheck::kBound);
}

/// Writes every member it is given, or reads them back in the same order.
class Writer {
 public:
  template <class Value>
  void operator()(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      (*this)(value.size());
      bytes_ += value;
    } else if constexpr (kIsRecord<Value>) {
      members(*this, value);
    } else {
      bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  template <class Value>
  void operator()(const std::vector<Value>& values) {
    (*this)(values.size());
    for (const Value& value : values) (*this)(value);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class BytesReader {
 public:
  explicit BytesReader(std::string_view bytes) : bytes_(bytes) {}
  template <class Value>
  void operator()(Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      std::size_t size = 0;
      (*this)(size);
      expects(size <= bytes_.size(), "a whole string between processes");
      value = bytes_.substr(0, size);
      bytes_.remove_prefix(size);
    } else if constexpr (kIsRecord<Value>) {
      members(*this, value);
    } else if constexpr (std::is_same_v<Value, bool>) {
      std::uint8_t number = 0;
      (*this)(number);
      expects(number <= 1, "true or false between processes");
      value = number == 1;
    } else if constexpr (std::is_enum_v<Value>) {
      std::underlying_type_t<Value> number = 0;
      (*this)(number);
      expects(is_timing_check(number), "a timing check between processes");
      value = static_cast<Value>(number);
    } else {
      expects(sizeof value <= bytes_.size(), "a whole record between processes");
      std::memcpy(&value, bytes_.data(), sizeof value);
      bytes_.remove_prefix(sizeof value);
    }
  }
  template <class Value>
  void operator()(std::vector<Value>& values) {
    std::size_t size = 0;
    (*this)(size);
    expects(size <= bytes_.size(), "a whole list between processes");
    values.resize(size);
    for (Value& value : values) (*this)(value);
  }

 private:
  std::string_view bytes_;
};

class JsonWriter {
 public:
  template <class Value>
  void operator()(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      out_.push_back(text::utf8(value));
    } else if constexpr (kIsRecord<Value>) {
      JsonWriter inner;
      members(inner, value);
      out_.push_back(inner.take());
    } else if constexpr (std::is_enum_v<Value>) {
      out_.push_back(static_cast<int>(value));
    } else {
      out_.push_back(value);
    }
  }
  template <class Value>
  void operator()(const std::vector<Value>& values) {
    JsonWriter inner;
    for (const Value& value : values) inner(value);
    out_.push_back(inner.take());
  }
  [[nodiscard]] Json take() { return std::move(out_); }

 private:
  Json out_ = Json::array();
};

class JsonReader {
 public:
  JsonReader(const Json& list, const std::string& where) : list_(list), where_(where) {
    if (!list.is_array()) refuse();
  }
  template <class Value>
  void operator()(Value& value) {
    const Json& next = take();
    if constexpr (std::is_same_v<Value, std::string>) {
      if (!next.is_string()) refuse();
      value = next.get<std::string>();
    } else if constexpr (kIsRecord<Value>) {
      JsonReader inner(next, where_);
      members(inner, value);
      inner.finish();
    } else if constexpr (std::is_same_v<Value, bool>) {
      if (!next.is_boolean()) refuse();
      value = next.get<bool>();
    } else if constexpr (std::is_enum_v<Value>) {
      static_assert(std::is_same_v<Value, TimingCheck>);
      const auto number = whole<int>(next);
      if (!is_timing_check(number)) refuse();
      value = static_cast<Value>(number);
    } else {
      value = whole<Value>(next);
    }
  }
  template <class Value>
  void operator()(std::vector<Value>& values) {
    JsonReader inner(take(), where_);
    values.resize(inner.list_.size());
    for (Value& value : values) inner(value);
  }
  void finish() const {
    if (at_ != list_.size()) refuse();
  }

 private:
  const Json& take() {
    if (at_ >= list_.size()) refuse();
    return list_[at_++];
  }
  template <class Number>
  [[nodiscard]] Number whole(const Json& value) const {
    if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (std::in_range<Number>(number)) return static_cast<Number>(number);
    } else if (value.is_number_integer()) {
      const auto number = value.get<std::int64_t>();
      if (std::in_range<Number>(number)) return static_cast<Number>(number);
    }
    refuse();
  }
  [[noreturn]] void refuse() const {
    throw Error(ErrorCode::kParse,
                where_,
                "does not hold a result as it was written; expected it whole, got something else; "
                "remove it");
  }

  const Json& list_;
  const std::string& where_;
  std::size_t at_ = 0;
};

// One list of members for all of them: `Record` is const when written.
template <class Archive, class Record>
void members(Archive& archive, Record& record) {
  using Plain = std::remove_const_t<Record>;
  if constexpr (std::is_same_v<Plain, ChunkResult>) {
    archive(record.images);
    archive(record.mismatches);
    archive(record.commits);
    archive(record.first_mismatch);
    archive(record.first_difference);
    archive(record.rules);
    archive(record.events);
  } else if constexpr (std::is_same_v<Plain, ImageRecord>) {
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
  } else if constexpr (std::is_same_v<Plain, plan::LayerTiming>) {
    archive(record.first);
    archive(record.last);
    archive(record.bound);
  } else if constexpr (std::is_same_v<Plain, Mismatch>) {
    archive(record.image);
    archive(record.number);
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
  } else if constexpr (std::is_same_v<Plain, Update>) {
    archive(record.lane);
    archive(record.before);
    archive(record.threshold);
    archive(record.golden);
    archive(record.core);
  } else if constexpr (std::is_same_v<Plain, Update::Values>) {
    archive(record.d);
    archive(record.v);
    archive(record.spike);
    archive(record.armed);
    archive(record.over);
  } else if constexpr (std::is_same_v<Plain, TimingDifference>) {
    archive(record.image);
    archive(record.layer);
    archive(record.what);
    archive(record.expected);
    archive(record.got);
  } else {
    static_assert(std::is_same_v<Plain, golden::RuleCounts> || std::is_same_v<Plain, EventCounts>);
    for (auto& count : record.counts) archive(count);
  }
}

}  // namespace

std::string to_bytes(const ChunkResult& result) {
  Writer writer;
  writer(result);
  return writer.take();
}

ChunkResult chunk_from_bytes(std::string_view bytes) {
  BytesReader reader(bytes);
  ChunkResult result;
  reader(result);
  return result;
}

Json to_json(const ChunkResult& result) {
  JsonWriter writer;
  members(writer, result);
  return writer.take();
}

ChunkResult chunk_from_json(const Json& kept, const std::string& where) {
  JsonReader reader(kept, where);
  ChunkResult result;
  members(reader, result);
  reader.finish();
  return result;
}

}  // namespace spinforge::harness
