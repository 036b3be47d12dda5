// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gen/emit/manifest.hpp"
#include "gen/emit/memory.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// The register map of sf_axi as data. Everything that knows an address is made from it: the
/// decoder's constants (axi.hpp), and the Markdown page, C header and JSON file of the directory.
namespace spinforge::emit {

/// Bits high..low of a register.
struct AxiField {
  std::string name;  ///< "CODE"
  int high = 0;
  int low = 0;
  std::string text;  ///< one phrase
};

enum class AxiAccess {
  kReadOnly,   ///< a write is refused
  kReadWrite,  ///< reads what was written
  kWriteOnly,  ///< each write does something; a read is refused
  kSelfClear,  ///< ones do something, reads 0
  kOneClears,  ///< a one clears the bit
};

/// A register of 32 bits, or an array of them.
struct AxiRegister {
  std::string name;  ///< "CONFIG_SELECT"
  int offset = 0;    ///< in bytes, of the first element
  AxiAccess access = AxiAccess::kReadOnly;
  std::string text;  ///< a sentence or two
  std::vector<AxiField> fields = {};
  std::vector<std::uint32_t> reset = {0};  ///< one an element
  int stride = 4;                          ///< bytes from element to element
  bool array = false;                      ///< however many elements this network has
  bool constant = false;                   ///< of the network: always its value after reset
};

struct AxiMap {
  std::vector<AxiRegister> registers;  ///< by offset
  int layers = 1;
  int memory_rows = 1;              ///< of the deepest memory
  std::vector<int> potential_bits;  ///< *Shape* [layers]
  int pixels_per_beat = 1;
  bool parity = false;   ///< ERRORS has PARITY
  int image_stride = 1;  ///< bytes of an image in a packet of many: whole beats
};

inline constexpr int kAxiAddressBits = 12;
inline constexpr int kAxiParityBit = 3;              ///< PARITY of ERRORS, with emit --parity
inline constexpr int kAxiLayerStride = 32;           ///< bytes of a layer's bank
inline constexpr int kAxiMaxLayers = 16;             ///< banks there is room for
inline constexpr std::uint32_t kAxiId = 0x53464158;  ///< "SFAX"
inline constexpr std::uint32_t kAxiVersion = 2;      ///< of the map

/// The map of a core. *Errors*: kShape for more than kAxiMaxLayers layers.
[[nodiscard]] AxiMap make_axi_map(const network::Network& network,
                                  const plan::Plan& plan,
                                  const Identity& identity,
                                  const Memories& memories);

/// Register `name` of the map, which is there.
[[nodiscard]] const AxiRegister& axi_register(const AxiMap& map, std::string_view name);

/// "ConfigSelect" for "CONFIG_SELECT": how a constant of the package spells a name of the map.
[[nodiscard]] std::string axi_constant(std::string_view name);

/// The map for people (axi/registers.md), for C (axi/registers.h) and for tools
/// (axi/registers.json). `network` is the network's name; `header` the file's purpose and origin.
[[nodiscard]] std::string axi_markdown(const AxiMap& map, std::string_view network);
[[nodiscard]] std::string axi_c_header(const AxiMap& map, std::string_view header);
[[nodiscard]] std::string axi_json(const AxiMap& map, std::string_view network);

}  // namespace spinforge::emit
