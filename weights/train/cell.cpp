// SPDX-License-Identifier: Apache-2.0
#include "weights/train/cell.hpp"

#include <cmath>
#include <type_traits>
#include <vector>

namespace spinforge::train {
namespace {

/// Neurons that run through time together: four AVX-512 registers, so that four chains of dependent
/// instructions hide each other's latency.
constexpr std::size_t kBlock = 64;

struct Step {
  float before_clip;
  float potential;  ///< after the reset
  float spike;
  float waits;  ///< steps that its reset still takes
};

float clip(const Cell& cell, float pre) {
  const float raised = pre > cell.u_min ? pre : cell.u_min;
  return raised < cell.u_max ? raised : cell.u_max;
}

/// 1 where the clip passes a gradient.
float inside(const Cell& cell, float pre) {
  return (pre >= cell.u_min ? 1.0F : 0.0F) * (pre <= cell.u_max ? 1.0F : 0.0F);
}

// Conditions below are factors of 0 or 1: a branch around a division would keep the compiler from
// turning the loop into vector instructions.
float surrogate(float z) {
  constexpr float kPiSquared = 9.8696044F;
  return 1.0F / (1.0F + kPiSquared * z * z);
}

/// The two laws have the same four functions, so that the loops below are written once and each is
/// compiled for either.
struct WallLaw {
  /// What stands for the potential before the clip at a step that a reset takes: no gradient passes
  /// through it.
  static constexpr float kWaits = -std::numeric_limits<float>::infinity();

  /// One update of one neuron, whose reset takes `waits` more steps.
  static Step update(const Cell& cell, float u, float waits, float drive) {
    const float magnitude = std::fabs(u);
    const float leak = cell.kappa * u * u + cell.b;
    const float rest = magnitude > leak ? magnitude - leak : 0.0F;
    const bool free = waits <= 0.0F;
    const float pre = free ? std::copysign(rest, u) + drive : kWaits;
    const float u1 = clip(cell, pre);
    const float fire = 1.0F - held(cell, u1);
    const float dead = static_cast<float>(cell.dead_steps);
    return {.before_clip = pre,
            .potential = free && fire == 0.0F ? u1 : 0.0F,
            .spike = fire,
            .waits = fire != 0.0F ? dead : waits - 1.0F};
  }
  /// 1 where the next step starts from u1, 0 where it was reset.
  static float held(const Cell& cell, float u1) {
    return 1.0F - (u1 >= cell.threshold ? 1.0F : 0.0F) * (u1 <= cell.threshold_hi ? 1.0F : 0.0F);
  }
  /// Derivative of the spike.
  static float spike_slope(const Cell& cell, float u1) {
    const bool lower = u1 - cell.threshold <= cell.threshold_hi - u1;
    const float slope = surrogate(lower ? u1 - cell.threshold : cell.threshold_hi - u1);
    return lower ? slope : -slope;
  }
  /// Factor by which a change of the potential survives the next step's leak. The potential is the
  /// one that clip() returned at the step before.
  static float leak_slope(const Cell& cell, float u1) {
    const float u = held(cell, u1) * u1;
    const float magnitude = std::fabs(u);
    const float leak = cell.kappa * u * u + cell.b;
    return (magnitude > leak ? 1.0F : 0.0F) * (1.0F - 2.0F * cell.kappa * magnitude);
  }
};

struct LeakyLaw {
  static Step update(const Cell& cell, float u, float waits, float drive) {
    const float reset = u > cell.threshold ? cell.threshold : 0.0F;
    const float pre = cell.beta * u - reset + drive;
    const float u1 = clip(cell, pre);
    return {.before_clip = pre,
            .potential = u1,
            .spike = u1 > cell.threshold ? 1.0F : 0.0F,
            .waits = waits};
  }
  static float held(const Cell&, float) { return 1.0F; }
  static float spike_slope(const Cell& cell, float u1) { return surrogate(u1 - cell.threshold); }
  static float leak_slope(const Cell& cell, float) { return cell.beta; }
};

/// The cells of a block that begins at cell `first`: all the same, or each neuron's own.
template <std::size_t Block, bool Own>
class Cells {
 public:
  Cells(const Cell& cell, const CellRow& /*row*/, std::size_t /*first*/) : cell_(cell) {}
  const Cell& operator[](std::size_t /*k*/) const { return cell_; }

