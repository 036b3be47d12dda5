// SPDX-License-Identifier: Apache-2.0
#include "sim/chain/walks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/classify/classify.hpp"
#include "sim/device/dw_neuron.hpp"
#include "sim/device/hall.hpp"
#include "sim/device/registers.hpp"
#include "sim/golden/conv.hpp"
#include "sim/golden/counters.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/golden/trace.hpp"

namespace spinforge::chain {
namespace {

/// Spikes of every neuron in an image, and the class.
struct Counts {
  std::vector<std::vector<std::uint16_t>> layers;
  int predicted = 0;
};

/// The neurons of a layer as devices.
struct DeviceLayer {
  device::DwParameters wall{};  ///< dw
  bool is_wall = false;
  device::HallLeak step{}, slot{};  ///< leak of a step, and of each of its slots
  int slots = 1;                    ///< in a step
  double threshold = 0, high = 0, low = 0, top = 0, rest = 0;
  bool closed = false;
  int dead = 0;
};

class DeviceNetwork {
 public:
  DeviceNetwork(const network::Network& network,
                const std::vector<const device::Device*>& devices,
                int looks)
      : network_(network), looks_(looks) {
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
      const network::Layer& layer = network.layers[k];
      if (layer.conv) {
        counters_.emplace_back(golden::ConvCounters(layer));
      } else {
        counters_.emplace_back(golden::Counters(layer));
      }
      layers_.push_back(device_layer(layer, *devices[k]));
    }
  }

  Counts run(Walk walk,
             std::span<const std::uint8_t> pixels,
             const std::vector<std::uint8_t>& input_spikes) {
    Counts out;
    const auto steps = static_cast<std::size_t>(network_.steps);
    std::vector<std::uint8_t> spikes = input_spikes;
    std::vector<double> u;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      const network::Layer& layer = network_.layers[k];
      const auto inputs = static_cast<std::size_t>(layer.inputs);
      const auto size = static_cast<std::size_t>(layer.outputs);
      const bool direct = golden::is_direct(network_, k);
      std::vector<std::uint8_t> made(steps * size);
      std::vector<int> dead(size, 0);
      u.assign(size, layers_[k].rest);
      std::span<const std::int32_t> c;
      if (direct) c = std::visit([&](auto& of) { return of.add_pixels(pixels); }, counters_[k]);
      for (std::size_t t = 0; t < steps; ++t) {
        if (!direct) {
          const auto row = std::span<const std::uint8_t>(spikes).subspan(t * inputs, inputs);
          c = std::visit([&](auto& of) { return of.add_spikes(row); }, counters_[k]);
        }
        for (std::size_t n = 0; n < size; ++n) {
          made[t * size + n] = step(walk, k, n, c[n], u[n], dead[n]) ? 1 : 0;
        }
      }
      std::vector<std::uint16_t>& count = out.layers.emplace_back(size);
      for (std::size_t i = 0; i < made.size(); ++i) {
        count[i % size] = static_cast<std::uint16_t>(count[i % size] + made[i]);
      }
      spikes = std::move(made);
    }
    out.predicted = golden::winner<double>(out.layers.back(), u);
    return out;
  }

 private:
  DeviceLayer device_layer(const network::Layer& layer, const device::Device& device) const {
    const network::Neuron& neuron = network_.neuron_of(layer);
    const network::FieldRegisters& field =
        neuron.fields[static_cast<std::size_t>(layer.field_code)];
    const device::Registers exact = device::registers(device, neuron.frac_bits);
    const auto real = [&](int code) {
      return std::ldexp(static_cast<double>(code), -neuron.frac_bits);
    };
    DeviceLayer out;
    out.is_wall = device.law == device::Law::kDw;
    if (out.is_wall) out.wall = device::dw_parameters(device);
    if (!out.is_wall) out.slots = static_cast<int>(device.number("step"));
    out.step = {exact.kappa, exact.b};
    out.slot = {exact.kappa / out.slots, exact.b / out.slots};
    out.threshold = real(field.th_lo);
    out.high = real(field.th_hi);
    out.low = real(neuron.v_min);
    out.top = 2.0;
    out.rest = real(neuron.v_rest);
    out.closed = neuron.closed;
    out.dead = neuron.refractory;
    return out;
  }

