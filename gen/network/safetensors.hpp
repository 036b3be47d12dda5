// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The safetensors container: 8 bytes little-endian header length, that many bytes of JSON, data.
/// Source: the format's description at huggingface.co/docs/safetensors.
namespace spinforge::network {

enum class Dtype { kI8, kU8, kI16, kI32 };

[[nodiscard]] std::string name_of(Dtype dtype);
[[nodiscard]] std::size_t size_of(Dtype dtype);

/// A dense integer tensor, row-major; elements little-endian, two's complement but for U8.
struct Tensor {
  Dtype dtype = Dtype::kI8;
  std::vector<std::size_t> shape;
  std::string bytes;
};

using Tensors = std::map<std::string, Tensor>;

/// The container's bytes: a function of `tensors` alone. Wider elements lie first, so that every
/// tensor is aligned to its elements; among equals the order is that of the names.
[[nodiscard]] std::string pack_tensors(const Tensors& tensors);

/// The tensors in `content`, the bytes of `file`. *Errors*: kParse where the header or the layout
/// is not sound (every byte of the data must belong to exactly one tensor).
[[nodiscard]] Tensors unpack_tensors(std::string_view content, const std::string& file);

/// `values` as a tensor of shape `shape`. *T*: int8_t, uint8_t, int16_t or int32_t.
template <typename T>
[[nodiscard]] Tensor make_tensor(const std::vector<T>& values, std::vector<std::size_t> shape);

/// The elements of `tensor`, whose dtype must be that of T.
template <typename T>
[[nodiscard]] std::vector<T> values_of(const Tensor& tensor);

}  // namespace spinforge::network
