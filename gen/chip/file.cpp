// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/chip/chip.hpp"
#include "gen/network/registers.hpp"

namespace spinforge::chip {
namespace {

constexpr int kVersion = 1;

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

/// "key": [1, 2], a line for each register of a layer.
std::string layer_text(const network::OwnRegisters& own) {
  std::vector<std::string> lines;
  for (const network::OwnRegister& entry : network::own_registers()) {
    const std::vector<std::int32_t>& values = own.*entry.member;
    if (values.empty()) continue;
    lines.push_back(fmt::format("      \"{}\": [{}]", entry.key, fmt::join(values, ", ")));
  }
  return lines.empty() ? "    {}" : fmt::format("    {{\n{}\n    }}", fmt::join(lines, ",\n"));
}

network::OwnRegisters layer_of(const Json& value, const std::string& where) {
  Reader in(value, where);
  network::OwnRegisters own;
  for (const network::OwnRegister& entry : network::own_registers()) {
    if (in.has(entry.key)) own.*entry.member = in.wholes(entry.key, INT32_MIN, INT32_MAX);
  }
  in.finish();
  return own;
}

Spread spread_of(Reader in) {
  Spread spread;
  for (const Quantity& quantity : quantities()) {
    if (in.has(quantity.key)) spread.*quantity.member = in.real(quantity.key, 0.0, 1.0);
  }
  in.finish();
  return spread;
}

}  // namespace

std::string to_json(const Chip& chip) {
  std::vector<std::string> spread, layers;
  for (const Quantity& quantity : quantities()) {
    const double value = chip.spread.*quantity.member;
    if (value != 0.0) spread.push_back(fmt::format("\"{}\": {}", quantity.key, value));
  }
  for (const network::OwnRegisters& own : chip.layers) layers.push_back(layer_text(own));
  return fmt::format(
      "{{\n  \"chip_version\": {},\n  \"network\": {},\n  \"network_sha256\": {},\n  \"seed\": "
      "{},\n"
      "  \"spread\": {{{}}},\n  \"sound_outputs\": {},\n  \"clipped\": {},\n  \"layers\": [\n{}\n  "
      "]\n}}\n",
      kVersion,
      quoted(chip.network),
      quoted(chip.network_hash),
      chip.seed,
      fmt::join(spread, ", "),
      chip.spread.sound_outputs,
      chip.clipped,
      fmt::join(layers, ",\n"));
}

Chip from_json(const std::string& text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader in(json, file, "draw the chip again");
  (void)in.whole("chip_version", kVersion, kVersion);
  Chip chip;
  chip.network = in.text("network");
  chip.network_hash = in.text("network_sha256");
  chip.seed = in.word("seed");
  chip.spread = spread_of(Reader(in.object("spread"), in.where("spread")));
  chip.spread.sound_outputs = in.boolean("sound_outputs");
  chip.clipped = static_cast<std::size_t>(in.whole("clipped", 0, INT32_MAX));
  const Json& layers = in.array("layers");
  for (std::size_t k = 0; k < layers.size(); ++k) {
    chip.layers.push_back(layer_of(layers[k], fmt::format("{} / layer {}", file, k + 1)));
  }
  in.finish();
  return chip;
}

std::vector<std::string> files_of(const std::string& directory, const std::string& chip) {
  if (chip.empty()) return {directory};
  return {directory, chip};
}

Loaded load(const std::string& directory, const std::string& chip) {
  network::Files files = network::read_files(directory);
  Loaded out{network::from_files(files, directory), std::move(files)};
  if (chip.empty()) return out;
  const Chip of = from_json(files::read(chip), chip);
  const std::string hash = network::hash_of(out.files);
  if (!of.network_hash.empty() && of.network_hash != hash) {
    throw Error(ErrorCode::kUsage,
                chip,
                fmt::format("is a chip of another network; expected one of '{}', {}.., got one of "
                            "'{}', {}..; draw one with spinforge-sim chip",
                            out.network.name,
                            hash.substr(0, 12),
                            of.network,
                            of.network_hash.substr(0, 12)));
  }
  out.network = apply(out.network, of, chip);
  out.files = network::to_files(out.network);
  return out;
}

}  // namespace spinforge::chip
