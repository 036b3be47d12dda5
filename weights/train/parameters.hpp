// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gen/base/rng.hpp"

/// What a network learns, in plain memory: Torch only looks at it while a gradient is computed.
namespace spinforge::train {

/// One named array of numbers and what the optimiser keeps for it.
struct Parameter {
  std::string name;  ///< "layer1.weight"
  std::vector<std::int64_t> shape;
  bool trained = true;  ///< false: a statistic that is carried along (batch norm)
  float rate = 1.0F;    ///< factor on the learning rate
  float decay = 0.0F;   ///< weight decay of this parameter per unit of learning rate
  std::vector<float> value;
  std::vector<float> first, second;  ///< Adam's moments; empty where not trained
  std::vector<float> average;        ///< exponential moving average of value
  [[nodiscard]] std::size_t size() const { return value.size(); }
};

/// Makes a parameter filled with `initial`.
[[nodiscard]] Parameter make_parameter(std::string name,
                                       std::vector<std::int64_t> shape,
                                       bool trained,
                                       float initial);

/// Uniform in [-bound, bound), from the project's own generator: the same on every machine.
void fill_uniform(Parameter& parameter, float bound, rng::Sequence& random);

/// Settings of Adam (D. Kingma, J. Ba, 2015) with decoupled weight decay.
struct Adam {
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 1e-8F;
  float average_decay = 0.0F;  ///< of Parameter::average; 0: the average is the value itself
};

/// One step of Adam in one pass over memory. `count` numbers the steps from 1.
/// Expects gradient.size() == parameter.size().
void adam_step(const Adam& adam,
               Parameter& parameter,
               std::span<const float> gradient,
               float learning_rate,
               std::int64_t count);

/// Moves only the average towards the value: for statistics that no gradient reaches.
void follow(const Adam& adam, Parameter& parameter);

/// All parameters as bytes (little endian, exact) and back.
/// *Errors* of restore: kParse where the text is not a checkpoint of exactly these parameters.
[[nodiscard]] std::string serialise(std::span<const Parameter> parameters);
void restore(std::span<Parameter> parameters, std::string_view bytes, const std::string& where);

}  // namespace spinforge::train
