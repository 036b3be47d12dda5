// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/device/device.hpp"

/// A neuron of a network as the device that it stands for: the current behind its drives, and what
/// current, reading, reset and field take.
namespace spinforge::device {

/// One device at one register set of its network. A drive d is D / 2^F; one of either sign is the
/// same current, there or back.
///
///     dw:    J = |d| / (gamma*step),  I = J * track_length * track_width,  lasts a step
///     hall:  I = onset + (full_current - onset) * (|d| / d_full)^(1/exponent),  lasts write_width;
///            d_full is the drive that full_current writes
///
/// The plan area of the track is the cross-section of its current, as the paper's energy of a spike
/// needs it. Beyond known() both laws are extrapolated.
class Writing {
 public:
  /// `field_code`: of register sets as registers() makes them; of a Hall bar only. *Errors*: kRange
  /// where the file lacks what registers() needs, or no current is behind a drive (law leaky).
  explicit Writing(const Device& device, std::size_t field_code = 0);

  /// "A/m2" (dw: current density) or "mA" (hall: current).
  [[nodiscard]] const std::string& unit() const { return unit_; }
  /// Current behind a drive, in unit().
  [[nodiscard]] double strength(double drive) const;
  /// The drive, >= 0, that a current in unit() makes.
  [[nodiscard]] double drive_of(double strength) const;
  /// The strongest that the device is known at, in unit(): simulated or measured.
  [[nodiscard]] std::optional<double> known() const { return known_; }

  // Joule; none where the file lacks a number for it, which missing() names.

  /// I^2 R t of a step with this drive.
  [[nodiscard]] std::optional<double> write(double drive) const;
  /// Of reading, a step. dw: the divider at rest, all the time; hall: the read pulses.
  [[nodiscard]] std::optional<double> read() const { return read_; }
  /// Of resetting, a spike. dw: the reset pulse until the wall is at rest; hall: set_field by the
  /// field wire for reset_time.
  [[nodiscard]] std::optional<double> reset() const { return reset_; }
  /// Of the field wire at the bias field, a step; hall only, and only where it has a field.
  [[nodiscard]] std::optional<double> field() const { return field_; }
  /// Keys that the file lacks for the above.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }
  /// What the joules rest on, a sentence each.
  [[nodiscard]] const std::vector<std::string>& assumptions() const { return assumptions_; }

 private:
  void make_dw(const Device& device);
  void make_hall(const Device& device, std::size_t field_code);
  [[nodiscard]] bool knows(const Device& device, std::initializer_list<const char*> keys);

  std::string unit_;
  double per_drive_ = 1.0;              ///< dw: strength of a drive of 1; hall: 1/d_full
  double onset_ = 0.0;                  ///< mA
  double span_ = 1.0, exponent_ = 1.0;  ///< hall: full_current - onset, mA
  std::optional<double> known_;
  std::optional<double> joule_per_square_;  ///< of strength^2
  std::optional<double> read_, reset_, field_;
  std::vector<std::string> missing_, assumptions_;
};

}  // namespace spinforge::device