  /// One neuron, one step. True where it spikes.
  bool step(
      Walk walk, std::size_t k, std::size_t n, std::int32_t counter, double& u, int& dead) const {
    const DeviceLayer& layer = layers_[k];
    const network::Layer& network_layer = network_.layers[k];
    if (dead > 0) {
      --dead;
      u = layer.rest;
      return false;
    }
    const auto& mul = network_layer.mul;
    const network::Neuron& neuron = network_.neuron_of(network_layer);
    const std::int64_t d0 = golden::requantise(counter, mul[n % mul.size()], network_layer.shift);
    const std::int64_t d = golden::drive(
        neuron, neuron.fields[static_cast<std::size_t>(network_layer.field_code)], d0, 0);
    const double drive = std::ldexp(static_cast<double>(d), -neuron.frac_bits);
    bool spike = false;
    const int looks = walk == Walk::kFine ? looks_ : 1;
    for (int look = 0; look < looks; ++look) {
      u = moved(walk, layer, u, drive, looks);
      if (u < layer.threshold || (layer.closed && u > layer.high)) continue;
      spike = true;
      u = layer.rest;
      if (layer.dead > 0) break;
    }
    if (spike) dead = layer.dead;
    return spike;
  }

  static double moved(Walk walk, const DeviceLayer& layer, double u, double drive, int looks) {
    if (walk == Walk::kStep) {
      return std::clamp(device::leaked_to_rest(layer.step, u) + drive, layer.low, layer.top);
    }
    if (layer.is_wall) {
      const double dt = layer.wall.step;
      const double j = drive / (layer.wall.gamma * dt);
      return device::flow(layer.wall, u, j, dt / looks, {layer.low, layer.top});
    }
    for (int i = 0; i < layer.slots; ++i) u = device::leaked_to_rest(layer.slot, u);
    return std::clamp(u + drive, layer.low, layer.top);
  }

  const network::Network& network_;
  int looks_;
  std::vector<std::variant<golden::Counters, golden::ConvCounters>> counters_;
  std::vector<DeviceLayer> layers_;
};

void require_plain(const network::Network& network,
                   const std::vector<const device::Device*>& devices) {
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const network::Neuron& neuron = network.neuron_of(layer);
    const auto refuse = [&](const std::string& what) {
      throw Error(ErrorCode::kRange,
                  fmt::format("layer {} / neuron {}", k + 1, neuron.name),
                  what + "; choose a network without");
    };
    if (devices[k] == nullptr) refuse("no device is behind it; expected one of law dw or hall");
    if (devices[k]->law != devices[0]->law) refuse("another law than that of layer 1");
    if (neuron.noise_ns != 0 || neuron.rest_rs != 0) refuse("has noise, which is left out here");
    if (!neuron.reset) refuse("is not reset by a spike");
    if (layer.own != network::OwnRegisters()) refuse("has registers of single neurons");
    if (neuron.v_rest > neuron.fields[static_cast<std::size_t>(layer.field_code)].th_rest) {
      refuse("does not re-arm at rest");
    }
  }
}

/// Sums over images, whole numbers: the same in any order.
struct Sums {
  struct Layer {
    std::uint64_t spikes = 0, other = 0, active = 0;
  };
  std::vector<Layer> layers;
};

}  // namespace

std::string name_of(Walk walk) {
  switch (walk) {
    case Walk::kInteger:
      return "integer";
    case Walk::kStep:
      return "step";
    case Walk::kDevice:
      return "device";
    case Walk::kFine:
      return "fine";
  }
  return "";
}

