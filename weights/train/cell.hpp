// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

/// The neurons in the form that can be trained, as plain loops over memory. One call runs all time
/// steps of many neurons: a block of neurons stays in registers while time passes, so the
/// potentials never travel to memory and back between steps.
namespace spinforge::train {

/// The update law of a cell.
enum class Law {
  kWall,   ///< the spintronic neurons: domain wall and Hall bar, by their numbers
  kLeaky,  ///< the linear neuron of snnTorch (Leaky), reset by subtraction one step later
};

/// One cell; its numbers come from a device (neurons.hpp). *Units*: potential and drive are
/// normalised (1.0 = 2^F in hardware).
///     wall:  leak = min(kappa*u^2 + b, |u|);  pre = u - sgn(u)*leak + I
///            u1 = min(max(pre, u_min), u_max);  s = [threshold <= u1 <= threshold_hi]
///            u = u1*(1 - s);  for dead_steps steps after a spike s = 0 and u = 0
///     leaky: pre = beta*u - threshold*[u > threshold] + I
///            u = min(max(pre, u_min), u_max);  s = [u > threshold]
struct Cell {
  float kappa = 0.0F;      ///< wall: quadratic leak per step
  float b = 0.0F;          ///< wall: constant leak per step
  float threshold = 1.0F;  ///< fires at it (wall) or above it (leaky)
  float u_min = -2.0F;     ///< lower clip, exact in the gradient
  Law law = Law::kWall;
  float beta = 1.0F;   ///< leaky: what is left of the potential after a step
  float u_max = 2.0F;  ///< upper clip, exact in the gradient; infinite for a wall that always fires
                       ///< above its threshold, so that its spikes keep a gradient however strong
  float threshold_hi = std::numeric_limits<float>::infinity();  ///< wall: does not fire above it
  int dead_steps = 0;                                           ///< wall: steps that a reset takes
};

/// Shape of one call. `cells` = batch * neurons; step t of cell i lies at [t*cells + i].
struct CellShape {
  int steps = 0;
  std::size_t cells = 0;
  /// The drive is the same at every step (a directly coded layer): it has shape [cells].
  bool constant_drive = false;
};

/// Numbers of their own for each neuron of a layer, on one chip or some, in the place of the
/// cell's.
struct CellRow {
  std::size_t neurons = 0;         ///< of all chips; cell i is neuron i % neurons
  const float* numbers = nullptr;  ///< kappa, b, threshold, beta: [4][neurons]; null: the cell's
};

/// Gradients that flow into the cell from what it returned. Pointers may be null (no gradient).
struct CellGradients {
  const float* spikes = nullptr;           ///< [steps][cells]
  const float* final_potential = nullptr;  ///< [cells]
  float per_spike = 0.0F;  ///< the same for every spike (a penalty on the spike rate)
};

/// Writes the spikes (0 or 1) of every step, and the potential after the last step where
/// `final_potential` is not null. Returns the number of spikes.
std::uint64_t cell_forward(const Cell& cell,
                           const CellShape& shape,
                           const float* drive,
                           float* spikes,
                           float* final_potential,
                           const CellRow& row = {});

/// Gradient of the drive, [cells] where it is constant and [steps][cells] where not. The forward
/// pass is computed again from the drive, which is cheaper than to have kept it. The spike's
/// derivative is the arctangent surrogate 1/(1 + (pi*(u1 - threshold))^2), of a wall that does not
/// fire above threshold_hi that of the nearer end, falling at the upper one; the reset is detached;
/// the clip passes nothing beyond its ends, nor does a step that a reset takes.
void cell_backward(const Cell& cell,
                   const CellShape& shape,
                   const float* drive,
                   const CellGradients& gradients,
                   float* drive_gradient,
                   const CellRow& row = {});

}  // namespace spinforge::train
