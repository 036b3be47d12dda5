// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/text.hpp"
#include "gen/network/json.hpp"
#include "gen/network/network.hpp"
#include "gen/network/registers.hpp"
#include "gen/network/safetensors.hpp"
#include "gen/network/sha256.hpp"
#include "gen/network/validate.hpp"

namespace spinforge::network {
namespace {

using Sizes = std::vector<std::size_t>;

Origin files_of(const std::string& directory) {
  const std::filesystem::path path(directory);
  return {(path / kDescriptionFile).string(), (path / kTensorsFile).string()};
}

/// An emitted directory is often named in the place of the network that it holds.
void require_network(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path inner = fs::path(directory) / "network";
  if (fs::exists(files_of(directory).description, ignored) ||
      !fs::exists(files_of(inner.string()).description, ignored)) {
    return;
  }
  throw Error(ErrorCode::kIo,
              directory,
              fmt::format("is no network; expected one, got a directory that holds one; name {}",
                          inner.string()));
}

/// "[1000, 784]"
std::string shown(const Sizes& shape) {
  std::vector<std::string> sizes;
  for (const std::size_t size : shape) sizes.push_back(std::to_string(size));
  return "[" + text::joined(sizes, ", ") + "]";
}

/// Tensors of a file, and which of them the layers have claimed.
class Shelf {
 public:
  Shelf(std::string_view content, std::string file)
      : file_(std::move(file)), tensors_(unpack_tensors(content, file_)) {}

  /// The tensor `name` of layer `layer`, which must have `dtype` and `shape`.
  const Tensor& take(const std::string& name, std::size_t layer, Dtype dtype, const Sizes& shape) {
    const std::string where = fmt::format("{} / layer {} / {}", file_, layer + 1, name);
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) {
      throw Error(ErrorCode::kParse,
                  where,
                  "missing; expected the tensor that network.json names, got none; export the "
                  "network again");
    }
    taken_.insert(name);
    const Tensor& tensor = found->second;
    if (tensor.dtype != dtype) {
      throw Error(ErrorCode::kParse,
                  where,
                  fmt::format("wrong dtype; expected {}, got {}; export the network again",
                              name_of(dtype),
                              name_of(tensor.dtype)));
    }
    if (tensor.shape != shape) {
      throw Error(ErrorCode::kShape,
                  where,
                  fmt::format("wrong shape; expected {}, got {}; export the network again",
                              shown(shape),
                              shown(tensor.shape)));
    }
    return tensor;
  }

  /// Whether there is a tensor `name`, and of `shape`.
  [[nodiscard]] bool has(const std::string& name, const Sizes& shape) const {
    const auto found = tensors_.find(name);
    return found != tensors_.end() && found->second.shape == shape;
  }

  void require_all_taken() const {
    for (const auto& [name, tensor] : tensors_) {
      if (taken_.contains(name)) continue;
      throw Error(ErrorCode::kParse,
                  file_ + " / " + name,
                  "belongs to no layer of network.json; remove it or name it there");
    }
  }

