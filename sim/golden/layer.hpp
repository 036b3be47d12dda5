// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/golden/rows.hpp"

namespace spinforge::golden {

/// The neurons of one layer: their state and a whole row's update at a time.
class LayerNeurons {
 public:
  /// `index` counts from 0. *Errors*: kRange where a drive of this layer needs more than 32 bits.
  LayerNeurons(const network::Network& network, std::size_t index);

  /// Start of image number `image`; fills in the potentials of its start in `out`.
  void start(std::uint32_t image, LayerTrace& out);

  /// What a step needs besides the state.
  struct Step {
    std::size_t step;  ///< from 0
    std::uint32_t image;
    int code;                               ///< field code
    std::span<const std::uint8_t> mask;     ///< *Shape* [neurons] or empty
    std::span<const std::int32_t> counter;  ///< C, *Shape* [neurons]
  };

  /// One step; fills row `at.step` of `out`. V of the previous step is read from there.
  void update(const Step& at, LayerTrace& out);

 private:
  void make_drive(const Step& at, const network::FieldRegisters& field, std::int32_t* drive);
  void update_faulty(const Step& at, const rows::Row& row);
  [[nodiscard]] std::uint32_t key(std::uint32_t image, std::uint32_t layer, std::size_t step) const;
  void draw_rest(std::uint32_t image, std::size_t step);
  void take_singles(const network::Layer& layer);
  template <class W>
  void update_row(const network::FieldRegisters& field, const rows::Row& row) const;

  network::Neuron neuron_;
  std::size_t size_;
  std::uint32_t number_;  // from 1, for the random bits
  std::uint32_t seed_;
  int shift_;
  // 32 bits suffice, proved from the bounds
  bool narrow_drive_, narrow_noise_, narrow_update_;
  bool direct_;
  std::vector<std::int32_t> mul_;   // one per neuron
  std::vector<std::int32_t> d0_;    // times a neuron's own gain; of a direct layer for all steps
  std::vector<std::int32_t> rest_;  // V_REST as drawn
  std::vector<std::int32_t> armed_, countdown_;
  // Registers of the single neurons, where they differ; gain_ is empty where that does not.
  struct Thresholds {
    std::vector<std::int32_t> lo, hi, rest;
  };
  bool own_;
  std::vector<std::int32_t> gain_, ka_, be_, beta_, threshold_;
  std::vector<Thresholds> th_;  // of each field code
  // The few that are stuck or frozen are updated one by one, over what the row has made of them.
  struct Faulty {
    std::size_t n;
    Single single;
    NeuronState state;
  };
  std::vector<Faulty> faulty_;
  std::vector<std::uint8_t> none_;  // the mask of a field that inhibits every neuron
};

}  // namespace spinforge::golden
