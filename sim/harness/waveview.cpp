// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/waveview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace spinforge::harness {

namespace {

constexpr std::string_view kOurs = "[*] spinforge-sim verify\n";

// GTKWave's flags of a trace.
constexpr const char* kBits = "@28\n";
constexpr const char* kHex = "@22\n";
constexpr const char* kSigned = "@420\n";
constexpr const char* kGroup = "@800200\n";
constexpr const char* kGroupEnd = "@1000200\n";

std::string full_name(const Port& port) {
  return port.bits == 1 ? "TOP." + port.name
                        : fmt::format("TOP.{}[{}:0]", port.name, port.bits - 1);
}

std::string group(const std::string& name, const std::string& traces) {
  return traces.empty() ? ""
                        : fmt::format("{}-{}\n{}{}-{}\n", kGroup, name, traces, kGroupEnd, name);
}

std::string traces_of(const std::vector<Port>& ports, bool (*wanted)(const Port&)) {
  std::string out;
  for (const Port& port : ports) {
    if (wanted(port)) out += (port.bits == 1 ? kBits : kHex) + full_name(port) + "\n";
  }
  return out;
}

/// The bits of `port` that belong to lane `lane` of `lanes`, as a vector called `name`.
std::string lane_trace(const Port& port, const std::string& name, int lane, int lanes) {
  const int bits = port.bits / lanes;
  // A port of one bit may be declared as [0:0]; GTKWave finds it by its plain name.
  if (port.bits == 1) return kBits + full_name(port) + "\n";
  // Bits count from the left.
  std::string out = bits == 1 ? fmt::format("{}#{{{}}}", kBits, name)
                              : fmt::format("{}#{{{}[{}:0]}}", kSigned, name, bits - 1);
  for (int bit = (lane + 1) * bits - 1; bit >= lane * bits; --bit) {
    out += fmt::format(" ({}){}", port.bits - 1 - bit, full_name(port));
  }
  return out + "\n";
}

std::string neuron_traces(const WaveView& view) {
  const std::string prefix = fmt::format("commit{}_", view.layer);
  int lanes = 0;
  for (const Port& port : view.ports) {
    if (port.name == prefix + "mask_o") lanes = port.bits;
  }
  std::string out;
  if (view.lane < 0 || view.lane >= lanes) return out;
  for (const char* const field : {"mask", "v", "d", "spike", "armed", "over"}) {
    for (const Port& port : view.ports) {
      if (port.name == fmt::format("{}{}_o", prefix, field)) {
        out += lane_trace(port, field, view.lane, lanes);
      }
    }
  }
  return out;
}

}  // namespace

std::vector<Port> ports_of(std::string_view header) {
  static const std::regex kPort(R"(VL_(?:IN|OUT|INOUT)\w*\(&(\w+),(\d+),(\d+))");
  const std::string text(header);
  std::vector<Port> out;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kPort);
       at != std::sregex_iterator();
       ++at) {
    out.push_back({(*at)[1], std::stoi((*at)[2]) - std::stoi((*at)[3]) + 1});
  }
  return out;
}

std::string to_text(const std::vector<Port>& ports) {
  std::string out;
  for (const Port& port : ports) out += fmt::format("{} {}\n", port.name, port.bits);
  return out;
}

std::vector<Port> ports_from(const std::string& text) {
  std::vector<Port> out;
  std::istringstream in(text);
  for (Port port; in >> port.name >> port.bits;) out.push_back(port);
  return out;
}

std::string gtkw_text(const WaveView& view) {
  std::string out(kOurs);
  out += fmt::format("[dumpfile] \"{}\"\n", view.wave);
  if (view.time >= 0) {
    // About a hundred cycles across the window, and the marker.
    out += fmt::format("[timestart] {}\n*-6.000000 {}\n", std::max(0L, view.time - 100), view.time);
  }
  out += group("streams", traces_of(view.ports, [](const Port& port) {
                 return !port.name.starts_with("commit") && !port.name.starts_with("cfg_");
               }));
  if (view.layer > 0) {
    const std::string prefix = fmt::format("commit{}_", view.layer);
    std::string traces;
    for (const Port& port : view.ports) {
      if (port.name.starts_with(prefix)) {
        traces += (port.bits == 1 ? kBits : kHex) + full_name(port) + "\n";
      }
    }
    out += group(fmt::format("layer {}", view.layer), traces);
  }
  if (view.neuron >= 0) {
    out += group(fmt::format("neuron {} (lane {})", view.neuron, view.lane), neuron_traces(view));
  }
  return out;
}

bool is_gtkw_of_ours(std::string_view text) { return text.starts_with(kOurs); }

bool is_whole_wave(const std::string& path) {
  // Blocks of a type, a length of eight bytes, big-endian, which counts itself, and so much of
  // data.
  enum : unsigned char { kHeader = 0, kGeometry = 3, kUnfinished = 255 };
  std::ifstream in(path, std::ios::binary);
  in.seekg(0, std::ios::end);
  const std::streamoff size = in.tellg();
  std::set<unsigned char> types;
  std::streamoff at = 0;
  while (in && at >= 0 && at < size) {
    std::array<char, 9> head{};
    in.seekg(at).read(head.data(), head.size());
    types.insert(static_cast<unsigned char>(head[0]));
    std::uint64_t length = 0;
    for (std::size_t i = 1; i < head.size(); ++i) {
      length = length << 8U | static_cast<unsigned char>(head[i]);
    }
    if (length < 8 || length > static_cast<std::uint64_t>(size)) return false;
    at += 1 + static_cast<std::streamoff>(length);
  }
  const bool is_complete = types.contains(kHeader) && types.contains(kGeometry);
  return in && at == size && is_complete && !types.contains(kUnfinished);
}

std::string time_unit(const std::string& path) {
  // The header block: a type, nine numbers of eight bytes, then the power of ten of a second.
  constexpr std::streamoff kPower = 1 + 9 * 8;
  constexpr std::array kUnits{"s", "ms", "us", "ns", "ps", "fs"};
  std::ifstream in(path, std::ios::binary);
  in.seekg(kPower);
  char power = 1;
  in.get(power);
  const int exponent = static_cast<signed char>(power);
  if (!in || exponent > 0 || exponent < -15) return "";
  const char* const unit = kUnits[static_cast<std::size_t>((2 - exponent) / 3)];
  constexpr std::array kFactors{"", "10", "100"};
  return std::string(kFactors[static_cast<std::size_t>((exponent + 15) % 3)]) + unit;
}

}  // namespace spinforge::harness
