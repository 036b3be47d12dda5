// SPDX-License-Identifier: Apache-2.0
#include "weights/train/neurons.hpp"

#include <cmath>
#include <map>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;
using train::neuron_choice;

namespace {

/// A network of one such neuron, which loading would accept or refuse.
network::Network one_neuron(const train::NeuronChoice& choice) {
  network::Network net = test::empty_network("one", 1, 1, choice.neuron);
  net.layers = {test::dense(1, 1, [](int) { return 3; })};
  net.layers[0].field_code = choice.field_code;
  return net;
}

}  // namespace

TEST_CASE("Every neuron that can be trained is a neuron that a network may have") {
  for (const std::string& name : train::neuron_names()) {
    for (const int frac_bits : {10, 14, 16}) {
      INFO(name << " F " << frac_bits);
      const train::NeuronChoice choice = neuron_choice({.device = name}, frac_bits);
      CHECK_NOTHROW(network::validate(one_neuron(choice)));
      CHECK(choice.neuron.noise_ns == 0);
      CHECK(choice.cell.dead_steps == choice.neuron.refractory);
      CHECK(choice.neuron.v_min == -(1 << (frac_bits + 1)));
    }
  }
  CHECK(test::error_of([] { (void)neuron_choice({.device = "wood"}, 14); }).code() ==
        ErrorCode::kUsage);
}

TEST_CASE("A Hall-bar neuron has the registers of the measurement") {
  struct Measured {
    std::string name;
    int field, low, high, gain;
  };
  for (const Measured& at : {Measured{"hall180", 180, 10409, 14167, 121},
                             Measured{"hall200", 200, 10247, 14329, 128},
                             Measured{"hall220", 220, 9698, 14878, 128}}) {
    INFO(at.name);
    const train::NeuronChoice choice = neuron_choice({.device = at.name}, 14);
    const network::Neuron& neuron = choice.neuron;
    CHECK(neuron.model == "hall");
    CHECK(neuron.ka == 131);
    CHECK(neuron.sa == 9);
    CHECK(neuron.be == 56);
    const auto& set = neuron.fields.at(static_cast<std::size_t>(choice.field_code));
    CHECK(set.name == std::to_string(at.field) + " Oe");
    CHECK(set.th_lo == at.low);
    CHECK(set.th_hi == at.high);
    CHECK(set.th_rest == 2458);
    CHECK(set.gain == at.gain);
    CHECK(choice.drive_scale == Approx(128.0 / at.gain));
    CHECK(choice.cell.threshold * 16384.0F == static_cast<float>(at.low));
    CHECK(choice.cell.kappa == Approx(0.2556).epsilon(3e-4));
    CHECK(choice.cell.b == Approx(0.0034).epsilon(3e-3));
  }
}

TEST_CASE("The domain-wall neuron is set S, as its file has it") {
  for (const std::string name : {"dw", "dw-s"}) {
    const train::NeuronChoice choice = neuron_choice({.device = name}, 14);
    CHECK(choice.neuron.fields.at(0).th_hi == 32767);
    CHECK(choice.cell.kappa == Approx(0.1549));
    CHECK(choice.cell.b == Approx(0.01));
    CHECK(choice.cell.threshold == 0.75F);
    network::Neuron same = test::neuron_s();
    same.refractory = 2;  // 2.15 ns in steps of 1 ns
    CHECK(choice.neuron == same);
  }
}

TEST_CASE("What a device's file does not say is told with its neuron") {
  CHECK(neuron_choice({.device = "dw"}, 14).notes.empty());
  const test::TempDir dir;
  device::Device mine = device::named("dw-s");
  mine.parameters.erase("reset_amplitude");
  files::write(dir / "mine.json", device::json_text(mine));
  const std::vector<std::string> notes = neuron_choice({.device = dir / "mine.json"}, 14).notes;
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Matchers::Contains("N_RST is 0"));
  CHECK(neuron_choice({.device = dir / "mine.json", .dead_steps = 2}, 14).notes.empty());
}

