// SPDX-License-Identifier: Apache-2.0
#include "gen/network/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"

namespace spinforge::network {
namespace {

constexpr std::size_t kLengthBytes = 8;

template <typename T>
void append_little_endian(std::string& out, T value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(bits & 0xffU)));
    if constexpr (sizeof(T) > 1) bits = static_cast<decltype(bits)>(bits >> 8);
  }
}

template <typename T>
T little_endian(std::string_view bytes) {
  using Bits = std::make_unsigned_t<T>;
  Bits bits = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bits = static_cast<Bits>(
        bits | static_cast<Bits>(Bits{static_cast<unsigned char>(bytes[i])} << (8 * i)));
  }
  return static_cast<T>(bits);
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::kParse, where, what + "; the file is corrupt, write it again");
}

std::size_t natural(const Json& value, const std::string& where) {
  if (!value.is_number_unsigned()) refuse(where, "not a whole number of zero or more");
  return value.get<std::size_t>();
}

/// Product of the sizes, or the largest number where it does not fit.
std::size_t bytes_of(Dtype dtype, const std::vector<std::size_t>& shape) {
  std::size_t bytes = size_of(dtype);
  for (const std::size_t size : shape) {
    if (__builtin_mul_overflow(bytes, size, &bytes)) return std::numeric_limits<std::size_t>::max();
  }
  return bytes;
}

struct Extent {
  std::size_t begin = 0, end = 0;
  std::string name;
  friend auto operator<=>(const Extent&, const Extent&) = default;  // NOLINT(modernize-use-nullptr)
};

/// One entry of the header; its bytes are taken from `data` once its extent is known to lie there.
Extent read_entry(const std::string& name,
                  const Json& value,
                  std::string_view data,
                  const std::string& file,
                  Tensors& tensors) {
  Reader entry(value, file + " / " + name);
  Tensor& tensor = tensors[name];
  const std::string dtype = entry.choice("dtype", {"I8", "U8", "I16", "I32"});
  for (const Dtype each : {Dtype::kI8, Dtype::kU8, Dtype::kI16, Dtype::kI32}) {
    if (dtype == name_of(each)) tensor.dtype = each;
  }
  for (const Json& size : entry.array("shape")) {
    tensor.shape.push_back(natural(size, entry.where("shape")));
  }
  const Json& offsets = entry.array("data_offsets");
  const std::string where = entry.where("data_offsets");
  if (offsets.size() != 2) refuse(where, "expected two offsets");
  Extent extent{natural(offsets[0], where), natural(offsets[1], where), name};
  entry.finish();
  if (extent.begin > extent.end || extent.end > data.size()) {
    refuse(where,
           fmt::format("out of range; expected offsets within 0..{}, got {}..{}",
                       data.size(),
                       extent.begin,
                       extent.end));
  }
  const std::size_t expected = bytes_of(tensor.dtype, tensor.shape);
  if (extent.end - extent.begin != expected) {
    refuse(where,
           fmt::format("length and shape disagree; expected {} bytes, got {}",
                       expected,
                       extent.end - extent.begin));
  }
  tensor.bytes = data.substr(extent.begin, expected);
  return extent;
}

void require_cover(std::vector<Extent> extents, std::size_t size, const std::string& file) {
  std::sort(extents.begin(), extents.end());
  std::size_t at = 0;
  for (const Extent& extent : extents) {
    if (extent.begin != at) {
      refuse(file + " / " + extent.name,
             fmt::format("{}; expected its data to begin at {}, got {}",
                         extent.begin < at ? "overlaps another tensor" : "leaves a gap before it",
                         at,
                         extent.begin));
    }
    at = extent.end;
  }
  if (at != size) {
    refuse(
        file,
        fmt::format("data does not end with the last tensor; expected {} bytes, got {}", at, size));
  }
}

std::string_view header_of(std::string_view content, const std::string& file) {
  if (content.size() < kLengthBytes) {
    refuse(file, fmt::format("truncated; expected at least 8 bytes, got {}", content.size()));
  }
  const auto length = static_cast<std::uint64_t>(little_endian<std::int64_t>(content));
  if (length > content.size() - kLengthBytes) {
    refuse(file,
           fmt::format("truncated; expected a header of {} bytes, got {}",
                       length,
                       content.size() - kLengthBytes));
  }
  return content.substr(kLengthBytes, length);
}

}  // namespace

std::string name_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::kI8:
      return "I8";
    case Dtype::kU8:
      return "U8";
    case Dtype::kI16:
      return "I16";
    default:
      return "I32";
  }
}

std::size_t size_of(Dtype dtype) { return dtype == Dtype::kI16 ? 2 : dtype == Dtype::kI32 ? 4 : 1; }

std::string pack_tensors(const Tensors& tensors) {
  std::vector<const Tensors::value_type*> order;
  for (const auto& entry : tensors) order.push_back(&entry);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return size_of(a->second.dtype) > size_of(b->second.dtype);
  });
  Json header = Json::object();
  std::string data;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    const std::size_t begin = data.size();
    data += tensor.bytes;
    header[name] = {{"dtype", name_of(tensor.dtype)},
                    {"shape", tensor.shape},
                    {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');
  std::string out;
  append_little_endian(out, static_cast<std::int64_t>(text.size()));
  return out + text + data;
}

Tensors unpack_tensors(std::string_view content, const std::string& file) {
  const std::string_view header_text = header_of(content, file);
  const std::string_view data = content.substr(kLengthBytes + header_text.size());
  const Json header = parse_json(header_text, file);
  if (!header.is_object()) refuse(file, "header is not an object");
  Tensors tensors;
  std::vector<Extent> extents;
  for (const auto& item : header.items()) {
    if (item.key() == "__metadata__") continue;  // free text of other writers
    extents.push_back(read_entry(item.key(), item.value(), data, file, tensors));
  }
  require_cover(std::move(extents), data.size(), file);
  return tensors;
}

template <typename T>
Tensor make_tensor(const std::vector<T>& values, std::vector<std::size_t> shape) {
  Tensor tensor;
  tensor.dtype = std::is_same_v<T, std::uint8_t> ? Dtype::kU8
                 : sizeof(T) == 1                ? Dtype::kI8
                 : sizeof(T) == 2                ? Dtype::kI16
                                                 : Dtype::kI32;
  tensor.shape = std::move(shape);
  expects(bytes_of(tensor.dtype, tensor.shape) == values.size() * sizeof(T), "tensor's shape");
  tensor.bytes.reserve(values.size() * sizeof(T));
  for (const T value : values) append_little_endian(tensor.bytes, value);
  return tensor;
}

template <typename T>
std::vector<T> values_of(const Tensor& tensor) {
  expects(size_of(tensor.dtype) == sizeof(T), "tensor's dtype");
  std::vector<T> values(tensor.bytes.size() / sizeof(T));
  const std::string_view bytes = tensor.bytes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = little_endian<T>(bytes.substr(i * sizeof(T)));
  }
  return values;
}

template Tensor make_tensor(const std::vector<std::int8_t>&, std::vector<std::size_t>);
template Tensor make_tensor(const std::vector<std::uint8_t>&, std::vector<std::size_t>);
template Tensor make_tensor(const std::vector<std::int16_t>&, std::vector<std::size_t>);
template Tensor make_tensor(const std::vector<std::int32_t>&, std::vector<std::size_t>);
template std::vector<std::int8_t> values_of(const Tensor&);
template std::vector<std::uint8_t> values_of(const Tensor&);
template std::vector<std::int16_t> values_of(const Tensor&);
template std::vector<std::int32_t> values_of(const Tensor&);

}  // namespace spinforge::network
