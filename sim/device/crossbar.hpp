// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/device/hall.hpp"

/// The small array of Fig. 1e: Hall-bar neurons without access transistors. A field wire runs along
/// each row and its current sets the bias field of that row; a current line runs along each column
/// and writes every cell on it. A cell moves only where both meet: inside its excitatory window.
namespace spinforge::device {

/// What a cell outside the window does under a current pulse.
enum class Gating {
  kIdeal,  ///< holds its state exactly: the wall is non-volatile (i), the rule of the digital core
  kAnalogue,  ///< takes the small drive that the tail of its window leaves, and leaks
};

class Crossbar {
 public:
  /// All cells at rest, all field wires off.
  Crossbar(const Hall& cell, int rows, int columns, Gating gating = Gating::kIdeal);

  /// Bias field of one row in oersted; 0 switches its wire off.
  void set_field(int row, double field_oe);
  /// Switches one row's wire on and all others off.
  void select(int row, double field_oe);
  /// One cycle (a write slot and the reads) with one current per column in mA; 0 leaves it alone.
  void pulse(std::span<const double> currents_ma);
  /// Field reset of one row: its cells return to rest.
  void reset(int row);

  [[nodiscard]] int rows() const { return static_cast<int>(fields_.size()); }
  [[nodiscard]] int columns() const { return columns_; }
  /// State of a cell, uV.
  [[nodiscard]] double state(int row, int column) const;
  /// All states, row-major, uV.
  [[nodiscard]] const std::vector<double>& states() const { return states_; }

 private:
  [[nodiscard]] std::size_t index(int row, int column) const;

  Hall cell_;
  int columns_;
  Gating gating_;
  std::vector<double> fields_;
  std::vector<double> states_;
};

}  // namespace spinforge::device
