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
using network::OwnRegister;
using network::OwnRegisters;

double scaled(double designed, double x, const Layer& /*layer*/, const Neuron& /*neuron*/) {
  return designed * (1.0 + x);
}

/// What a spread makes of a register.
struct Law {
  double Spread::*quantity;
  std::vector<std::int32_t> OwnRegisters::*member;
  /// Of the designed value; x = spread * deviate.
  double (*value)(double designed, double x, const Layer& layer, const Neuron& neuron) = scaled;
};

/// The table of README.md. Each neuron has those of its kind.
constexpr Law kLaws[] = {
    // The spread is a share of the threshold, the register a difference to it.
    {&Spread::th,
     &OwnRegisters::th_offset,
     [](double offset, double x, const Layer& layer, const Neuron& neuron) {
       return offset + x * neuron.fields[static_cast<std::size_t>(layer.field_code)].th_lo;
     }},
    {&Spread::th, &OwnRegisters::threshold},
    {&Spread::gain, &OwnRegisters::gain},
    {&Spread::leak, &OwnRegisters::ka},
    {&Spread::leak, &OwnRegisters::be},
    {&Spread::leak,
     &OwnRegisters::beta,
     [](double beta, double x, const Layer& /*layer*/, const Neuron& neuron) {
       const double one = std::ldexp(1.0, neuron.sb);
       return one - (one - beta) * (1.0 + x);
     }},
};

const OwnRegister& register_of(const Law& law) {
  return *std::ranges::find(network::own_registers(), law.member, &OwnRegister::member);
}

/// Draws the registers of one layer.
class Drawing {
 public:
  Drawing(const network::Network& network, std::size_t index, std::uint32_t seed)
      : layer_(network.layers[index]),
        neuron_(network.neuron_of(layer_)),
        number_(index + 1),
        last_(index + 1 == network.layers.size()),
        seed_(seed),
        own_(layer_.own) {}

  void draw(const Spread& spread) {
    for (const Law& law : kLaws) {
      const OwnRegister& entry = register_of(law);
      const double share = spread.*law.quantity;
      if (share != 0.0 && entry.belongs_to(neuron_)) spread_out(entry, law, share);
    }
    if (spread.has_faults()) break_some(spread);
  }

  [[nodiscard]] const OwnRegisters& registers() const { return own_; }
  [[nodiscard]] std::size_t clipped() const { return clipped_; }

 private:
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(layer_.outputs); }

  /// Values by `law`, rounded and held to their range.
  void spread_out(const OwnRegister& entry, const Law& law, double share) {
    network::Range range = entry.range(neuron_);
    if (law.quantity == &Spread::gain) range.low = 0;  // a device's gain keeps its sign
    const auto low = static_cast<double>(range.low), high = static_cast<double>(range.high);
    const std::int32_t common = network::shared_value(entry, neuron_);
    std::vector<std::int32_t> drawn;
    for (const double z : deviates(seed_, number_, law.quantity, size())) {
      const double designed = network::own_value(layer_.own.*entry.member, drawn.size(), common);
      const double value = std::nearbyint(law.value(designed, share * z, layer_, neuron_));
      const double held = std::clamp(value, low, high);
      clipped_ += value != held ? 1 : 0;
      drawn.push_back(static_cast<std::int32_t>(held));
    }
    own_.*entry.member = std::move(drawn);
  }

  void break_some(const Spread& spread) {
    std::vector<std::int32_t> drawn;
    for (const network::Fault fault : faults(seed_, number_, last_, spread, size())) {
      const std::int32_t had = network::own_value(layer_.own.fault, drawn.size(), 0);
      drawn.push_back(had != 0 ? had : static_cast<std::int32_t>(fault));
    }
    own_.fault = std::move(drawn);
  }

  const Layer& layer_;
  const Neuron& neuron_;
  std::size_t number_;
  bool last_;
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
    drawing.draw(spread);
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
