// SPDX-License-Identifier: Apache-2.0
#include "gen/network/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/network/part.hpp"
#include "gen/network/registers.hpp"

namespace spinforge::network {
namespace {

// ---------------------------------------------------------------- writing

template <typename Entry, typename Holder>
Json value_to_json(const Entry& entry, const Holder& holder) {
  return std::visit([&](auto member) { return Json(holder.*member); }, entry.member);
}

Json field_to_json(const Neuron& neuron, const FieldRegisters& field) {
  Json out = {{"name", field.name}};
  for (const FieldRegister& entry : field_registers()) {
    if (entry.belongs_to(neuron)) out[entry.key] = value_to_json(entry, field);
  }
  return out;
}

bool is_left_out(const Register& entry, const Neuron& neuron) {
  return entry.version > 1 && value_of(entry, neuron) == neutral_value(entry, neuron);
}

Json neuron_to_json(const Neuron& neuron) {
  Json out = {{"model", neuron.model}};
  for (const Register& entry : registers()) {
    if (!entry.belongs_to(neuron) || is_left_out(entry, neuron)) continue;
    if (entry.yes == nullptr) {
      out[entry.key] = value_to_json(entry, neuron);
    } else {
      out[entry.key] = value_of(entry, neuron) != 0 ? entry.yes : entry.no;
    }
  }
  out["fields"] = Json::array();
  for (const FieldRegisters& field : neuron.fields) {
    out["fields"].push_back(field_to_json(neuron, field));
  }
  return out;
}

const char* name_of(Pool pool) {
  if (pool == Pool::kNone) return "none";
  return pool == Pool::kMax ? "max" : "sum";
}

/// The keys that say what the layer connects.
Json connections_to_json(const Layer& layer) {
  if (!layer.conv) {
    return {{"kind", "dense"}, {"inputs", layer.inputs}, {"outputs", layer.outputs}};
  }
  const Conv& conv = *layer.conv;
  Json out = {{"kind", "conv2d"},
              {"input",
               {{"height", conv.input.height},
                {"width", conv.input.width},
                {"channels", conv.input.channels}}},
              {"channels", conv.channels},
              {"kernel", conv.kernel},
              {"stride", conv.stride},
              {"padding", conv.padding},
              {"pool", name_of(conv.pool)}};
  if (conv.pool != Pool::kNone) out["pool_size"] = conv.pool_size;
  return out;
}

Json layer_to_json(const Network& network, const Layer& layer, const TensorNames& tensors) {
  Json out = connections_to_json(layer);
  out["weight_bits"] = layer.weight_bits;
  out["counter_bits"] = layer.counter_bits;
  out["shift"] = layer.shift;
  out["neuron"] = network.neuron_of(layer).name;
  out["field_code"] = layer.field_code;
  out["weight"] = tensors.weight;
  out["bias"] = tensors.bias;
  if (!tensors.mul.empty()) out["mul"] = tensors.mul;
  for (std::size_t i = 0; i < tensors.own.size(); ++i) {
    if (!tensors.own[i].empty()) out[own_registers()[i].key] = tensors.own[i];
  }
  return out;
}

// ---------------------------------------------------------------- reading

/// Reads a register as what its member is.
template <typename Entry, typename Holder>
void read_value(Reader& in, const Entry& entry, Holder& holder) {
  if (const auto* const member = std::get_if<bool Holder::*>(&entry.member)) {
    holder.** member = in.boolean(entry.key);
  } else {
    holder.*std::get<int Holder::*>(entry.member) = in.integer(entry.key);
  }
}

FieldRegisters read_field(Reader in, const Neuron& neuron) {
  FieldRegisters field;
  field.name = in.text("name");
  for (const FieldRegister& entry : field_registers()) {
    if (entry.belongs_to(neuron)) read_value(in, entry, field);
  }
  in.finish();
  return field;
}

void read_fields(Reader& in, Neuron& neuron) {
  const Json& fields = in.array("fields");
  // Gains stand in every register set or in none; a set that lacks its own is then a missing key.
  neuron.has_gain = std::any_of(fields.begin(), fields.end(), [](const Json& field) {
    return field.is_object() && field.contains("GAIN");
  });
  for (std::size_t i = 0; i < fields.size(); ++i) {
    neuron.fields.push_back(
        read_field(Reader(fields[i], in.where(fmt::format("fields[{}]", i))), neuron));
  }
}

Neuron read_neuron(const std::string& name, Reader in, int version) {
  Neuron neuron;
  neuron.name = name;
  neuron.model = in.choice("model", {"dw", "hall", "leaky"});
  neuron.kind = neuron.model == "leaky" ? NeuronKind::kLeaky : NeuronKind::kWall;
  for (const Register& entry : registers()) {
    if (!entry.belongs_to(neuron) || entry.version > version) continue;
    if (entry.version > 1 && !in.has(entry.key)) continue;
    if (entry.yes == nullptr) {
      read_value(in, entry, neuron);
    } else {
      auto& value = neuron.*std::get<bool Neuron::*>(entry.member);
      // The default is named first.
      value = in.choice(entry.key, {value ? entry.yes : entry.no, value ? entry.no : entry.yes}) ==
              entry.yes;
    }
  }
  const bool sound = neuron.frac_bits >= 0 && neuron.frac_bits < 30;  // else validate() says so
  if (neuron.kind == NeuronKind::kLeaky && sound) {
    neuron.v_min = static_cast<int>(fixed::signed_min(potential_bits(neuron)));
  }
  read_fields(in, neuron);
  in.finish();
  return neuron;
}

int index_of(const Network& network, const std::string& neuron, const std::string& where) {
  for (std::size_t i = 0; i < network.neurons.size(); ++i) {
    if (network.neurons[i].name == neuron) return static_cast<int>(i);
  }
  throw Error(ErrorCode::kParse,
              where,
              fmt::format("unknown; expected a key of \"neurons\", got \"{}\"; correct the file",
                          text::brief(neuron)));
}

Shape read_shape(Reader& in) {
  return {in.integer("height"), in.integer("width"), in.integer("channels")};
}

Conv read_conv(Reader& in) {
  Conv conv;
  Reader input(in.object("input"), in.where("input"));
  conv.input = read_shape(input);
  input.finish();
  conv.channels = in.integer("channels");
  conv.kernel = in.integer("kernel");
  conv.stride = in.integer("stride");
  conv.padding = in.integer("padding");
  const std::string pool = in.choice("pool", {"none", "max", "sum"});
  if (pool != "none") {
    conv.pool = pool == "max" ? Pool::kMax : Pool::kSum;
    conv.pool_size = in.integer("pool_size");
  }
  check_conv(Part(in.where(), ""), conv);
  return conv;
}

/// The keys that say what the layer connects.
Layer read_connections(Reader& in) {
  Layer layer;
  if (in.choice("kind", {"dense", "conv2d"}) == "dense") {
    layer.inputs = static_cast<int>(in.whole("inputs", 1, kMaxWidth));
    layer.outputs = static_cast<int>(in.whole("outputs", 1, kMaxWidth));
    return layer;
  }
  layer.conv = read_conv(in);
  layer.inputs = layer.conv->input.size();
  layer.outputs = layer.conv->output().size();
  return layer;
}

void read_layer(Reader in, int version, Description& description) {
  Layer layer = read_connections(in);
  layer.weight_bits = in.integer("weight_bits");
  layer.counter_bits = in.integer("counter_bits");
  layer.shift = in.integer("shift");
  layer.neuron = index_of(description.network, in.text("neuron"), in.where("neuron"));
  layer.field_code = in.integer("field_code");
  TensorNames names{in.text("weight"), in.text("bias"), in.has("mul") ? in.text("mul") : ""};
  const Neuron& neuron = description.network.neuron_of(layer);
  for (const OwnRegister& entry : own_registers()) {
    const bool named = version > 1 && entry.belongs_to(neuron) && in.has(entry.key);
    names.own.push_back(named ? in.text(entry.key) : "");
  }
  in.finish();
  description.network.layers.push_back(std::move(layer));
  description.tensors.push_back(std::move(names));
}

Input read_input(Reader in) {
  Input input{read_shape(in)};
  input.coding =
      in.choice("coding", {"direct", "rate"}) == "direct" ? Coding::kDirect : Coding::kRate;
  in.finish();
  return input;
}

int read_version(Reader& in) {
  const int version = in.integer("schema_version");
  if (version >= 1 && version <= kSchemaVersion) return version;
  throw Error(
      ErrorCode::kParse,
      in.where("schema_version"),
      fmt::format("unknown; expected 1..{}, got {}; use the version of spinforge that wrote it",
                  kSchemaVersion,
                  version));
}

}  // namespace

int schema_version(const Network& network) {
  int version = 1;
  for (const Neuron& neuron : network.neurons) {
    for (const Register& entry : registers()) {
      if (!is_left_out(entry, neuron)) version = std::max(version, entry.version);
    }
  }
  for (const Layer& layer : network.layers) {
    if (layer.own != OwnRegisters()) version = std::max(version, 2);
  }
  return version;
}

std::string to_json(const Network& network, const std::vector<TensorNames>& tensors) {
  const Input& input = network.input;
  Json out = {{"schema_version", schema_version(network)},
              {"name", network.name},
              {"input",
               {{"height", input.height},
                {"width", input.width},
                {"channels", input.channels},
                {"coding", input.coding == Coding::kDirect ? "direct" : "rate"}}},
              {"steps", network.steps},
              {"seed", network.seed},
              {"neurons", Json::object()},
              {"layers", Json::array()}};
  for (const Neuron& neuron : network.neurons) out["neurons"][neuron.name] = neuron_to_json(neuron);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    out["layers"].push_back(layer_to_json(network, network.layers[i], tensors[i]));
  }
  out["provenance"] = parse_json(network.provenance, "provenance");
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool is_json_object(std::string_view text) { return json_or_null(text).is_object(); }

Description from_json(std::string_view text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader in(json, file);
  const int version = read_version(in);
  Description out;
  out.network.name = in.text("name");
  out.network.input = read_input(Reader(in.object("input"), in.where("input")));
  out.network.steps = in.integer("steps");
  out.network.seed = in.word("seed");
  for (const auto& item : in.object("neurons").items()) {
    Reader reader(item.value(), fmt::format("{} / neuron {}", file, item.key()));
    out.network.neurons.push_back(read_neuron(item.key(), std::move(reader), version));
  }
  const Json& layers = in.array("layers");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    read_layer(Reader(layers[i], fmt::format("{} / layer {}", file, i + 1)), version, out);
  }
  // Through a type that sorts its keys: what is read and written again has one form.
  out.network.provenance = nlohmann::json(in.object("provenance")).dump();
  in.finish();
  return out;
}

}  // namespace spinforge::network
