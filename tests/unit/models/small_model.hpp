// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "tests/support.hpp"

/// A network of 2 pixels and 2 classes, and files beside it as training and lockstep leave them.
namespace spinforge::test {

inline network::Network two_classes(const std::string& name) {
  network::Network net;
  net.name = name;
  net.input = {{.height = 1, .width = 2}};
  network::Neuron neuron;
  neuron.name = "S";
  neuron.model = "dw";
  neuron.v_min = -32768;
  neuron.fields = {{.name = "0 Oe", .th_lo = 8000, .th_hi = 9000, .th_rest = 100}};
  net.neurons = {neuron};
  network::Layer layer;
  layer.inputs = layer.outputs = 2;
  layer.counter_bits = 16;
  layer.weights = {1, -1, -1, 1};
  layer.bias = {0, 0};
  layer.mul = {1};
  net.layers = {layer};
  net.provenance = R"({"options":{"short_steps":4},"results":{"train":{"accuracy_integer":0.75}}})";
  return net;
}

/// Saves it as `directory`/`name` and gives that path.
inline std::string save_model(const std::string& directory, const std::string& name) {
  network::save(two_classes(name), directory + "/" + name);
  return directory + "/" + name;
}

inline nlohmann::json two_class_record(const std::string& path) {
  return {{"network_hash", network::directory_hash(path)},
          {"images", 100},
          {"commits_compared", 5000},
          {"mismatches", 0},
          {"accuracy", 0.93},
          {"confusion", {{48, 2}, {5, 45}}},
          {"cycles_per_image", {{"mean", 40.0}}},
          {"timing_model_exact", true},
          {"layers",
           {{{"lanes", 2},
             {"neuron_lanes", 1},
             {"cycles", {{"mean", 30.0}}},
             {"lane_utilisation", 0.5}}}}};
}

/// A line of training.jsonl; `full` of the held-out images with all steps, where it is not 0.
inline std::string epoch_line(int epoch, double accuracy, double held_out, double full = 0) {
  const auto score = [](double value) {
    return nlohmann::json{{"accuracy", value}, {"spike_rate", {value / 10}}};
  };
  nlohmann::json line{
      {"epoch", epoch}, {"train", score(accuracy)}, {"validation", score(held_out)}};
  if (full > 0) line["validation_full"] = score(full);
  return line.dump() + "\n";
}

}  // namespace spinforge::test
