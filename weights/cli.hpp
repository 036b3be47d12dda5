// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/usage/usage.hpp"
#include "weights/train/bench.hpp"
#include "weights/train/fit.hpp"
#include "weights/train/neurons.hpp"

/// What spinforge-train was asked to do.
namespace spinforge::cli {

struct Arguments {
  train::FitOptions fit;
  std::string arch = "fc", preset = "clothes", spread, dataset, out, name, commit;
  train::NeuronOptions neuron;
  std::string window = "open";
  std::vector<int> hidden{1000}, channels{32, 64};
  int threads = 0;
  int frac_bits = 14;      ///< F of the integer neurons
  double max_current = 0;  ///< of any drive, in the unit of the device; 0: any
  bool halve = false;      ///< learn the images at half their size
  usage::Output json{"--json"};
  bool skip_test = false;
  train::BenchOptions bench;
  std::string command_line;
};

/// Recipes: what differs from the defaults of Recipe and FitOptions. Options given by hand win, so
/// this comes before they are read.
void apply_preset(Arguments& arguments);

/// `spinforge-train fit`.
void add_fit(usage::Tool& tool, Arguments& arguments);

/// Trains, rounds to integers, scores both and writes the network. *Errors*: Error.
void run_fit(Arguments& arguments);

}  // namespace spinforge::cli
