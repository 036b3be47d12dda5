// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "gen/network/network.hpp"
#include "tests/support.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using network::Network;

namespace {

void check(const std::vector<test::Spoiled>& cases, ErrorCode code = ErrorCode::kRange) {
  test::check_refused(test::small(), code, cases);
}

void check_shape(const std::vector<test::Spoiled>& cases) { check(cases, ErrorCode::kShape); }

}  // namespace

TEST_CASE("a sound network is accepted, at the limits of its registers too") {
  Network net = test::small();
  CHECK_NOTHROW(network::validate(net));
  net.steps = 255;
  net.neurons[0].fields[0].th_rest = -32768;
  net.neurons[0].v_rest = 32767;
  net.neurons[0].be = 1 << 14;
  net.neurons[0].refractory = 255;
  net.neurons[0].noise_ns = 65535;
  net.neurons[0].noise_sn = 24;
  net.neurons[0].fields.resize(16, net.neurons[0].fields[0]);
  net.layers[0].field_code = 15;
  net.layers[0].mul = {-32768, 32767, 1};
  net.layers[0].shift = 31;
  CHECK_NOTHROW(network::validate(net));
}

TEST_CASE("network-wide members outside their ranges are refused by name") {
  check({
      {"name", "rename", [](Network& n) { n.name = ""; }},
      {"name", "got \"Small\"", [](Network& n) { n.name = "Small"; }},
      {"name", "rename", [](Network& n) { n.name = "a/../b"; }},
      {"steps", "expected 1..255, got 0", [](Network& n) { n.steps = 0; }},
      {"steps", "expected 1..255, got 256", [](Network& n) { n.steps = 256; }},
      {"input / height", "got 0", [](Network& n) { n.input.height = 0; }},
      {"input / width", "got -1", [](Network& n) { n.input.width = -1; }},
      {"input / channels", "got 0", [](Network& n) { n.input.channels = 0; }},
      {"input / height * width * channels",
       "got 65536",
       [](Network& n) { n.input.channels = 16384; }},
      {"number of layers", "got 0", [](Network& n) { n.layers.clear(); }},
      {"number of layers", "got 65", [](Network& n) { n.layers.resize(65); }},
  });
  check({{"provenance", "object", [](Network& n) { n.provenance = "3"; }}}, ErrorCode::kParse);
  check_shape({{"neurons", "empty", [](Network& n) { n.neurons.clear(); }}});
}

TEST_CASE("registers of a wall neuron outside their ranges are refused by name") {
  const auto in = [](const char* field) { return std::string("neuron S / ") + field; };
  check({
      {"neuron L / name", "other neuron", [](Network& n) { n.neurons[0].name = "L"; }},
      {"neuron 1 / name", "rename", [](Network& n) { n.neurons[0].name = "1"; }},
      {in("model"), "expected dw, hall or leaky", [](Network& n) { n.neurons[0].model = "x"; }},
      {in("model"), "got \"leaky\"", [](Network& n) { n.neurons[0].model = "leaky"; }},
      {in("F"), "expected 4..16, got 17", [](Network& n) { n.neurons[0].frac_bits = 17; }},
      {in("V_MIN"), "-32768..0, got 1", [](Network& n) { n.neurons[0].v_min = 1; }},
      {in("V_MIN"), "got -32769", [](Network& n) { n.neurons[0].v_min = -32769; }},
      {in("V_REST"), "got 32768", [](Network& n) { n.neurons[0].v_rest = 32768; }},
      {in("KA"), "0..255, got 256", [](Network& n) { n.neurons[0].ka = 256; }},
      {in("SA"), "0..24, got 25", [](Network& n) { n.neurons[0].sa = 25; }},
      {in("BE"), "0..16384, got 16385", [](Network& n) { n.neurons[0].be = 16385; }},
      {in("N_RST"), "0..255, got 256", [](Network& n) { n.neurons[0].refractory = 256; }},
      {in("NS"), "0..65535, got -1", [](Network& n) { n.neurons[0].noise_ns = -1; }},
      {in("SN"), "0..24, got 25", [](Network& n) { n.neurons[0].noise_sn = 25; }},
      {in("RS"), "0..65535, got 65536", [](Network& n) { n.neurons[0].rest_rs = 65536; }},
      {in("SR"), "0..24, got -1", [](Network& n) { n.neurons[0].rest_sr = -1; }},
      {in("NS"),
       "reaches -2056..2056 of 256ths; expected -2048..2047; lower NS or raise SN",
       [](Network& n) {
         n.neurons[0].noise_on_drive = true;
         n.neurons[0].noise_ns = 129;
         n.neurons[0].noise_sn = 5;
       }},
      {in("BETA"), "no meaning", [](Network& n) { n.neurons[0].beta = 1; }},
      {in("number of fields"), "1..16, got 0", [](Network& n) { n.neurons[0].fields.clear(); }},
      {in("number of fields"), "got 17", [](Network& n) { n.neurons[0].fields.resize(17); }},
      {in("fields[0] / TH_LO"),
       "got 32768",
       [](Network& n) { n.neurons[0].fields[0].th_lo = 32768; }},
      {in("fields[0] / TH_HI"),
       "got 40000",
       [](Network& n) { n.neurons[0].fields[0].th_hi = 40000; }},
      {in("fields[0] / TH_REST"),
       "got -40000",
       [](Network& n) { n.neurons[0].fields[0].th_rest = -40000; }},
      {in("fields[0] / GAIN"), "no meaning", [](Network& n) { n.neurons[0].fields[0].gain = 100; }},
      {in("fields[0] / GAIN"),
       "-256..255, got 256",
       [](Network& n) {
         n.neurons[0].has_gain = true;
         n.neurons[0].fields[0].gain = 256;
       }},
  });
}

