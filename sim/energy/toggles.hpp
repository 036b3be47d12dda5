// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What a simulated core switches and what its neurons' devices would take: never one number.
namespace spinforge::energy {

/// Switching of one part of a core: an instance below the top module, or the top module itself.
struct Part {
  std::string name;          ///< e.g. "u_layer1"; "" for nets of the top module
  std::int64_t bits = 0;     ///< of all nets that were counted
  std::int64_t toggles = 0;  ///< changes of one bit, from 0 to 1 or back
};

/// Counts the toggles in a Value Change Dump (IEEE 1800-2017, 21.7) as it is written. A net counts
/// once, in the outermost part that has it. Left out: the clock `clk_i`, parameters, and the words
/// of memories (their ports count). A net's first value is no toggle.
class ToggleCounter {
 public:
  /// `top`: the scope whose instances are the parts.
  explicit ToggleCounter(std::string top) : top_(std::move(top)) {}

  /// The next bytes of the dump, cut anywhere. *Errors*: kParse for what is no dump.
  void feed(std::string_view bytes);

  /// Another dump of the same core follows, header and first values again. The counts go on.
  void restart();

  /// In the order of the dump. *Errors*: kParse where the top module's scope never came.
  [[nodiscard]] std::vector<Part> parts() const;

 private:
  struct Net {
    std::size_t part = 0;
    std::size_t bits = 0;
    std::string value;  ///< highest bit first; empty before the first
  };

  void line(std::string_view text);
  void declaration(std::string_view text);
  void variable(const std::vector<std::string_view>& words);
  void change(std::string_view value, std::string_view id);
  std::size_t part_of_scope();

  std::string top_, pending_;
  bool declaring_ = true;
  std::vector<std::string> scopes_;
  std::map<std::string, Net, std::less<>> nets_;
  std::vector<Part> parts_;
};

}  // namespace spinforge::energy
