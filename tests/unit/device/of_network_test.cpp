// SPDX-License-Identifier: Apache-2.0
// Which device a network's neuron stands for, and whether its registers are that device's.
#include "sim/device/of_network.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "sim/device/registers.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using device::Device;

namespace {

/// A Hall bar of neuron H with two register sets.
Device bar() {
  return device::parse_device(
      R"({"schema_version": 1, "base": "hall-in-situ-180", "law": "hall", "text": "test",
          "neuron": "H", "parameters": {},
          "register_fields": {"values": [0, 180], "unit": "Oe", "source": "test"}})",
      "mine.json");
}

/// A layer of domain walls and one of these Hall bars.
network::Network two_laws() {
  network::Network net = network::load(test::source("tests/data/three-neurons"));
  net.neurons[static_cast<std::size_t>(net.layers[1].neuron)] = device::registers(bar(), 14).neuron;
  return net;
}

}  // namespace

TEST_CASE("the device of a neuron goes by its name and law, one's own before ours") {
  const auto none = device::devices_of(two_laws(), {});
  REQUIRE(none.size() == 2);
  CHECK(none[0] == &device::named("dw-s"));
  CHECK(none[1] == nullptr);
  const std::vector<Device> mine{bar()};
  CHECK(device::devices_of(two_laws(), mine)[1] == mine.data());
  const std::vector<Device> foreign{device::named("dw-p")};
  test::error_of(
      ErrorCode::kUsage, "no layer has", [&] { (void)device::devices_of(two_laws(), foreign); });
}

TEST_CASE("a file whose registers are not the network's is refused, with the register") {
  using Change = std::function<void(network::Neuron&)>;
  const auto [name, change] = GENERATE(table<std::string, Change>({
      {"its KA ", [](network::Neuron& n) { ++n.ka; }},
      {"its SA ", [](network::Neuron& n) { ++n.sa; }},
      {"its BE ", [](network::Neuron& n) { ++n.be; }},
      {"its number of field codes ", [](network::Neuron& n) { n.fields.pop_back(); }},
      {"its field of field code 1 ", [](network::Neuron& n) { n.fields[1].name = "200 Oe"; }},
      {"its GATE_EN of field code 0 ", [](network::Neuron& n) { n.fields[0].gate_en = true; }},
      {"its GAIN of field code 1 ", [](network::Neuron& n) { --n.fields[1].gain; }},
      {"its TH_LO of field code 1 ", [](network::Neuron& n) { n.fields[1].th_lo = 10404; }},
      {"its TH_HI of field code 0 ", [](network::Neuron& n) { ++n.fields[0].th_hi; }},
      {"its TH_REST of field code 0 ", [](network::Neuron& n) { ++n.fields[0].th_rest; }},
  }));
  network::Network net = two_laws();
  change(net.neuron_of(net.layers[1]));
  const std::vector<Device> mine{bar()};
  test::error_of(ErrorCode::kUsage, name, [&] { (void)device::devices_of(net, mine); });
}

TEST_CASE("what a network chooses beside its device is no other device") {
  network::Network net = two_laws();
  network::Neuron& neuron = net.neuron_of(net.layers[1]);
  neuron.refractory = 3;
  neuron.closed = true;
  neuron.v_rest = 100;
  neuron.noise_ns = 5;
  neuron.fields[1].name = "on";
  const std::vector<Device> mine{bar()};
  CHECK(device::devices_of(net, mine)[1] == mine.data());
}

TEST_CASE("every committed network has the registers of its device") {
  const std::string name = GENERATE(as<std::string>(),
                                    "fmnist-fc-dw",
                                    "fmnist-fc196-dw",
                                    "fmnist-fc-hall180-closed",
                                    "mnist-fc-hall220");
  const network::Network net = network::load(test::source("weights/models/" + name));
  const std::vector<Device> ours{*device::devices_of(net, {})[0]};
  CHECK(device::devices_of(net, ours)[0] == ours.data());
}
