// SPDX-License-Identifier: Apache-2.0
//
// The register map in three languages.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gen/emit/axi_map.hpp"

namespace spinforge::emit {
namespace {

const char* short_access(AxiAccess access) {
  switch (access) {
    case AxiAccess::kReadOnly:
      return "ro";
    case AxiAccess::kReadWrite:
      return "rw";
    case AxiAccess::kWriteOnly:
      return "wo";
    case AxiAccess::kSelfClear:
      return "w1s";
    case AxiAccess::kOneClears:
      return "w1c";
  }
  return "";
}

std::string bits(const AxiField& field) {
  return field.high == field.low ? std::to_string(field.low)
                                 : fmt::format("{}:{}", field.high, field.low);
}

/// 0x204 and for an array what to add for element k.
std::string offset_text(const AxiRegister& entry) {
  const std::string first = fmt::format("0x{:03x}", entry.offset);
  return entry.array ? fmt::format("{} + {} * k", first, entry.stride) : first;
}

std::string reset_text(const AxiRegister& entry) {
  const auto differs = [&](std::uint32_t value) { return value != entry.reset.front(); };
  std::string out = fmt::format("0x{:08x}", entry.reset.front());
  if (std::none_of(entry.reset.begin(), entry.reset.end(), differs)) return out;
  for (std::size_t k = 1; k < entry.reset.size(); ++k) {
    out += fmt::format(", 0x{:08x}", entry.reset[k]);
  }
  return out;
}

/// A comment of C around a text of several lines.
std::string c_comment(std::string_view text) {
  std::string out = "/* ";
  for (const char c : text) out += c == '\n' ? std::string("\n * ") : std::string(1, c);
  std::string::size_type blank = 0;
  while ((blank = out.find(" \n", blank)) != std::string::npos) out.erase(blank, 1);
  return out + "\n */\n";
}

std::uint64_t field_mask(const AxiField& field) {
  return ((std::uint64_t{1} << (field.high - field.low + 1)) - 1) << field.low;
}

}  // namespace

std::string axi_markdown(const AxiMap& map, std::string_view network) {
  std::string out = fmt::format(
      "# Registers of {}\n\n"
      "Written by spinforge-gen with the core, from the table that its decoder is made from. "
      "Offsets in\nbytes, registers of 32 bits. *ro*: a write is refused; *rw*: reads what was "
      "written; *wo*: each write\ndoes something, a read is refused; *w1s*: ones act and read as "
      "0; "
      "*w1c*: a one clears the bit.\nRefused is answered with SLVERR and has no effect, like any "
      "address that is not here. Registers\nwith k are arrays: {} words of MASK_DATA, one LAYER_* "
      "for each of the {} layers (k = 0 is layer 1).\n\n"
      "| offset | register | access | after reset | |\n|---|---|---|---|---|\n",
      network,
      axi_register(map, "MASK_DATA").reset.size(),
      map.layers);
  for (const AxiRegister& entry : map.registers) {
    out += fmt::format("| {} | {} | {} | {} | {} |\n",
                       offset_text(entry),
                       entry.name,
                       short_access(entry.access),
                       entry.access == AxiAccess::kWriteOnly ? "" : reset_text(entry),
                       entry.text);
  }
  out += "\n## Fields\n\n| register | bits | field | |\n|---|---|---|---|\n";
  for (const AxiRegister& entry : map.registers) {
    for (const AxiField& field : entry.fields) {
      out +=
          fmt::format("| {} | {} | {} | {} |\n", entry.name, bits(field), field.name, field.text);
    }
  }
  return out;
}

std::string axi_c_header(const AxiMap& map, std::string_view header) {
  std::string out = c_comment(header) + "#ifndef SF_AXI_REGISTERS_H\n#define SF_AXI_REGISTERS_H\n";
  for (const AxiRegister& entry : map.registers) {
    out += fmt::format("\n/* {}: {} */\n", short_access(entry.access), entry.text);
    if (entry.array) {
      out += fmt::format("#define SF_{0}(k) (0x{1:03x}u + {2}u * (k))\n#define SF_{0}_COUNT {3}u\n",
                         entry.name,
                         entry.offset,
                         entry.stride,
                         entry.reset.size());
    } else {
      out += fmt::format("#define SF_{} 0x{:03x}u\n", entry.name, entry.offset);
      if (entry.constant) {
        out += fmt::format("#define SF_{}_VALUE 0x{:08x}u\n", entry.name, entry.reset.front());
      }
    }
    for (const AxiField& field : entry.fields) {
      out +=
          fmt::format("#define SF_{0}_{1}_LSB {2}u /* {4} */\n#define SF_{0}_{1}_MASK 0x{3:08x}u\n",
                      entry.name,
                      field.name,
                      field.low,
                      field_mask(field),
                      field.text);
    }
  }
  return out + fmt::format(
                   "\n/* Bits of a potential and of a threshold, layer by layer. */\n"
                   "#define SF_POTENTIAL_BITS {{{}}}\n\n"
                   "/* Pixels of a beat; bytes from an image to the next in a packet of many, each "
                   "begins with a beat. */\n"
                   "#define SF_PIXELS_PER_BEAT {}u\n#define SF_IMAGE_STRIDE {}u\n\n#endif\n",
                   fmt::join(map.potential_bits, ", "),
                   map.pixels_per_beat,
                   map.image_stride);
}

std::string axi_json(const AxiMap& map, std::string_view network) {
  using Json = nlohmann::ordered_json;
  Json registers = Json::array();
  for (const AxiRegister& entry : map.registers) {
    Json fields = Json::array();
    for (const AxiField& field : entry.fields) {
      fields.push_back({{"name", field.name},
                        {"high", field.high},
                        {"low", field.low},
                        {"description", field.text}});
    }
    registers.push_back({{"name", entry.name},
                         {"offset", entry.offset},
                         {"count", entry.reset.size()},
                         {"stride", entry.stride},
                         {"access", short_access(entry.access)},
                         {"reset", entry.reset},
                         {"description", entry.text},
                         {"fields", fields}});
  }
  const Json out = {{"schema_version", 1},
                    {"network", network},
                    {"address_bits", kAxiAddressBits},
                    {"data_bits", 32},
                    {"layers", map.layers},
                    {"registers", registers}};
  return out.dump(2) + "\n";
}

}  // namespace spinforge::emit