TEST_CASE("registers of a leaky neuron outside their ranges are refused by name") {
  const auto in = [](const char* field) { return std::string("neuron L / ") + field; };
  check({
      {in("SB"), "1..16, got 0", [](Network& n) { n.neurons[1].sb = 0; }},
      {in("BETA"), "0..1024, got 1025", [](Network& n) { n.neurons[1].beta = 1025; }},
      {in("TH"), "1..32767, got 0", [](Network& n) { n.neurons[1].threshold = 0; }},
      {in("V_MIN"), "expected -32768, got 0", [](Network& n) { n.neurons[1].v_min = 0; }},
      {in("V_REST"), "no meaning", [](Network& n) { n.neurons[1].v_rest = 1; }},
      {in("RS"), "no meaning", [](Network& n) { n.neurons[1].rest_rs = 1; }},
      {in("window"), "no meaning", [](Network& n) { n.neurons[1].closed = true; }},
      {in("KA"), "no meaning", [](Network& n) { n.neurons[1].ka = 1; }},
      {in("N_RST"), "no meaning", [](Network& n) { n.neurons[1].refractory = 1; }},
      {in("LEAK_GATED"), "no meaning", [](Network& n) { n.neurons[1].leak_gated = true; }},
      {in("fields[0] / TH_LO"), "no meaning", [](Network& n) { n.neurons[1].fields[0].th_lo = 1; }},
  });
}

TEST_CASE("members of a layer outside their ranges are refused by layer and name") {
  check_shape({
      {"layer 1 / inputs",
       "expected 4 (height * width * channels of the input), got 5",
       [](Network& n) { n.layers[0].inputs = 5; }},
      {"layer 2 / inputs",
       "expected 3 (outputs of layer 1), got 4",
       [](Network& n) { n.layers[1].inputs = 4; }},
      {"layer 2 / weight", "expected 6, got 5", [](Network& n) { n.layers[1].weights.pop_back(); }},
      {"layer 2 / bias", "expected 2, got 3", [](Network& n) { n.layers[1].bias.push_back(0); }},
      {"layer 2 / mul", "expected 2, got 0", [](Network& n) { n.layers[1].mul.clear(); }},
      {"layer 1 / mul", "expected 3, got 2", [](Network& n) { n.layers[0].mul.pop_back(); }},
  });
  check({
      {"layer 1 / outputs", "1..65535, got 0", [](Network& n) { n.layers[0].outputs = 0; }},
      {"layer 1 / inputs", "1..65535, got -4", [](Network& n) { n.layers[0].inputs = -4; }},
      {"layer 2 / weight_bits", "2..8, got 1", [](Network& n) { n.layers[1].weight_bits = 1; }},
      {"layer 2 / weight_bits", "got 9", [](Network& n) { n.layers[1].weight_bits = 9; }},
      {"layer 2 / counter_bits",
       "1..32, got 33",
       [](Network& n) { n.layers[1].counter_bits = 33; }},
      {"layer 2 / shift", "0..31, got 32", [](Network& n) { n.layers[1].shift = 32; }},
      {"layer 2 / neuron", "0..1, got 2", [](Network& n) { n.layers[1].neuron = 2; }},
      {"layer 2 / field_code", "0..0, got 1", [](Network& n) { n.layers[1].field_code = 1; }},
      {"layer 1 / mul[2]", "but 0, got 0", [](Network& n) { n.layers[0].mul[2] = 0; }},
      {"layer 1 / weight[1][2]",
       "expected -8..7, got -9",
       [](Network& n) { n.layers[0].weights[6] = -9; }},
      {"layer 2 / weight[1][0]",
       "weight_bits = 2; expected -2..1, got 2",
       [](Network& n) { n.layers[1].weights[3] = 2; }},
  });
}

