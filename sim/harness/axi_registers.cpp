// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_registers.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/directory/directory.hpp"

namespace spinforge::harness {

namespace {

constexpr const char* kMapAdvice = "emit the directory again";
constexpr int kMostBytes = 1 << 16;  ///< that the bus addresses

AxiRegisters::Register parse(const Json& from, const std::string& where) {
  Reader in(from, where, kMapAdvice);
  const auto number = [&](const char* key) {
    return static_cast<int>(in.whole(key, 0, kMostBytes));
  };
  AxiRegisters::Register out{.name = in.text("name"),
                             .offset = number("offset"),
                             .count = number("count"),
                             .stride = number("stride"),
                             .access = in.choice("access", {"ro", "rw", "wo", "w1s", "w1c"}),
                             .reset = in.words("reset"),
                             .fields = {}};
  const Json& fields = in.array("fields");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    Reader field(fields[i], fmt::format("{} / field {}", in.where(), i), kMapAdvice);
    const auto bit = [&](const char* key) { return static_cast<int>(field.whole(key, 0, 31)); };
    out.fields.push_back({.name = field.text("name"), .high = bit("high"), .low = bit("low")});
  }
  return out;
}

}  // namespace

AxiRegisters::AxiRegisters(const std::string& directory)
    : path_((std::filesystem::path(directory) / directory::kRegisters).string()) {
  const Json map = parse_json(files::read(path_), path_);
  const Json& registers = Reader(map, path_, kMapAdvice).array("registers");
  for (std::size_t i = 0; i < registers.size(); ++i) {
    all_.push_back(parse(registers[i], fmt::format("{} / register {}", path_, i)));
  }
}

void AxiRegisters::refuse(const std::string& lacks) const {
  throw Error(ErrorCode::kParse,
              path_,
              fmt::format("expected {}, got none; emit the directory again", lacks));
}

const AxiRegisters::Register& AxiRegisters::find(const std::string& name) const {
  for (const Register& entry : all_) {
    if (entry.name == name) return entry;
  }
  refuse("register " + name);
}

const AxiRegisters::Field& AxiRegisters::find_field(const std::string& name,
                                                    const std::string& field) const {
  for (const Field& entry : find(name).fields) {
    if (entry.name == field) return entry;
  }
  refuse(fmt::format("field {}.{}", name, field));
}

std::uint16_t AxiRegisters::at(const std::string& name, std::size_t k) const {
  const Register& entry = find(name);
  return static_cast<std::uint16_t>(entry.offset + static_cast<int>(k) * entry.stride);
}

std::uint32_t AxiRegisters::field(const std::string& name,
                                  const std::string& field,
                                  std::uint32_t value) const {
  return value << find_field(name, field).low;
}

std::uint32_t AxiRegisters::extract(const std::string& name,
                                    const std::string& field,
                                    std::uint32_t word) const {
  const Field& entry = find_field(name, field);
  const int bits = entry.high - entry.low + 1;
  return static_cast<std::uint32_t>((word >> entry.low) & ((std::uint64_t{1} << bits) - 1));
}

}  // namespace spinforge::harness
