// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gen/chip/spread.hpp"
#include "gen/quantize/quantize.hpp"
#include "weights/train/cell.hpp"
#include "weights/train/parameters.hpp"

/// A spiking network that learns. Torch is behind this header, not in it.
namespace spinforge::train {

/// Added to the variance in batch norm.
inline constexpr float kNormEpsilon = 1e-5F;

/// What is built and what it is asked to minimise. Everything that shapes the result is here or in
/// FitOptions; two equal recipes and seeds give the same bytes.
struct Recipe {
  std::vector<int> widths = {784, 1000, 10};  ///< pixels, neurons of the hidden layers, classes
  std::vector<network::Conv> convs;  ///< of the first layers, whose widths are those of their maps
  Cell cell;
  int steps = 25;
  int weight_bits = 4;         ///< 2..8, or 0: real weights
  bool channel_steps = false;  ///< a convolution's channels have a step size each
  /// Batch norm on the directly coded layer and on convolutions, folded away on export.
  bool normalise = true;
  float count_scale = 1.0F;  ///< logits = count_scale*(spike count) + potential_scale*V
  float potential_scale = 0.0F;
  float label_smoothing = 0.0F;
  float rate_target = 0.05F;  ///< spikes per hidden neuron and step that cost nothing
  float rate_weight = 0.0F;   ///< loss per unit of rate above the target
  /// Share of the neurons left out of an image: of the first layer, or of the last convolution.
  float dropout = 0.0F;
  chip::Spread spread;      ///< every batch is learned on chips of its own, see devices.hpp
  float later_pace = 1.0F;  ///< learning rate of weights without batch norm, as a factor
  float weight_decay = 0.0F;
  /// No drive of any neuron is larger, whatever the image; 0: no limit. Where the weights of a
  /// filter would allow more, its drive is scaled down to that.
  float max_drive = 0.0F;
  Adam adam;
};

/// Sums over the images of one call.
struct Outcome {
  double loss = 0.0;           ///< sum of the images' losses
  std::int64_t correct = 0;    ///< by the hardware's read-out: largest (count, potential)
  std::vector<double> spikes;  ///< per layer: sum over images of the spikes per neuron and step
  std::int64_t images = 0;
  void add(const Outcome& other);
};

/// Sums over rows (images, steps and places) of what a batch norm sees. Empty for other layers.
struct SumStatistics {
  std::vector<double> sum, square;  ///< *Shape* [columns or channels]
  std::int64_t rows = 0;
  void add(const SumStatistics& other);
};

class Net {
 public:
  Net(const Recipe& recipe, std::uint64_t seed);
  ~Net();
  Net(Net&&) noexcept;
  Net& operator=(Net&&) noexcept;

  [[nodiscard]] const Recipe& recipe() const { return recipe_; }
  [[nodiscard]] std::vector<Parameter>& parameters() { return parameters_; }

  /// One step of the optimiser on a batch. *Shape*: pixels [labels.size()][widths.front()] in [0,
  /// 1]. `count` numbers the steps from 1 and also decides the dropout masks and chips.
  Outcome learn(std::span<const float> pixels,
                std::span<const std::uint8_t> labels,
                float learning_rate,
                std::int64_t count);

  /// Loss and correct answers, without learning.
  [[nodiscard]] Outcome evaluate(std::span<const float> pixels,
                                 std::span<const std::uint8_t> labels);

  /// Of every layer, over the given images, with the network as evaluate() has it.
  [[nodiscard]] std::vector<SumStatistics> statistics(std::span<const float> pixels,
                                                      std::size_t images);

  /// Takes the averages for the parameters and forgets the optimiser's moments, for a stage of the
  /// training with another number of time steps.
  void begin_stage(int steps);

  /// Time steps of everything from here on. With fewer of them a spike counts for more, so that the
  /// logits have the range that they have with the network's own.
  void use_steps(int steps);

  /// Exchanges every parameter with its moving average: called before and after an evaluation.
  void swap_average();

  /// The layers for the quantiser, batch norm folded into gain and bias.
  [[nodiscard]] std::vector<quantize::RealLayer> export_layers() const;

 private:
  struct Graph;
  [[nodiscard]] float logit_scale() const;
  Recipe recipe_;
  int own_steps_;  ///< that the network was made with; recipe_ has those in use
  std::vector<Parameter> parameters_;
  std::unique_ptr<Graph> graph_;
};

}  // namespace spinforge::train