TEST_CASE("a counter that could overflow is refused with the range it reaches") {
  check({
      {"layer 1 / counter_bits",
       "reaches -2040..2450; expected at least 13 bits, got 12",
       [](Network& n) { n.layers[0].counter_bits = 12; }},
      {"layer 1 / counter_bits",
       "smaller biases",
       [](Network& n) {
         n.layers[0].bias[0] = std::numeric_limits<std::int32_t>::max();
         n.layers[0].counter_bits = 32;
       }},
  });
  Network net = test::small();
  net.layers[0].counter_bits = 13;
  CHECK_NOTHROW(network::validate(net));
}

TEST_CASE("a drive beyond 32 bits is refused, before or after the gain and the noise") {
  const auto near = [](Network& n, std::int16_t mul) {
    n.layers[0].counter_bits = 32;
    n.layers[0].bias[0] = 1 << 16;
    n.layers[0].mul[0] = mul;
    n.layers[0].shift = 0;
  };
  check({
      {"layer 1 / shift", "the drive D0 reaches", [&](Network& n) { near(n, 32767); }},
      {"layer 1 / shift",
       "the drive D0 * GAIN_N reaches",
       [&](Network& n) {
         near(n, 20000);
         n.layers[0].own.gain = {4096, 1024, 1024};
         n.neurons[0].has_gain = true;
         n.neurons[0].fields[0].gain = 16;  // D itself is an eighth of that
       }},
      {"layer 1 / shift",
       "the drive D reaches",
       [&](Network& n) {
         near(n, 20000);
         n.neurons[0].has_gain = true;
         n.neurons[0].fields[0].gain = 255;
       }},
      {"layer 1 / shift",
       "lower mul, GAIN_N, GAIN or NS",
       [&](Network& n) {
         near(n, 31500);
         n.neurons[0].noise_ns = 65535;
       }},
  });
}

TEST_CASE("registers of single neurons outside their ranges or sizes are refused by name") {
  check({
      {"layer 1 / TH_OFFSET[1]",
       "-32768..32767, got 32768",
       [](Network& n) {
         n.layers[0].own.th_offset = {0, 32768, 0};
       }},
      {"layer 1 / KA[2]",
       "0..255, got 256",
       [](Network& n) {
         n.layers[0].own.ka = {0, 0, 256};
       }},
      {"layer 1 / BE[0]",
       "0..16384, got -1",
       [](Network& n) {
         n.layers[0].own.be = {-1, 0, 0};
       }},
      {"layer 1 / FAULT[0]",
       "0..3, got 4",
       [](Network& n) {
         n.layers[0].own.fault = {4, 0, 0};
       }},
      {"layer 1 / GAIN_N[0]",
       "got 32768",
       [](Network& n) {
         n.layers[0].own.gain = {32768, 0, 0};
       }},
      {"layer 1 / BETA",
       "has no meaning for neuron S",
       [](Network& n) {
         n.layers[0].own.beta = {1, 1, 1};
       }},
      {"layer 2 / KA",
       "no meaning for neuron L",
       [](Network& n) {
         n.layers[1].own.ka = {1, 1};
       }},
      {"layer 2 / TH[1]",
       "1..32767, got 0",
       [](Network& n) {
         n.layers[1].own.threshold = {1, 0};
       }},
  });
  check_shape({{"layer 1 / KA", "expected 3, got 2", [](Network& n) {
                  n.layers[0].own.ka = {1, 1};
                }}});
}