 private:
  const Cell& cell_;
};

template <std::size_t Block>
class Cells<Block, true> {
 public:
  Cells(const Cell& cell, const CellRow& row, std::size_t first) : cell_(cell) {
    for (std::size_t k = 0; k < Block; ++k) {
      const float* const of = row.numbers + (first + k) % row.neurons;
      kappa_[k] = of[0];
      b_[k] = of[row.neurons];
      threshold_[k] = of[2 * row.neurons];
      beta_[k] = of[3 * row.neurons];
    }
  }
  Cell operator[](std::size_t k) const {
    Cell cell = cell_;
    cell.kappa = kappa_[k];
    cell.b = b_[k];
    cell.threshold = threshold_[k];
    cell.beta = beta_[k];
    cell.threshold_hi += threshold_[k] - cell_.threshold;  // the range moves as a whole
    return cell;
  }

 private:
  Cell cell_;
  float kappa_[Block], b_[Block], threshold_[Block], beta_[Block];
};

template <typename Rule, std::size_t Block, bool Own>
std::uint64_t forward_block(const Cells<Block, Own>& cells,
                            const CellShape& shape,
                            const float* drive,
                            float* spikes,
                            float* final_potential) {
  float u[Block] = {};
  float waits[Block] = {};
  float count[Block] = {};
  float held[Block];
  for (std::size_t k = 0; k < Block; ++k) held[k] = drive[k];
  for (int t = 0; t < shape.steps; ++t) {
    if (!shape.constant_drive && t > 0) {
      drive += shape.cells;
      for (std::size_t k = 0; k < Block; ++k) held[k] = drive[k];
    }
#pragma omp simd
    for (std::size_t k = 0; k < Block; ++k) {
      const Step step = Rule::update(cells[k], u[k], waits[k], held[k]);
      u[k] = step.potential;
      waits[k] = step.waits;
      spikes[k] = step.spike;
      count[k] += step.spike;
    }
    spikes += shape.cells;
  }
  float total = 0.0F;
  for (std::size_t k = 0; k < Block; ++k) total += count[k];
  if (final_potential != nullptr) {
    for (std::size_t k = 0; k < Block; ++k) final_potential[k] = u[k];
  }
  return static_cast<std::uint64_t>(total);
}

/// `history` has room for [steps][Block]: the potentials before the clip.
template <typename Rule, std::size_t Block, bool Own>
void replay_block(const Cells<Block, Own>& cells,
                  const CellShape& shape,
                  const float* drive,
                  float* history) {
  float u[Block] = {};
  float waits[Block] = {};
  for (int t = 0; t < shape.steps; ++t) {
    const float* now =
        shape.constant_drive ? drive : drive + static_cast<std::size_t>(t) * shape.cells;
#pragma omp simd
    for (std::size_t k = 0; k < Block; ++k) {
      const Step step = Rule::update(cells[k], u[k], waits[k], now[k]);
      u[k] = step.potential;
      waits[k] = step.waits;
      history[k] = step.before_clip;
    }
    history += Block;
  }
}

/// `incoming` points at the gradients of this step's spikes, `earlier` at the step before in the
/// history (null at the first step). `carried` is the gradient of the potential after the step, and
/// becomes that of the step before. Returns the gradient of the drive in `drive_gradient`.
template <typename Rule, bool Accumulate, std::size_t Block, bool Own>
void backward_step(const Cells<Block, Own>& cells,
                   const float* history,
                   const float* earlier,
                   const float* incoming,
                   float per_spike,
                   float* carried,
                   float* drive_gradient) {
#pragma omp simd
  for (std::size_t k = 0; k < Block; ++k) {
    const Cell& cell = cells[k];
    const float pre = history[k];
    const float u1 = clip(cell, pre);
    const float spike_gradient = incoming[k] + per_spike;
    const float gradient = inside(cell, pre) * (Rule::held(cell, u1) * carried[k] +
                                                spike_gradient * Rule::spike_slope(cell, u1));
    carried[k] = gradient * Rule::leak_slope(cell, clip(cell, earlier[k]));
    drive_gradient[k] = Accumulate ? drive_gradient[k] + gradient : gradient;
  }
}

template <typename Rule, std::size_t Block, bool Own>
void backward_block(const Cells<Block, Own>& cells,
                    const CellShape& shape,
                    const CellGradients& gradients,
                    const float* drive,
                    std::size_t first,
                    float* history,
                    float* drive_gradient) {
  replay_block<Rule>(cells, shape, drive + first, history);
  const float none[Block] = {};
  float carried[Block] = {};
  if (gradients.final_potential != nullptr) {
    for (std::size_t k = 0; k < Block; ++k) carried[k] = gradients.final_potential[first + k];
  }
  float sum[Block] = {};
  for (int t = shape.steps - 1; t >= 0; --t) {
    const std::size_t row = static_cast<std::size_t>(t) * shape.cells + first;
    const float* now = history + static_cast<std::size_t>(t) * Block;
    const float* earlier = t > 0 ? now - Block : none;
    const float* incoming = gradients.spikes != nullptr ? gradients.spikes + row : none;
    if (shape.constant_drive) {
      backward_step<Rule, true>(cells, now, earlier, incoming, gradients.per_spike, carried, sum);
    } else {
      backward_step<Rule, false>(
          cells, now, earlier, incoming, gradients.per_spike, carried, drive_gradient + row);
    }
  }
  if (shape.constant_drive) {
    for (std::size_t k = 0; k < Block; ++k) drive_gradient[first + k] = sum[k];
  }
}

template <typename Rule, bool Own>
std::uint64_t forward_all(const Cell& cell,
                          const CellRow& row,
                          const CellShape& shape,
                          const float* drive,
                          float* spikes,
                          float* final_potential) {
  const std::size_t whole = shape.cells / kBlock * kBlock;
  std::uint64_t count = 0;
#pragma omp parallel for schedule(dynamic, 16) reduction(+ : count)
  for (std::size_t i = 0; i < whole; i += kBlock) {
    count += forward_block<Rule>(Cells<kBlock, Own>(cell, row, i),
                                 shape,
                                 drive + i,
                                 spikes + i,
                                 final_potential ? final_potential + i : nullptr);
  }
  for (std::size_t i = whole; i < shape.cells; ++i) {
    count += forward_block<Rule>(Cells<1, Own>(cell, row, i),
                                 shape,
                                 drive + i,
                                 spikes + i,
                                 final_potential ? final_potential + i : nullptr);
  }
  return count;
}

template <typename Rule, bool Own>
void backward_all(const Cell& cell,
                  const CellRow& row,
                  const CellShape& shape,
                  const float* drive,
                  const CellGradients& gradients,
                  float* drive_gradient) {
  const std::size_t whole = shape.cells / kBlock * kBlock;
  const std::size_t room = static_cast<std::size_t>(shape.steps) * kBlock;
#pragma omp parallel
  {
    std::vector<float> history(room);
#pragma omp for schedule(dynamic, 16)
    for (std::size_t i = 0; i < whole; i += kBlock) {
      backward_block<Rule>(Cells<kBlock, Own>(cell, row, i),
                           shape,
                           gradients,
                           drive,
                           i,
                           history.data(),
                           drive_gradient);
    }
#pragma omp for schedule(static)
    for (std::size_t i = whole; i < shape.cells; ++i) {
      backward_block<Rule>(
          Cells<1, Own>(cell, row, i), shape, gradients, drive, i, history.data(), drive_gradient);
    }
  }
}

/// Calls `function` with the law and with whether neurons have numbers of their own.
template <typename Function>
auto with_law(const Cell& cell, const CellRow& row, const Function& function) {
  const auto with = [&](auto law) {
    return row.numbers != nullptr ? function(law, std::true_type())
                                  : function(law, std::false_type());
  };
  return cell.law == Law::kLeaky ? with(LeakyLaw()) : with(WallLaw());
}

}  // namespace

std::uint64_t cell_forward(const Cell& cell,
                           const CellShape& shape,
                           const float* drive,
                           float* spikes,
                           float* final_potential,
                           const CellRow& row) {
  return with_law(cell, row, [&](auto law, auto own) {
    return forward_all<decltype(law), decltype(own)::value>(
        cell, row, shape, drive, spikes, final_potential);
  });
}

void cell_backward(const Cell& cell,
                   const CellShape& shape,
                   const float* drive,
                   const CellGradients& gradients,
                   float* drive_gradient,
                   const CellRow& row) {
  with_law(cell, row, [&](auto law, auto own) {
    backward_all<decltype(law), decltype(own)::value>(
        cell, row, shape, drive, gradients, drive_gradient);
  });
}

}  // namespace spinforge::train
