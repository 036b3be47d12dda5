// SPDX-License-Identifier: Apache-2.0
#include "gen/chip/chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/network/registers.hpp"
#include "gen/network/validate.hpp"

namespace spinforge::chip {
namespace {

using network::Layer;
using network::Neuron;
using network::NeuronKind;
using network::OwnRegisters;

/// Draws the registers of one layer.
class Drawing {
 public:
  Drawing(const network::Network& network, std::size_t index, std::uint32_t seed)
      : layer_(network.layers[index]),
        neuron_(network.neuron_of(layer_)),
        number_(index + 1),
        seed_(seed),
        own_(layer_.own) {}

  void thresholds(double spread) {
    if (neuron_.kind == NeuronKind::kLeaky) {
      fill(&OwnRegisters::threshold,
           &Spread::th,
           spread,
           neuron_.threshold,
           [](double th, double x) { return th * (1.0 + x); });
      return;
    }
    // The spread is a share of the threshold, the register a difference to it.
    const double th = neuron_.fields[static_cast<std::size_t>(layer_.field_code)].th_lo;
    fill(&OwnRegisters::th_offset, &Spread::th, spread, 0, [=](double offset, double x) {
      return offset + th * x;
    });
  }

  void gains(double spread) {
    fill(&OwnRegisters::gain, &Spread::gain, spread, 1024, [](double gain, double x) {
      return gain * (1.0 + x);
    });
  }

  void leaks(double spread) {
    const auto scaled = [](double value, double x) { return value * (1.0 + x); };
    if (neuron_.kind == NeuronKind::kWall) {
      fill(&OwnRegisters::ka, &Spread::leak, spread, neuron_.ka, scaled);
      fill(&OwnRegisters::be, &Spread::leak, spread, neuron_.be, scaled);
      return;
    }
    const double one = std::ldexp(1.0, neuron_.sb);
    fill(&OwnRegisters::beta, &Spread::leak, spread, neuron_.beta, [=](double beta, double x) {
      return one - (one - beta) * (1.0 + x);
    });
  }

  void faults(bool last, const Spread& spread) {
    if (spread.dead == 0.0 && spread.stuck == 0.0 && spread.frozen == 0.0) return;
    std::vector<std::int32_t> drawn;
    for (const network::Fault fault : chip::faults(seed_, number_, last, spread, size())) {
      drawn.push_back(static_cast<std::int32_t>(fault));
    }
    const std::vector<std::int32_t>& had = layer_.own.fault;
    for (std::size_t n = 0; n < drawn.size() && !had.empty(); ++n) {
      if (network::own_value(had, n) != 0) drawn[n] = network::own_value(had, n);
    }
    own_.fault = std::move(drawn);
  }

  [[nodiscard]] const OwnRegisters& registers() const { return own_; }
  [[nodiscard]] std::size_t clipped() const { return clipped_; }

 private:
  using Values = std::vector<std::int32_t> OwnRegisters::*;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(layer_.outputs); }

  /// Value by `spread_of(designed value, spread * deviate)`, rounded and held to its range.
  template <class SpreadOf>
  void fill(Values member,
            double Spread::*quantity,
            double spread,
            std::int32_t common,
            const SpreadOf& spread_of) {
    if (spread == 0.0) return;
    const auto& entry =
        *std::ranges::find(network::own_registers(), member, &network::OwnRegister::member);
    network::Range range = entry.range(neuron_);
    if (quantity == &Spread::gain) range.low = 0;  // a device's gain keeps its sign
    const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
    const std::vector<std::int32_t>& had = layer_.own.*member;
    std::vector<std::int32_t> drawn;
    std::size_t n = 0;
    for (const double z : deviates(seed_, number_, quantity, size())) {
      const double value =
          std::nearbyint(spread_of(had.empty() ? common : network::own_value(had, n), spread * z));
      const double held = std::clamp(value, low, high);
      clipped_ += value != held ? 1 : 0;
      drawn.push_back(static_cast<std::int32_t>(held));
      ++n;
    }
    own_.*member = std::move(drawn);
  }

  const Layer& layer_;
  const Neuron& neuron_;
  std::size_t number_;
  std::uint32_t seed_;
  OwnRegisters own_;
  std::size_t clipped_ = 0;
};

/// `provenance` with the chip in it.
std::string with_chip(const std::string& provenance, const Chip& chip) {
  nlohmann::json object = parse_json(provenance, "provenance");
  nlohmann::json& entry = object["chip"];
  entry["seed"] = chip.seed;
  entry["spread"] = nlohmann::json::object();
  for (const Quantity& quantity : quantities()) {
    const double value = chip.spread.*quantity.member;
    if (value != 0.0) entry["spread"][quantity.key] = value;
  }
  if (chip.spread.sound_outputs) entry["sound_outputs"] = true;
  if (!chip.network_hash.empty()) entry["network_sha256"] = chip.network_hash;
  return object.dump();
}

}  // namespace

Chip draw(const network::Network& network, std::uint32_t seed, const Spread& spread) {
  Chip chip{
      .network = network.name, .network_hash = {}, .seed = seed, .spread = spread, .layers = {}};
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    Drawing drawing(network, k, seed);
    drawing.thresholds(spread.th);
    drawing.gains(spread.gain);
    drawing.leaks(spread.leak);
    drawing.faults(k + 1 == network.layers.size(), spread);
    chip.layers.push_back(drawing.registers());
    chip.clipped += drawing.clipped();
  }
  return chip;
}

network::Network apply(const network::Network& network, const Chip& chip, const std::string& file) {
  if (chip.layers.size() != network.layers.size()) {
    throw Error(ErrorCode::kShape,
                file.empty() ? "chip" : file,
                fmt::format("does not fit network '{}'; expected {} layers, got {}; draw a chip of "
                            "this network",
                            network.name,
                            network.layers.size(),
                            chip.layers.size()));
  }
  network::Network out = network;
  for (std::size_t k = 0; k < out.layers.size(); ++k) out.layers[k].own = chip.layers[k];
  out.provenance = with_chip(network.provenance, chip);
  network::validate(out, {file, file});
  return out;
}

}  // namespace spinforge::chip
