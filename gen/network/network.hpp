// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The network description: integers only, plain aggregates, checked once by validate().
/// Golden model, planner, emitter and harness read this and nothing else; gen/network/README.md
/// describes the files and the arithmetic.
namespace spinforge::network {

inline constexpr int kSchemaVersion = 1;

/// How pixels enter the first layer.
enum class Coding {
  kDirect,  ///< the 8-bit pixel itself, the same at every step
  kRate,    ///< a Bernoulli spike per step: (hash >> 24) < pixel
};

/// The two update laws. "dw" and "hall" of network.json are both kWall, with other registers.
enum class NeuronKind { kWall, kLeaky };

/// One register set of a neuron; the layer's field code selects it.
struct FieldRegisters {
  std::string name;     ///< for people, e.g. "180 Oe"
  bool gate_en = true;  ///< false: the field inhibits the neuron, the update is skipped
  int gain = 128;       ///< signed 9 bits, 128 = 1.0; used only where Neuron::has_gain
  int th_lo = 0;        ///< fires at V1 >= th_lo while armed; W bits
  int th_hi = 0;        ///< firing above it also raises `over`; W bits
  int th_rest = 0;      ///< re-arms at V <= th_rest; W bits
  friend bool operator==(const FieldRegisters&, const FieldRegisters&) = default;
};

/// Registers of one neuron model. *Format*: V is two's complement of W = frac_bits + 2 bits, so
/// [-2, 2) with 2^frac_bits = 1.0.
struct Neuron {
  std::string name;   ///< key in network.json, e.g. "S"
  std::string model;  ///< "dw", "hall" or "leaky"
  NeuronKind kind = NeuronKind::kWall;
  int frac_bits = 14;  ///< F, 4..16
  int v_min = 0;       ///< lower clip, -2^(F+1)..0; the upper clip is 2^(F+1)-1
  // kWall
  int ka = 0;                          ///< leak coefficient kappa*2^sa, 0..255
  int sa = 0;                          ///< 0..24
  int be = 0;                          ///< constant leak per step, 0..2^F
  int v_rest = 0;                      ///< V after a spike and at the start of an image
  bool reset = true;                   ///< false: a spike leaves V as it is (disarms only)
  int refractory = 0;                  ///< steps forced to v_rest after a spike, 0..255
  bool leak_gated = false;             ///< true: a gated-off neuron still leaks
  bool has_gain = false;               ///< false: D = D0, no multiplier
  int noise_ns = 0;                    ///< NS, 0 = no noise; 0..65535
  int noise_sn = 0;                    ///< SN, 0..24
  std::vector<FieldRegisters> fields;  ///< 1..16 register sets
  // kLeaky (snnTorch's Leaky in integers); fields[] carries gate_en and gain only
  int beta = 0;  ///< round(beta * 2^sb)
  int sb = 10;
  int threshold = 0;           ///< TH, spikes at V >= TH + 1
  bool reset_to_zero = false;  ///< false: by subtraction
  friend bool operator==(const Neuron&, const Neuron&) = default;
};

/// A fully connected layer with its neurons.
struct Layer {
  int inputs = 0;                    ///< N_in, 1..65535
  int outputs = 0;                   ///< N_out = number of neurons, 1..65535
  int weight_bits = 4;               ///< 2..8, signed
  int counter_bits = 0;              ///< width of the current counter C, <= 32
  std::vector<std::int8_t> weights;  ///< *Shape* [outputs][inputs], row-major
  std::vector<std::int32_t> bias;    ///< *Shape* [outputs], in units of C
  std::vector<std::int16_t> mul;     ///< *Shape* [1] or [outputs]
  int shift = 0;                     ///< D0 = round_shift(C * mul, shift), 0..31
  int neuron = 0;                    ///< index into Network::neurons
  int field_code = 0;                ///< register set used unless run-time control says otherwise
  friend bool operator==(const Layer&, const Layer&) = default;
};

/// Shape of the input image. Index of a pixel = (y*width + x)*channels + c.
struct Input {
  int height = 0;
  int width = 0;
  int channels = 1;
  Coding coding = Coding::kDirect;
  [[nodiscard]] int size() const { return height * width * channels; }
  friend bool operator==(const Input&, const Input&) = default;
};

struct Network {
  std::string name;  ///< [a-z][a-z0-9_-]*, e.g. "fmnist-fc-dw"
  Input input;
  int steps = 25;          ///< T, 1..255
  std::uint32_t seed = 1;  ///< of the counter-based random bits
  std::vector<Neuron> neurons;
  std::vector<Layer> layers;
  nlohmann::json provenance =
      nlohmann::json::object();  ///< free-form: command, seed, commit, data hash, accuracies
  friend bool operator==(const Network&, const Network&) = default;
};

/// Ranges that follow from the actual weights, whatever the input and the order of summation.
struct Bounds {
  std::int64_t counter_min = 0, counter_max = 0;  ///< of C, including every partial sum
  std::int64_t d0_min = 0, d0_max = 0;            ///< of the requantised drive
  std::int64_t d_min = 0, d_max = 0;              ///< after gain and noise, over all field codes
};

/// Width of V: F + 2.
[[nodiscard]] constexpr int potential_bits(const Neuron& neuron) { return neuron.frac_bits + 2; }

/// Exact bounds of layer `index` (0-based). Expects shapes to agree.
[[nodiscard]] Bounds bounds(const Network& network, std::size_t index);

/// Checks every shape, range and accumulator bound.
/// *Errors*: Error{kShape or kRange} naming the layer (counted from 1) and the field.
void validate(const Network& network);

/// Reads DIR/network.json and DIR/tensors.safetensors and validates.
/// *Errors*: kIo, kParse, kShape, kRange.
[[nodiscard]] Network load(const std::string& directory);

/// Writes both files into DIR, which is created; the bytes depend only on `network`.
/// Each file appears whole or not at all. *Errors*: kIo.
void save(const Network& network, const std::string& directory);

/// SHA-256 over network.json and tensors.safetensors of DIR as they lie there (their bytes, in that
/// order), 64 hex digits. It names the network in manifest.json. *Errors*: kIo.
[[nodiscard]] std::string directory_hash(const std::string& directory);

}  // namespace spinforge::network