Walks compare_walks(const network::Network& network,
                    const std::vector<const device::Device*>& devices,
                    const classify::TestSet& set,
                    const Options& options) {
  require_plain(network, devices);
  std::vector<Walk> walks{Walk::kInteger, Walk::kStep, Walk::kDevice};
  if (devices[0]->law == device::Law::kDw) walks.push_back(Walk::kFine);
  const std::size_t layers = network.layers.size();
  // By image, so that threads share nothing.
  std::vector<std::vector<Sums>> sums(set.count, std::vector<Sums>(walks.size()));
  std::vector<std::vector<int>> classes(walks.size(), std::vector<int>(set.count));
  Progress progress("chain", "images", set.count, options.quiet);
  std::vector<std::optional<DeviceNetwork>> models(
      classify::workers(static_cast<unsigned>(options.threads)));
  const auto look = [&](golden::Golden& model, std::uint32_t image, unsigned worker) {
    const std::size_t i = image - set.first;
    const auto pixels = set.images.image(image);
    const golden::Trace& trace = model.run(pixels, image);
    std::optional<DeviceNetwork>& device = models[worker];
    if (!device) device.emplace(network, devices, options.looks);
    std::vector<Counts> counts(walks.size());
    for (std::size_t k = 0; k < layers; ++k) {
      const auto size = static_cast<std::size_t>(network.layers[k].outputs);
      auto& count = counts[0].layers.emplace_back(size);
      for (std::size_t cell = 0; cell < trace.layers[k].spike.size(); ++cell) {
        count[cell % size] =
            static_cast<std::uint16_t>(count[cell % size] + trace.layers[k].spike[cell]);
      }
    }
    counts[0].predicted = trace.predicted;
    for (std::size_t w = 1; w < walks.size(); ++w) {
      counts[w] = device->run(walks[w], pixels, trace.input_spikes);
    }
    for (std::size_t w = 0; w < walks.size(); ++w) {
      classes[w][i] = counts[w].predicted;
      for (std::size_t k = 0; k < layers; ++k) {
        Sums::Layer& sum = sums[i][w].layers.emplace_back();
        for (std::size_t n = 0; n < counts[w].layers[k].size(); ++n) {
          const std::uint16_t mine = counts[w].layers[k][n];
          const std::uint16_t reference = counts.front().layers[k][n];
          sum.spikes += mine;
          sum.other += mine != reference;
          sum.active += mine != 0 || reference != 0;
        }
      }
    }
  };
  classify::each_image(network,
                       set.first,
                       set.count,
                       static_cast<unsigned>(options.threads),
                       look,
                       [&](std::size_t done) { progress.update(done); });
  Walks out{.network = network.name,
            .dataset = set.directory,
            .images = set.count,
            .looks = options.looks,
            .results = {}};
  for (std::size_t w = 0; w < walks.size(); ++w) {
    WalkResult& result = out.results.emplace_back();
    result.walk = walks[w];
    for (std::size_t k = 0; k < layers; ++k) {
      Sums::Layer all;
      for (const auto& image : sums) {
        all.spikes += image[w].layers[k].spikes;
        all.other += image[w].layers[k].other;
        all.active += image[w].layers[k].active;
      }
      const auto share = [](std::uint64_t part, double whole) {
        return whole > 0.0 ? static_cast<double>(part) / whole : 0.0;
      };
      result.layers.push_back(
          {.spikes = share(all.spikes, set.count),
           .other = share(all.other, set.count * static_cast<double>(network.layers[k].outputs)),
           .other_active = share(all.other, static_cast<double>(all.active))});
    }
    result.accuracy = classify::accuracy(set, classes[w]);
    std::size_t same = 0;
    for (std::size_t i = 0; i < set.count; ++i) same += classes[w][i] == classes[0][i];
    result.same_class = static_cast<double>(same) / set.count;
  }
  return out;
}

std::string table_text(const Walks& walks) {
  std::vector<std::vector<std::string>> rows{{"walk"}};
  for (std::size_t k = 0; k < walks.results.front().layers.size(); ++k) {
    rows[0].push_back(fmt::format("spikes, layer {}", k + 1));
    rows[0].push_back("other count");
    rows[0].push_back("of the active");
  }
  rows[0].push_back("accuracy");
  rows[0].push_back("class of the integers");
  for (const WalkResult& result : walks.results) {
    auto& row = rows.emplace_back();
    row.push_back(name_of(result.walk));
    for (const LayerCounts& layer : result.layers) {
      row.push_back(fmt::format("{:.1f}", layer.spikes));
      row.push_back(text::percent(layer.other));
      row.push_back(text::percent(layer.other_active));
    }
    row.push_back(result.accuracy ? text::percent(*result.accuracy) : "-");
    row.push_back(text::percent(result.same_class));
  }
  const bool fine = std::ranges::any_of(
      walks.results, [](const WalkResult& result) { return result.walk == Walk::kFine; });
  return fmt::format(
             "{}: {} images of {}\n\n{}\nOther count: neurons with another number of spikes than "
             "the integer ones have. integer: the golden model;\nstep: its step in double "
             "precision; "
             "device: exact flow of a domain wall, slots of a Hall bar{}",
             walks.network,
             walks.images,
             walks.dataset,
             text::table(rows),
             fine ? ";\n" : ".\n") +
         (fine ? fmt::format("fine: exact flow, the comparator looks {} times a step.\n",
                             walks.looks)
               : "");
}

std::string json_text(const Walks& walks) {
  using Json = nlohmann::ordered_json;
  Json results = Json::array();
  for (const WalkResult& result : walks.results) {
    Json layers = Json::array();
    for (const LayerCounts& layer : result.layers) {
      layers.push_back({{"spikes", layer.spikes},
                        {"other_count", layer.other},
                        {"other_count_active", layer.other_active}});
    }
    results.push_back({{"walk", name_of(result.walk)},
                       {"layers", layers},
                       {"accuracy", result.accuracy ? Json(*result.accuracy) : Json()},
                       {"same_class", result.same_class}});
  }
  const Json json = {{"network", walks.network},
                     {"dataset", text::utf8(walks.dataset)},
                     {"images", walks.images},
                     {"looks", walks.looks},
                     {"walks", results}};
  return json.dump(1) + "\n";
}

}  // namespace spinforge::chain
