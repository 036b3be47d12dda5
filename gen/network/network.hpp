// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The network description: integers only, plain aggregates, checked once by validate().
/// Golden model, planner, emitter and harness read this and nothing else; gen/network/README.md
/// describes the files and the arithmetic.
namespace spinforge::network {

/// The newest form of network.json; schema_version() says which one a network is written in.
inline constexpr int kSchemaVersion = 2;

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
  int th_hi = 0;        ///< above it raises `over`, and does not fire where Neuron::closed; W bits
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
  int v_rest = 0;                      ///< V after a spike and at the start of an image, RS aside
  bool reset = true;                   ///< false: a spike leaves V as it is (disarms only)
  int refractory = 0;                  ///< steps forced to v_rest after a spike, 0..255
  bool leak_gated = false;             ///< true: a gated-off neuron still leaks
  bool closed = false;                 ///< the window: true: does not fire above th_hi either
  bool has_gain = false;               ///< false: D = D0, no multiplier
  int noise_ns = 0;                    ///< NS, 0 = no noise; 0..65535
  int noise_sn = 0;                    ///< SN, 0..24
  bool noise_on_drive = false;         ///< true: the noise scales the drive, else it adds to it
  int rest_rs = 0;                     ///< RS, spread of v_rest, 0 = none; 0..65535
  int rest_sr = 0;                     ///< SR, 0..24
  std::vector<FieldRegisters> fields;  ///< 1..16 register sets
  // kLeaky (snnTorch's Leaky in integers); fields[] carries gate_en and gain only
  int beta = 0;  ///< round(beta * 2^sb)
  int sb = 10;
  int threshold = 0;           ///< TH, spikes at V >= TH + 1
  bool reset_to_zero = false;  ///< false: by subtraction
  friend bool operator==(const Neuron&, const Neuron&) = default;
};

/// A map of pixels or spikes. Index of element (y, x, c) = (y*width + x)*channels + c.
struct Shape {
  int height = 1;
  int width = 1;
  int channels = 1;
  [[nodiscard]] int size() const { return height * width * channels; }
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// What happens between a convolution and its neurons, over windows that do not overlap.
enum class Pool {
  kNone,
  kMax,  ///< the largest D0 of the window
  kSum,  ///< the sum of C over the window, bias and all (an average folds 1/size^2 into mul)
};

/// A two-dimensional convolution as in PyTorch's Conv2d, padded with zeros, and a pool on its
/// drive. The pool drops rows and columns that do not fill a window.
struct Conv {
  Shape input;
  int channels = 1;  ///< of the output
  int kernel = 1;    ///< side, 1..7
  int stride = 1;    ///< 1..2
  int padding = 0;   ///< on every side, 0..6
  Pool pool = Pool::kNone;
  int pool_size = 1;  ///< side of the window and its stride, 2..4; 1 without a pool
  /// Size of the map before the pool.
  [[nodiscard]] Shape convolved() const {
    return {(input.height + 2 * padding - kernel) / stride + 1,
            (input.width + 2 * padding - kernel) / stride + 1,
            channels};
  }
  /// Size of the map after the pool: one neuron for each element.
  [[nodiscard]] Shape output() const {
    return {convolved().height / pool_size, convolved().width / pool_size, channels};
  }
  /// Weights of one output channel.
  [[nodiscard]] int fan_in() const { return kernel * kernel * input.channels; }
  /// Counters that are summed to one drive.
  [[nodiscard]] int summed() const { return pool == Pool::kSum ? pool_size * pool_size : 1; }
  friend bool operator==(const Conv&, const Conv&) = default;
};

/// What is wrong with a neuron.
enum class Fault {
  kSound,
  kSilent,  ///< never fires
  kStuck,   ///< fires at every step
  kFrozen,  ///< its state stays as the image finds it
};

/// Registers of a layer's single neurons, in the place of, or beside, those of its Neuron. Each
/// *Shape* [outputs], or [channels] of a convolution, or empty: every neuron has the Neuron's.
struct OwnRegisters {
  std::vector<std::int32_t> th_offset = {};    ///< added to all thresholds of all fields (kWall)
  std::vector<std::int32_t> ka = {}, be = {};  ///< kWall
  std::vector<std::int32_t> beta = {};         ///< kLeaky
  std::vector<std::int32_t> threshold = {};    ///< kLeaky
  std::vector<std::int32_t> gain = {};         ///< of D0, 1024 = 1.0
  std::vector<std::int32_t> fault = {};        ///< Fault
  friend bool operator==(const OwnRegisters&, const OwnRegisters&) = default;
};

/// A layer of synapses with its neurons: dense, or convolutional where `conv` is set. A *filter* is
/// one set of weights: of a neuron (dense), or of an output channel (convolutional), shared by all
/// its positions. Flattening is no layer: a dense layer reads a map in the order of its indices.
struct Layer {
  std::optional<Conv> conv = {};
  int inputs = 0;                    ///< N_in, 1..65535; conv->input.size()
  int outputs = 0;                   ///< N_out = number of neurons, 1..65535; conv->output().size()
  int weight_bits = 4;               ///< 2..8, signed
  int counter_bits = 0;              ///< width of the current counter C, <= 32
  std::vector<std::int8_t> weights;  ///< *Shape* [outputs][inputs], or
                                     ///< [channels][kernel y][kernel x][input channels]
  std::vector<std::int32_t> bias;    ///< *Shape* [filters], in units of C
  std::vector<std::int16_t> mul;     ///< *Shape* [1] or [filters]
  int shift = 0;                     ///< D0 = round_shift(C * mul, shift), 0..31
  int neuron = 0;                    ///< index into Network::neurons
  OwnRegisters own = {};
  int field_code = 0;  ///< register set used unless run-time control says otherwise
  /// Sets of weights.
  [[nodiscard]] int filters() const { return conv ? conv->channels : outputs; }
  /// Counters that are summed to one drive, before their requantisation.
  [[nodiscard]] int summed() const { return conv ? conv->summed() : 1; }
  /// Weights of one filter.
  [[nodiscard]] int fan_in() const { return conv ? conv->fan_in() : inputs; }
  friend bool operator==(const Layer&, const Layer&) = default;
};

/// The input image: its shape, and how it enters.
struct Input : Shape {
  Coding coding = Coding::kDirect;
  friend bool operator==(const Input&, const Input&) = default;
};

struct Network {
  std::string name;  ///< [a-z][a-z0-9_-]*, e.g. "fmnist-fc-dw"
  Input input;
  int steps = 25;          ///< T, 1..255
  std::uint32_t seed = 1;  ///< of the counter-based random bits
  std::vector<Neuron> neurons;
  std::vector<Layer> layers;
  /// A JSON object as text, its keys sorted: command, seed, commit, data hash, accuracies.
  std::string provenance = "{}";

