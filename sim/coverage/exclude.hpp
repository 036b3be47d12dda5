// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/coverage/bits.hpp"
#include "sim/coverage/points.hpp"

/// Points that need not be hit, each with a reason. The file's format is in README.md.
namespace spinforge::coverage {

/// One pattern of an exclusion; * stands for any letters.
struct Exclusion {
  Kind kind = Kind::kToggle;
  std::string module, instance, point, reason;
  std::optional<Bits> bits = {};  ///< where `point` tells several of one signal
  bool whole = false;             ///< only bits of signals of which no bit at all was hit
  std::size_t matches = 0;        ///< points, hit or not
  std::size_t excused = 0;        ///< of them, those never hit
};

class Exclusions {
 public:
  /// Those that come with the tool, which may match nothing: not every suite has every module.
  [[nodiscard]] static Exclusions embedded();

  /// Adds those of a file of the user. *Errors*: kParse, kRange.
  void add(std::string_view text, const std::string& file);

  /// What is known of a point.
  struct Seen {
    bool hit = false;
    bool moved = false;  ///< some bit of its signal was
  };
  /// Whether the point that Missed::label tells is excluded; counts it.
  [[nodiscard]] bool excuse(Kind kind,
                            const std::string& module,
                            const std::string& instance,
                            const std::string& label,
                            const Seen& seen);

  /// *Errors*: kUsage for a pattern of a file that has matched no point at all.
  void require_used() const;

  [[nodiscard]] const std::vector<Exclusion>& all() const { return all_; }

 private:
  std::vector<Exclusion> all_;
  std::vector<std::string> origins_;  ///< of each; "" for the tool's own
};

}  // namespace spinforge::coverage
