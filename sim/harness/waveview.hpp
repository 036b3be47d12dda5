// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What GTKWave shows first of a waveform.
namespace spinforge::harness {

/// A port of a Verilated model.
struct Port {
  std::string name;
  int bits = 1;
  friend bool operator==(const Port&, const Port&) = default;
};

/// The ports that Verilator declares in the header of a model's class.
[[nodiscard]] std::vector<Port> ports_of(std::string_view header);

/// One a line, "name bits"; and back.
[[nodiscard]] std::string to_text(const std::vector<Port>& ports);
[[nodiscard]] std::vector<Port> ports_from(const std::string& text);

struct WaveView {
  std::string wave;         ///< absolute path of the FST file
  std::int64_t time = -1;   ///< of the marker, in the file's unit; -1: none
  int layer = 0;            ///< from 1, shown as a group; 0: none
  int neuron = -1;          ///< of that layer; -1: none
  int lane = -1;            ///< on which it is; -1: none
  std::vector<Port> ports;  ///< of the model
};

/// What stands in the place of a waveform's ".fst" in the name of its save file.
inline constexpr const char* kViewEnding = ".gtkw";

/// A save file of GTKWave with the streams, the layer and the neuron as groups.
[[nodiscard]] std::string gtkw_text(const WaveView& view);

/// Whether `text` is one that gtkw_text made and nobody saved again.
[[nodiscard]] bool is_gtkw_of_ours(std::string_view text);

/// Whether an FST file was written to its end.
[[nodiscard]] bool is_whole_wave(const std::string& path);

/// The unit of time of an FST file, e.g. "ps"; "" where it cannot be read or has no name.
[[nodiscard]] std::string time_unit(const std::string& path);

}  // namespace spinforge::harness
