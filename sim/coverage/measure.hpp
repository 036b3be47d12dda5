// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sim/coverage/exclude.hpp"
#include "sim/coverage/hits.hpp"
#include "sim/coverage/points.hpp"

/// How much of a core was covered, and what was not.
namespace spinforge::coverage {

struct Figure {
  std::size_t hit = 0, total = 0;
  std::size_t excused = 0;  ///< never hit, and excluded

  /// Of those that are to be hit; 1 where there are none.
  [[nodiscard]] double share() const {
    return total == excused ? 1.0 : static_cast<double>(hit) / static_cast<double>(total - excused);
  }
  [[nodiscard]] std::size_t missed() const { return total - excused - hit; }
  Figure& operator+=(const Figure& other);
};

struct Figures {
  Figure lines, branches, toggles;

  [[nodiscard]] Figure& of(Kind kind) {
    return kind == Kind::kLine ? lines : kind == Kind::kBranch ? branches : toggles;
  }
  Figures& operator+=(const Figures& other);
};

/// What was never hit.
struct Missed {
  Kind kind = Kind::kLine;
  std::string instance, module, file;
  int line = 0;
  std::string label;  ///< bit; text of the line; arm and text of its line
  bool excused = false;
};

struct Instance {
  std::string path, module;
  Figures figures;
};

/// A core as all its instances together have it, each line, arm and bit of each counted by itself.
struct Core {
  std::string name;
  Figures figures;
  std::vector<Instance> instances;  ///< by path
  std::vector<Missed> missed;       ///< by instance, kind and place
};

/// Text of a source's line, without blanks around it.
using SourceLine = std::function<std::string(const std::string& file, int line)>;

/// Reads the sources of `directory` as they are asked for. *Errors*, when called: kIo.
[[nodiscard]] SourceLine sources_of(const std::string& directory);

/// `hits` of `points`. A line counts as hit where any statement that stands on it ran.
[[nodiscard]] Core measure(const std::string& name,
                           const std::vector<Point>& points,
                           const Hits& hits,
                           const SourceLine& source,
                           Exclusions& exclusions);

}  // namespace spinforge::coverage