  /// The neuron of `layer`, which is one of `layers`.
  [[nodiscard]] const Neuron& neuron_of(const Layer& layer) const {
    return neurons[static_cast<std::size_t>(layer.neuron)];
  }
  [[nodiscard]] Neuron& neuron_of(const Layer& layer) {
    return neurons[static_cast<std::size_t>(layer.neuron)];
  }
  friend bool operator==(const Network&, const Network&) = default;
};

/// Ranges that follow from the actual weights, whatever the input and the order of summation.
struct Bounds {
  std::int64_t counter_min = 0, counter_max = 0;  ///< of C, including every partial sum
  std::int64_t d0_min = 0, d0_max = 0;            ///< of the requantised drive
  std::int64_t scaled_min = 0, scaled_max = 0;    ///< of that times GAIN_N
  std::int64_t d_min = 0, d_max = 0;              ///< after gains and noise, over all field codes
};

/// The lowest version of network.json that has all that `network` uses.
[[nodiscard]] int schema_version(const Network& network);

/// Width of V: F + 2.
[[nodiscard]] constexpr int potential_bits(const Neuron& neuron) { return neuron.frac_bits + 2; }

/// The noise that the four bytes of a random word make of a neuron, `sum` being their sum less 510.
[[nodiscard]] std::int64_t noise_of(const Neuron& neuron, std::int64_t sum);

/// Bounds of layer `index` (0-based). Exact for a dense layer; for a convolution they are those of
/// a position clear of the padding, and of a sum pool whose positions share no input: nothing can
/// leave them. Expects shapes to agree.
[[nodiscard]] Bounds bounds(const Network& network, std::size_t index);

/// Checks every shape, range and accumulator bound.
/// *Errors*: Error{kShape or kRange} naming the layer (counted from 1) and the field.
void validate(const Network& network);

/// The files of a network's directory.
inline constexpr const char* kDescriptionFile = "network.json";
inline constexpr const char* kTensorsFile = "tensors.safetensors";
/// What its training and its verification put beside them.
inline constexpr const char* kTrainingFile = "training.jsonl";
inline constexpr const char* kQuantisationFile = "quantisation.json";
inline constexpr const char* kVerifiedFile = "verified.json";

/// The bytes of these two.
struct Files {
  std::string description, tensors;
};

/// What save() writes, a function of `network` alone. *Errors*: those of validate().
[[nodiscard]] Files to_files(const Network& network);

/// The files of DIR as they lie there. *Errors*: kIo.
[[nodiscard]] Files read_files(const std::string& directory);

/// The network in `files`, which `directory` names in errors. *Errors*: kParse, kShape, kRange.
[[nodiscard]] Network from_files(const Files& files, const std::string& directory);

/// SHA-256 over both, in that order, 64 hex digits. It names the network in manifest.json.
[[nodiscard]] std::string hash_of(const Files& files);

/// Both at once. *Errors*: theirs.
[[nodiscard]] Network load(const std::string& directory);

/// Writes both files into DIR, which is created; the bytes depend only on `network`.
/// Each file appears whole or not at all. *Errors*: kIo.
void save(const Network& network, const std::string& directory);

/// hash_of() the files of DIR. *Errors*: kIo.
[[nodiscard]] std::string directory_hash(const std::string& directory);

}  // namespace spinforge::network
