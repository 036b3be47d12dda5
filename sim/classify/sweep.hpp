// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"

/// One trained network under other conditions than those it was trained for: every field code, or
/// noise of several strengths. Golden model only.
namespace spinforge::classify {

/// One condition.
struct SweepPoint {
  std::string name;  ///< for people, e.g. "180 Oe"
  double x = 0.0;    ///< what is swept: Oe (or the code, where the names are no fields), or sigmas
  network::Network network;
  golden::Control control;
};

/// What came of it.
struct SweepScore {
  std::size_t images = 0;
  std::size_t correct = 0;
  std::vector<double> spike_share;  ///< per layer: spikes per neuron and step
  [[nodiscard]] double accuracy() const {
    return static_cast<double>(correct) / static_cast<double>(images);
  }
};

/// One point a register set, by rising field, all layers switched together; then "gate off", with
/// every neuron masked.
/// *Errors*: kUsage where the layers have different neurons, whose codes mean different things.
[[nodiscard]] std::vector<SweepPoint> field_points(const network::Network& network);

/// One point a level: noise with standard deviation level * sigma LSB on every drive; 0 is none.
/// *Errors*: kRange for a negative level, and where the noise needs NS beyond 16 bits.
[[nodiscard]] std::vector<SweepPoint> noise_points(const network::Network& network,
                                                   double sigma,
                                                   const std::vector<double>& levels);

/// NS and SN for a standard deviation of `sigma` LSB, to within 1 part in 1000 from 1 LSB up.
struct NoiseCode {
  int ns = 0, sn = 0;
};
[[nodiscard]] NoiseCode noise_code(double sigma);

/// Classifies the first `count` images. The result does not depend on `threads`. `done` is called
/// with the images finished so far, from the calling thread only.
[[nodiscard]] SweepScore score(const SweepPoint& point,
                               const dataset::Images& images,
                               std::size_t count,
                               unsigned threads,
                               const std::function<void(std::size_t)>& done);

}  // namespace spinforge::classify
