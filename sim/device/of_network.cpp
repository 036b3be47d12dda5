// SPDX-License-Identifier: Apache-2.0
#include "sim/device/of_network.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "gen/base/error.hpp"
#include "sim/device/registers.hpp"

namespace spinforge::device {
namespace {

/// Refuses a register of a network's neuron that is not the device's.
class Check {
 public:
  Check(const Device& device, const network::Neuron& neuron) : device_(device), neuron_(neuron) {}

  template <typename T>
  void equal(const std::string& name, const T& made, const T& got) const {
    if (made == got) return;
    throw Error(ErrorCode::kUsage,
                "--device",
                fmt::format("{} is not the device of neuron {}: its {} differs; expected {} at F = "
                            "{} as the file makes it, got {} in the network; give the file that "
                            "the network was trained with",
                            device_.where,
                            neuron_.name,
                            name,
                            made,
                            neuron_.frac_bits,
                            got));
  }

 private:
  const Device& device_;
  const network::Neuron& neuron_;
};

/// N_RST, window and noise are choices of the network, not of its device, and so is V_REST.
/// *Errors*: kUsage for the first register of `neuron` that does not follow from `device`.
void require_registers(const Device& device, const network::Neuron& neuron) {
  const network::Neuron made = registers(device, neuron.frac_bits).neuron;
  const Check check(device, neuron);
  check.equal("KA", made.ka, neuron.ka);
  check.equal("SA", made.sa, neuron.sa);
  check.equal("BE", made.be, neuron.be);
  check.equal("number of field codes", made.fields.size(), neuron.fields.size());
  for (std::size_t code = 0; code < made.fields.size(); ++code) {
    const network::FieldRegisters& expected = made.fields[code];
    const network::FieldRegisters& got = neuron.fields[code];
    const auto of_code = [&](const char* name) {
      return fmt::format("{} of field code {}", name, code);
    };
    // Names are for people, but 180 Oe and 280 Oe may well have the same registers.
    if (got.name.ends_with(" Oe")) check.equal(of_code("field"), expected.name, got.name);
    check.equal(of_code("GATE_EN"), expected.gate_en, got.gate_en);
    check.equal(of_code("GAIN"), expected.gain, got.gain);
    check.equal(of_code("TH_LO"), expected.th_lo, got.th_lo);
    check.equal(of_code("TH_HI"), expected.th_hi, got.th_hi);
    check.equal(of_code("TH_REST"), expected.th_rest, got.th_rest);
  }
}

/// The embedded device that has this neuron and law, or null.
const Device* embedded_device(std::string_view neuron, std::string_view law) {
  for (const std::string& name : device_names()) {
    const Device& device = named(name);
    if (device.neuron == neuron && name_of(device.law) == law) return &device;
  }
  return nullptr;
}

}  // namespace

std::vector<const Device*> devices_of(const network::Network& network,
                                      const std::vector<Device>& chosen) {
  std::vector<const Device*> out;
  std::vector<bool> used(chosen.size(), false);
  for (const network::Layer& layer : network.layers) {
    const network::Neuron& neuron = network.neuron_of(layer);
    const Device* found = nullptr;
    for (std::size_t i = 0; i < chosen.size() && found == nullptr; ++i) {
      if (chosen[i].neuron != neuron.name || name_of(chosen[i].law) != neuron.model) continue;
      if (chosen[i].law != Law::kLeaky) require_registers(chosen[i], neuron);
      found = &chosen[i];
      used[i] = true;
    }
    if (found == nullptr) found = embedded_device(neuron.name, neuron.model);
    if (found != nullptr && found->law == Law::kLeaky) found = nullptr;
    out.push_back(found);
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (used[i]) continue;
    std::set<std::string> names;
    for (const network::Layer& layer : network.layers) {
      const network::Neuron& neuron = network.neuron_of(layer);
      names.insert(fmt::format("{} ({})", neuron.name, neuron.model));
    }
    throw Error(ErrorCode::kUsage,
                "--device",
                fmt::format("{} is neuron {} ({}), which no layer has; expected {}; give the file "
                            "that the network was trained with",
                            chosen[i].name,
                            chosen[i].neuron,
                            name_of(chosen[i].law),
                            fmt::join(names, ", ")));
  }
  return out;
}

}  // namespace spinforge::device
