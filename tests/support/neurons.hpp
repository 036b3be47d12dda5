// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gen/base/rng.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// Neurons and layers that a test writes out, in one place.
namespace spinforge::test {

/// Register set S of the domain-wall neuron at F = 14, of steps of 1 ns.
[[nodiscard]] network::Neuron neuron_s();

/// snnTorch's Leaky with beta 0.95 at F = 14.
[[nodiscard]] network::Neuron neuron_leaky();

/// A dense layer of 4-bit weights: `weight(i)` in the order of the tensor, the same `bias` for
/// every neuron, a factor of `mul` for all.
[[nodiscard]] network::Layer dense(
    int inputs, int outputs, const std::function<int(int)>& weight, int bias = 0, int mul = 1);

/// A dense layer with weight width, weights, biases, factors and shift drawn at random.
[[nodiscard]] network::Layer random_layer(rng::Sequence& random, int inputs, int outputs);

/// A network of `neuron` on `height` x `width` directly coded pixels, still without layers.
[[nodiscard]] network::Network empty_network(const std::string& name,
                                             int height,
                                             int width,
                                             const network::Neuron& neuron);

/// The same lanes for every layer; the planner's choice where absent.
[[nodiscard]] plan::Options lanes(std::optional<int> synapse, std::optional<int> neuron = {});

/// What golden and macro make of `drives`: potentials after each step, and the steps of the spikes,
/// from 0.
struct NeuronVector {
  std::vector<int> drives, potentials, spikes;
};
/// Register set S on a track without its negative half, under the drive of its rheobase.
[[nodiscard]] const NeuronVector& vector_of_single_wall();
/// Register set S under drives of both signs.
[[nodiscard]] const NeuronVector& vector_of_wall();
/// The leaky neuron, reset by subtraction: gen/network/README.md, section 5.
[[nodiscard]] const NeuronVector& vector_of_leaky();

}  // namespace spinforge::test
