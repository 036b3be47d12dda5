// SPDX-License-Identifier: Apache-2.0
#include "sim/device/crossbar.hpp"

#include "gen/base/error.hpp"

namespace spinforge::device {

Crossbar::Crossbar(const Hall& cell, int rows, int columns, Gating gating)
    : cell_(cell),
      columns_(columns),
      gating_(gating),
      fields_(static_cast<std::size_t>(rows), 0.0),
      states_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), 0.0) {
  expects(rows > 0 && columns > 0, "a crossbar has at least one cell");
}

std::size_t Crossbar::index(int row, int column) const {
  expects(row >= 0 && row < rows() && column >= 0 && column < columns_, "cell inside the crossbar");
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
         static_cast<std::size_t>(column);
}

void Crossbar::set_field(int row, double field_oe) {
  expects(row >= 0 && row < rows(), "row inside the crossbar");
  fields_[static_cast<std::size_t>(row)] = field_oe;
}

void Crossbar::select(int row, double field_oe) {
  for (int r = 0; r < rows(); ++r) set_field(r, r == row ? field_oe : 0.0);
}

void Crossbar::pulse(std::span<const double> currents_ma) {
  expects(currents_ma.size() == static_cast<std::size_t>(columns_), "one current per column");
  for (int row = 0; row < rows(); ++row) {
    const double field = fields_[static_cast<std::size_t>(row)];
    for (int column = 0; column < columns_; ++column) {
      const double current = currents_ma[static_cast<std::size_t>(column)];
      if (gating_ == Gating::kIdeal && !(current > 0.0 && gate_open(cell_, field, current)))
        continue;
      double& v = states_[index(row, column)];
      v = leaked(cell_.leak, v) + pulse_drive(cell_, field, current);
      for (int read = 0; read < cell_.reads; ++read) v = leaked(cell_.leak, v);
    }
  }
}

void Crossbar::reset(int row) {
  for (int column = 0; column < columns_; ++column) states_[index(row, column)] = 0.0;
}

double Crossbar::state(int row, int column) const { return states_[index(row, column)]; }

}  // namespace spinforge::device
