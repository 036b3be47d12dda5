// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

/// A network of 2 pixels and 2 classes, and files beside it as training and lockstep leave them.
namespace spinforge::test {

inline network::Network two_classes(const std::string& name) {
  network::Network net = empty_network(name, 1, 2, neuron_s());
  net.layers = {dense(2, 2, [](int i) { return i == 0 || i == 3 ? 1 : -1; })};
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