TEST_CASE(
    "A range that is closed, and another dead time than the device's, are in cell and registers") {
  const train::NeuronChoice open = neuron_choice({.device = "hall180"}, 14);
  CHECK(open.cell.dead_steps == 1);
  CHECK_FALSE(open.neuron.closed);
  CHECK(std::isinf(open.cell.threshold_hi));
  const train::NeuronChoice closed =
      neuron_choice({.device = "hall180", .closed = true, .dead_steps = 3}, 14);
  CHECK(closed.neuron.refractory == 3);
  CHECK(closed.cell.dead_steps == 3);
  CHECK(closed.neuron.closed);
  CHECK(closed.cell.threshold_hi * 16384.0F == 14167.0F);
  CHECK(closed.cell.u_max == 2.0F);
  for (const train::NeuronOptions& more :
       {train::NeuronOptions{.device = "leaky", .closed = true},
        train::NeuronOptions{.device = "leaky", .dead_steps = 1}}) {
    CHECK(test::error_of([&] { (void)neuron_choice(more, 14); }).code() == ErrorCode::kUsage);
  }
}

TEST_CASE("A file of a device is a neuron that can be trained") {
  const test::TempDir dir;
  files::write(dir / "mine.json",
               R"({"schema_version": 1, "base": "dw-s", "law": "dw", "text": "mine", "neuron": "M",
                   "parameters": {"step": {"value": 0.5, "unit": "ns", "source": "choice"}}})");
  const train::NeuronChoice choice = neuron_choice({.device = dir / "mine.json"}, 14);
  CHECK(choice.neuron.name == "M");
  CHECK(choice.cell.kappa == Approx(0.1549 / 2));
  CHECK_NOTHROW(network::validate(one_neuron(choice)));
}

TEST_CASE("A Hall-bar neuron carries sixteen fields, with the gate and the gain of each") {
  const std::map<std::string, int> gains{{"0 Oe", 0},
                                         {"100 Oe", 0},
                                         {"150 Oe", 64},
                                         {"160 Oe", 88},
                                         {"180 Oe", 121},
                                         {"200 Oe", 128},
                                         {"220 Oe", 128},
                                         {"280 Oe", 121},
                                         {"300 Oe", 88},
                                         {"500 Oe", 0},
                                         {"-180 Oe", 169},
                                         {"-200 Oe", 216},
                                         {"-220 Oe", 228},
                                         {"-280 Oe", 230},
                                         {"-320 Oe", 216},
                                         {"-500 Oe", 0}};
  const network::Neuron neuron = neuron_choice({.device = "hall200"}, 14).neuron;
  REQUIRE(neuron.has_gain);
  REQUIRE(neuron.fields.size() == gains.size());
  for (const network::FieldRegisters& set : neuron.fields) {
    INFO(set.name);
    CHECK(set.gain == gains.at(set.name));
    CHECK(set.gate_en == (set.gain > 0));
    // Measured at 180 and 220 Oe; elsewhere the thresholds are those of the training.
    const int low = set.name == "180 Oe" ? 10409 : set.name == "220 Oe" ? 9698 : 10247;
    CHECK(set.th_lo == low);
  }
}

TEST_CASE("The leaky neuron has beta 0.95, threshold 1 and resets by subtraction") {
  const train::NeuronChoice choice = neuron_choice({.device = "leaky"}, 14);
  CHECK(choice.neuron.kind == network::NeuronKind::kLeaky);
  CHECK(choice.neuron.beta == 973);
  CHECK(choice.neuron.sb == 10);
  CHECK(choice.neuron.threshold == 16384);
  CHECK_FALSE(choice.neuron.reset_to_zero);
  CHECK(choice.cell.law == train::Law::kLeaky);
  CHECK(choice.cell.beta == 0.95F);
  CHECK(choice.cell.threshold == 1.0F);
}