 private:
  std::string file_;
  Tensors tensors_;
  std::set<std::string> taken_;
};

/// Shape of the tensor of weights. Negative sizes match no tensor; validate() would name them, but
/// it needs the tensors first.
Sizes weight_sizes(const Layer& layer) {
  const auto filters = static_cast<std::size_t>(layer.filters());
  if (!layer.conv) return {filters, static_cast<std::size_t>(layer.inputs)};
  const auto kernel = static_cast<std::size_t>(layer.conv->kernel);
  return {filters, kernel, kernel, static_cast<std::size_t>(layer.conv->input.channels)};
}

/// The elements of `tensor`, as the registers of `layer` hold them.
std::vector<std::int32_t> widened(const Tensor& tensor) {
  const auto all = [](const auto& values) {
    return std::vector<std::int32_t>(values.begin(), values.end());
  };
  switch (tensor.dtype) {
    case Dtype::kU8:
      return all(values_of<std::uint8_t>(tensor));
    case Dtype::kI16:
      return all(values_of<std::int16_t>(tensor));
    default:
      return values_of<std::int32_t>(tensor);
  }
}

/// The reverse: `values` fit in `dtype`.
Tensor narrowed(const std::vector<std::int32_t>& values, Dtype dtype) {
  const auto as = [&]<typename T>(T) {
    return make_tensor(std::vector<T>(values.begin(), values.end()), {values.size()});
  };
  if (dtype == Dtype::kU8) return as(std::uint8_t{});
  return dtype == Dtype::kI16 ? as(std::int16_t{}) : as(std::int32_t{});
}

void fill_own(Layer& layer, std::size_t index, const TensorNames& names, Shelf& shelf) {
  for (std::size_t i = 0; i < names.own.size(); ++i) {
    const std::string& name = names.own[i];
    if (name.empty()) continue;
    const OwnRegister& entry = own_registers()[i];
    const Sizes channels{static_cast<std::size_t>(layer.filters())};
    const Sizes neurons{static_cast<std::size_t>(layer.outputs)};
    const Sizes& shape = shelf.has(name, channels) ? channels : neurons;
    layer.own.*entry.member = widened(shelf.take(name, index, entry.dtype, shape));
  }
}

void fill(Layer& layer, std::size_t index, const TensorNames& names, Shelf& shelf) {
  const auto filters = static_cast<std::size_t>(layer.filters());
  layer.weights =
      values_of<std::int8_t>(shelf.take(names.weight, index, Dtype::kI8, weight_sizes(layer)));
  layer.bias = values_of<std::int32_t>(shelf.take(names.bias, index, Dtype::kI32, {filters}));
  fill_own(layer, index, names, shelf);
  layer.mul = {1};
  if (names.mul.empty()) return;
  const Sizes shape{shelf.has(names.mul, Sizes{1}) ? 1 : filters};
  layer.mul = values_of<std::int16_t>(shelf.take(names.mul, index, Dtype::kI16, shape));
}

}  // namespace

Network from_files(const Files& content, const std::string& directory) {
  const Origin files = files_of(directory);
  Description description = from_json(content.description, files.description);
  Network& network = description.network;
  Shelf shelf(content.tensors, files.tensors);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    fill(network.layers[i], i, description.tensors[i], shelf);
  }
  shelf.require_all_taken();
  validate(network, files);
  return std::move(description.network);
}

Network load(const std::string& directory) { return from_files(read_files(directory), directory); }

Files to_files(const Network& network) {
  validate(network);
  std::vector<TensorNames> names;
  Tensors tensors;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const std::string prefix = fmt::format("layer{}.", i + 1);
    TensorNames name{prefix + "weight", prefix + "bias", prefix + "mul"};
    tensors[name.weight] = make_tensor(layer.weights, weight_sizes(layer));
    tensors[name.bias] = make_tensor(layer.bias, {layer.bias.size()});
    if (layer.mul == std::vector<std::int16_t>{1}) {
      name.mul.clear();
    } else {
      tensors[name.mul] = make_tensor(layer.mul, {layer.mul.size()});
    }
    for (const OwnRegister& entry : own_registers()) {
      const std::vector<std::int32_t>& values = layer.own.*entry.member;
      name.own.push_back(values.empty() ? "" : prefix + entry.tensor);
      if (!values.empty()) tensors[name.own.back()] = narrowed(values, entry.dtype);
    }
    names.push_back(std::move(name));
  }
  return {to_json(network, names), pack_tensors(tensors)};
}

void save(const Network& network, const std::string& directory) {
  const Files content = to_files(network);
  files::make_directory("", directory);
  const Origin files = files_of(directory);
  files::write(files.tensors, content.tensors);
  files::write(files.description, content.description);
}

Files read_files(const std::string& directory) {
  require_network(directory);
  const Origin files = files_of(directory);
  return {files::read(files.description), files::read(files.tensors)};
}

std::string hash_of(const Files& files) { return sha256(files.description + files.tensors); }

std::string directory_hash(const std::string& directory) { return hash_of(read_files(directory)); }

}  // namespace spinforge::network
