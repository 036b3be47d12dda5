// SPDX-License-Identifier: Apache-2.0
#include "weights/train/parameters.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>

#include "gen/base/error.hpp"

namespace spinforge::train {
namespace {

/// The arrays of a parameter in the order in which they are stored.
template <typename P>
auto arrays(P& parameter) {
  return std::array{&parameter.value, &parameter.first, &parameter.second, &parameter.average};
}

std::string heading(const Parameter& parameter) {
  return fmt::format("{} {}\n", parameter.name, parameter.size());
}

}  // namespace

Parameter make_parameter(std::string name,
                         std::vector<std::int64_t> shape,
                         bool trained,
                         float initial) {
  std::int64_t size = 1;
  for (const std::int64_t extent : shape) size *= extent;
  const auto count = static_cast<std::size_t>(size);
  Parameter parameter;
  parameter.name = std::move(name);
  parameter.shape = std::move(shape);
  parameter.trained = trained;
  parameter.value.assign(count, initial);
  parameter.average = parameter.value;
  if (trained) {
    parameter.first.assign(count, 0.0F);
    parameter.second.assign(count, 0.0F);
  }
  return parameter;
}

void fill_uniform(Parameter& parameter, float bound, rng::Sequence& random) {
  for (float& value : parameter.value) {
    value = static_cast<float>((2.0 * random.real() - 1.0) * static_cast<double>(bound));
  }
  parameter.average = parameter.value;
}

void adam_step(const Adam& adam,
               Parameter& parameter,
               std::span<const float> gradient,
               float learning_rate,
               std::int64_t count) {
  expects(gradient.size() == parameter.size(), "one gradient for each number of a parameter");
  const auto steps = static_cast<double>(count);
  const auto correct1 = static_cast<float>(1.0 - std::pow(static_cast<double>(adam.beta1), steps));
  const auto correct2 =
      static_cast<float>(std::sqrt(1.0 - std::pow(static_cast<double>(adam.beta2), steps)));
  const float rate = learning_rate * parameter.rate * correct2 / correct1;
  const float epsilon = adam.epsilon * correct2;
  const float keep = 1.0F - learning_rate * parameter.rate * parameter.decay;
  float* const value = parameter.value.data();
  float* const first = parameter.first.data();
  float* const second = parameter.second.data();
  float* const average = parameter.average.data();
  const float* const slope = gradient.data();
  const std::size_t size = parameter.size();
#pragma omp parallel for simd schedule(static) if (size > 65536)
  for (std::size_t i = 0; i < size; ++i) {
    const float g = slope[i];
    const float m = adam.beta1 * first[i] + (1.0F - adam.beta1) * g;
    const float v = adam.beta2 * second[i] + (1.0F - adam.beta2) * g * g;
    const float w = keep * value[i] - rate * m / (std::sqrt(v) + epsilon);
    first[i] = m;
    second[i] = v;
    value[i] = w;
    average[i] = w + adam.average_decay * (average[i] - w);
  }
}

void follow(const Adam& adam, Parameter& parameter) {
  for (std::size_t i = 0; i < parameter.size(); ++i) {
    const float now = parameter.value[i];
    parameter.average[i] = now + adam.average_decay * (parameter.average[i] - now);
  }
}

std::string serialise(std::span<const Parameter> parameters) {
  std::string bytes;
  for (const Parameter& parameter : parameters) {
    bytes += heading(parameter);
    for (const auto* array : arrays(parameter)) {
      const auto* data = reinterpret_cast<const char*>(array->data());
      bytes.append(data, array->size() * sizeof(float));
    }
  }
  return bytes;
}

void restore(std::span<Parameter> parameters, std::string_view bytes, const std::string& where) {
  const auto take = [&](std::size_t size) {
    if (bytes.size() < size) {
      throw Error(ErrorCode::kParse, where, "the checkpoint is cut off; delete it and start again");
    }
    const std::string_view part = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return part;
  };
  for (Parameter& parameter : parameters) {
    const std::string expected = heading(parameter);
    if (take(expected.size()) != expected) {
      throw Error(ErrorCode::kParse,
                  where,
                  fmt::format("not a checkpoint of this network; expected {} numbers of {}; "
                              "delete it and start again",
                              parameter.size(),
                              parameter.name));
    }
    for (auto* array : arrays(parameter)) {
      const std::string_view part = take(array->size() * sizeof(float));
      if (!part.empty()) std::memcpy(array->data(), part.data(), part.size());
    }
  }
  if (!bytes.empty()) {
    throw Error(ErrorCode::kParse, where, "the checkpoint is too long; delete it and start again");
  }
}

}  // namespace spinforge::train
